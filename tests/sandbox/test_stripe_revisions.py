"""Revisions at the local Stripe: a draft that replaces a finalized invoice."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage


def revise(stage: Stage, invoice: str, **params: Any) -> stripe.Invoice:
    sent: Any = {"from_invoice": {"action": "revision", "invoice": invoice}, **params}
    return stage.v1.invoices.create(sent)


def refused(stage: Stage, invoice: str, **params: Any) -> str:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        revise(stage, invoice, **params)
    return str(caught.value.user_message)


class TestDraft:
    def test_is_the_invoice_once_more(self, stage: Stage) -> None:
        invoice = stage.opened(
            description="Thanks",
            custom_fields=[{"name": "PO", "value": "7"}],
            metadata={"deal": "1"},
            footer="Bank",
        )
        stage.v1.credit_notes.create({"invoice": invoice.id, "amount": 10_000})
        draft = revise(stage, invoice.id)
        assert draft.from_invoice is not None
        assert draft.from_invoice.invoice == invoice.id
        assert draft.from_invoice.action == "revision"
        assert (draft.status, draft.number, draft.auto_advance) == ("draft", None, False)
        assert (draft.amount_due, draft.pre_payment_credit_notes_amount) == (100_000, 0)
        for name in ("customer", "description", "footer", "due_date", "currency"):
            assert draft[name] == invoice[name]
        assert draft.metadata is not None
        assert draft.metadata["deal"] == "1"
        assert draft.custom_fields is not None
        assert draft.custom_fields[0].value == "7"
        (line,), (old,) = draft.lines.data, invoice.lines.data
        assert (line.amount, line.description, line.invoice) == (100_000, "Work", draft.id)
        assert line.id != old.id
        assert stage.kinds("*")[-1] == "invoice.created"
        assert stage.read(invoice.id).status == "open"

    def test_is_edited_like_any_other(self, stage: Stage) -> None:
        invoice = stage.opened()
        due = stage.now + 60 * DAY
        draft = revise(stage, invoice.id, due_date=due, metadata={"by": "bot"})
        assert draft.due_date == due
        more: Any = {"lines": [{"description": "Travel", "amount": 5_000}]}
        added = stage.v1.invoices.add_lines(draft.id, more)
        first = added.lines.data[0].id
        change: Any = {"lines": [{"id": first, "amount": 90_000}]}
        assert stage.v1.invoices.update_lines(draft.id, change).total == 95_000
        gone: Any = {"lines": [{"id": added.lines.data[1].id, "behavior": "delete"}]}
        assert stage.v1.invoices.remove_lines(draft.id, gone).total == 90_000
        assert stage.v1.invoices.update(draft.id, {"description": "New"}).description == "New"
        assert stage.read(invoice.id).total == 100_000

    def test_deleted_leaves_the_original(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.v1.invoices.delete(revise(stage, invoice.id).id)
        left = stage.read(invoice.id)
        assert (left.status, left.latest_revision) == ("open", None)
        assert revise(stage, invoice.id).status == "draft"


class TestRefusal:
    def test_of_what_is_draft_void_or_paid(self, stage: Stage) -> None:
        assert "draft" in refused(stage, stage.draft().id)
        invoice = stage.opened()
        stage.v1.invoices.void_invoice(invoice.id)
        assert "void" in refused(stage, invoice.id)
        settled = stage.opened()
        stage.lever(f"invoices/{settled.id}/pay", {})
        assert "paid" in refused(stage, settled.id)
        assert "No such invoice" in refused(stage, "in_1")

    def test_of_what_has_payments(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 1_000})
        assert "payments" in refused(stage, invoice.id)
        waiting = stage.opened()
        stage.lever(f"invoices/{waiting.id}/pay", {"kind": "bank_debit", "processing": True})
        assert "payments" in refused(stage, waiting.id)

    def test_of_another_customer_or_currency(self, stage: Stage) -> None:
        invoice = stage.opened()
        assert "customer" in refused(stage, invoice.id, customer=stage.customer().id)
        assert "currency" in refused(stage, invoice.id, currency="eur")

    def test_when_the_original_was_paid_meanwhile(self, stage: Stage) -> None:
        invoice = stage.opened()
        draft = revise(stage, invoice.id)
        stage.lever(f"invoices/{invoice.id}/pay", {})
        with pytest.raises(stripe.InvalidRequestError, match="paid"):
            stage.v1.invoices.finalize_invoice(draft.id)
        assert stage.read(draft.id).status == "draft"


class TestFinalizing:
    def test_voids_the_original(self, stage: Stage) -> None:
        invoice = stage.opened()
        draft = revise(stage, invoice.id)
        seen = len(stage.kinds())
        revision = stage.v1.invoices.finalize_invoice(draft.id)
        assert (revision.status, revision.amount_due) == ("open", 100_000)
        assert revision.number is not None
        assert revision.number.endswith("-0002")
        old = stage.v1.invoices.retrieve(invoice.id, {"expand": ["latest_revision"]})
        assert old.status == "void"
        assert isinstance(old.latest_revision, stripe.Invoice)
        assert old.latest_revision.id == revision.id
        kinds = stage.kinds()[seen:]
        assert kinds.index("invoice.finalized") < kinds.index("invoice.voided")
        assert "replaced" in refused(stage, invoice.id)

    def test_of_an_uncollectible_one(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.v1.invoices.mark_uncollectible(invoice.id)
        revision = stage.lever(f"invoices/{invoice.id}/revise", {"send": True})
        assert revision["status"] == "open"
        assert stage.read(invoice.id).status == "void"
        assert stage.seen("outbox")[-1]["invoice"] == revision["id"]

    def test_leads_from_every_older_one(self, stage: Stage) -> None:
        first = stage.opened()
        second = stage.lever(f"invoices/{first.id}/revise", {"finalize": True})
        lines = [{"description": "Less", "amount": 80_000}]
        third = stage.lever(
            f"invoices/{second['id']}/revise",
            {"finalize": True, "lines": lines, "description": "Agreed"},
        )
        assert (third["amount_due"], third["description"]) == (80_000, "Agreed")
        assert third["from_invoice"]["invoice"] == second["id"]
        for ident in (first.id, second["id"]):
            assert stage.read(ident).latest_revision == third["id"]

    def test_of_two_drafts_only_one_goes_out(self, stage: Stage) -> None:
        invoice = stage.opened()
        first, second = (revise(stage, invoice.id) for _ in range(2))
        stage.v1.invoices.finalize_invoice(first.id)
        with pytest.raises(stripe.InvalidRequestError, match="replaced"):
            stage.v1.invoices.finalize_invoice(second.id)

    def test_gives_the_customers_credit_back(self, stage: Stage) -> None:
        customer = stage.customer(balance=-30_000)
        invoice = stage.opened(customer=customer.id)
        assert invoice.amount_due == 70_000
        stage.lever(f"invoices/{invoice.id}/revise", {"finalize": True})
        assert stage.v1.customers.retrieve(customer.id).balance == -30_000
