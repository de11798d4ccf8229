"""The local Stripe's levers for what happens to an invoice afterwards, pulled by a colleague."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage
from tests.sandbox.subscription_kit import invoices, item, subscribe


class TestCredit:
    @pytest.mark.parametrize(
        ("how", "field"), [("refund", "refunds"), ("out_of_band", "out_of_band_amount")]
    )
    def test_gives_the_paid_part_back_as_told(self, stage: Stage, how: str, field: str) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 40_000})
        note = stage.lever(
            f"invoices/{invoice.id}/credit", {"amount": 70_000, "how": how, "memo": "Sorry"}
        )
        assert (note["pre_payment_amount"], note["post_payment_amount"]) == (60_000, 10_000)
        assert (note["type"], note["memo"], bool(note[field])) == ("mixed", "Sorry", True)
        event = stage.events("credit_note.created")[0]
        assert event.request is not None
        assert event.request.id is None

    def test_goes_to_the_balance_unless_told(self, stage: Stage) -> None:
        invoice = stage.opened()
        path = f"invoices/{invoice.id}"
        stage.lever(f"{path}/pay", {})
        stage.lever(f"{path}/credit", {"amount": 5_000})
        assert isinstance(invoice.customer, str)
        assert stage.v1.customers.retrieve(invoice.customer).balance == -5_000
        assert "How is one of" in stage.refused_lever(f"{path}/credit", {"how": "cheque"})
        assert "left to credit" in stage.refused_lever(f"{path}/credit", {"amount": 95_001})
        assert "draft" in stage.refused_lever(f"invoices/{stage.draft().id}/credit", {"amount": 1})

    def test_moves_the_balance_of_its_currency_only(self, stage: Stage) -> None:
        dollars = stage.opened()
        assert isinstance(dollars.customer, str)
        euros = stage.opened(customer=dollars.customer, currency="eur")
        stage.lever(f"invoices/{euros.id}/pay", {})
        stage.lever(f"invoices/{euros.id}/credit", {"amount": 5_000})
        expand = ["invoice_credit_balance"]
        shown = stage.v1.customers.retrieve(dollars.customer, {"expand": expand})
        assert shown.balance == 0
        assert shown["invoice_credit_balance"].to_dict() == {"eur": 5_000}
        assert stage.opened(customer=dollars.customer).amount_due == 100_000
        assert stage.opened(customer=dollars.customer, currency="eur").amount_due == 95_000

    def test_is_taken_back(self, stage: Stage) -> None:
        invoice = stage.opened()
        note = stage.lever(f"invoices/{invoice.id}/credit", {"amount": 5_000})
        assert stage.lever(f"credit_notes/{note['id']}/void", {})["status"] == "void"
        assert stage.read(invoice.id).amount_due == 100_000


class TestRevise:
    def test_of_a_subscriptions_invoice_is_refused(self, stage: Stage) -> None:
        [draft] = invoices(stage, subscribe(stage, item(stage)))
        stage.v1.invoices.finalize_invoice(draft.id)
        refusal = stage.refused_lever(f"invoices/{draft.id}/revise", {})
        assert "attached to subscriptions" in refusal

    def test_leaves_a_draft_unless_told(self, stage: Stage) -> None:
        invoice = stage.opened()
        draft = stage.lever(f"invoices/{invoice.id}/revise", {"footer": "New bank"})
        assert (draft["status"], draft["footer"]) == ("draft", "New bank")
        assert stage.read(invoice.id).status == "open"


class TestKeys:
    def test_need_leave_for_each_kind(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever("permissions", {"allowed": {"invoices": "write", "credit_notes": "read"}})
        client = stage.with_key("rk_test_sandbox")
        assert client.v1.credit_notes.list({"invoice": invoice.id}).data == []
        with pytest.raises(stripe.PermissionError):
            client.v1.credit_notes.create({"invoice": invoice.id, "amount": 1})
        with pytest.raises(stripe.PermissionError):
            client.v1.disputes.list()

    def test_of_idempotency_make_one_note_and_one_refund(self, stage: Stage) -> None:
        invoice = stage.opened()
        sent: Any = {"invoice": invoice.id, "amount": 100}
        once = [stage.v1.credit_notes.create(sent, {"idempotency_key": "a"}) for _ in range(2)]
        assert once[0].id == once[1].id
        stage.lever(f"invoices/{invoice.id}/pay", {})
        (paid,) = stage.v1.invoice_payments.list({"invoice": invoice.id, "status": "paid"}).data
        intent = str(paid.payment.payment_intent)
        for _ in range(2):
            stage.v1.refunds.create(
                {"payment_intent": intent, "amount": 100}, {"idempotency_key": "b"}
            )
        assert len(stage.v1.refunds.list({"payment_intent": intent}).data) == 1
