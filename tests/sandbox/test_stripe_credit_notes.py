"""Credit notes at the local Stripe: before payment, after it, both; lines; voiding; refusals."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage


def credit(stage: Stage, invoice: str, amount: int | None = None, **params: Any) -> Any:
    sent: Any = {"invoice": invoice, **params}
    if amount is not None:
        sent["amount"] = amount
    return stage.v1.credit_notes.create(sent)


def refused(stage: Stage, invoice: str, amount: int | None = None, **params: Any) -> str:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        credit(stage, invoice, amount, **params)
    return str(caught.value.user_message)


def sums(invoice: stripe.Invoice) -> tuple[str | None, int, int, int, int, int]:
    before = invoice.pre_payment_credit_notes_amount
    after = invoice.post_payment_credit_notes_amount
    paid, remaining = invoice.amount_paid, invoice.amount_remaining
    return invoice.status, invoice.amount_due, paid, remaining, before, after


def paid(stage: Stage, amount: int = 100_000, **how: Any) -> stripe.Invoice:
    invoice = stage.opened(amount)
    stage.lever(f"invoices/{invoice.id}/pay", how)
    return invoice


class TestBeforePayment:
    def test_lowers_what_is_due(self, stage: Stage) -> None:
        invoice = stage.opened()
        note = credit(stage, invoice.id, 30_000, reason="order_change", memo="As agreed")
        assert (note.type, note.pre_payment_amount, note.post_payment_amount) == (
            "pre_payment",
            30_000,
            0,
        )
        assert note.number == f"{invoice.number}-CN-01"
        assert (note.status, note.memo, note.reason) == ("issued", "As agreed", "order_change")
        seen = stage.read(invoice.id)
        assert sums(seen) == ("open", 70_000, 0, 70_000, 30_000, 0)
        assert seen.total == 100_000
        assert seen.payments is not None
        assert seen.payments.data[0].amount_requested == 70_000
        assert credit(stage, invoice.id, 1).number.endswith("-CN-02")

    def test_down_to_nothing_is_paid(self, stage: Stage) -> None:
        invoice = stage.opened()
        credit(stage, invoice.id, 100_000)
        seen = stage.read(invoice.id)
        assert sums(seen) == ("paid", 0, 0, 0, 100_000, 0)
        assert seen.payments is not None
        assert seen.payments.data[0].status == "canceled"
        assert "invoice.paid" in stage.kinds()

    def test_tells_what_happened_in_order(self, stage: Stage) -> None:
        invoice = stage.opened()
        seen = len(stage.kinds("*"))
        note = credit(stage, invoice.id, 100)
        assert stage.kinds("*")[seen:] == ["credit_note.created", "invoice.updated"]
        changed = stage.events("*")[-1].data.previous_attributes
        assert changed is not None
        assert changed["amount_due"] == 100_000
        stage.v1.credit_notes.update(note.id, {"memo": "Sorry", "metadata": {"a": "1"}})
        assert stage.kinds("*")[-1] == "credit_note.updated"

    def test_goes_by_e_mail_unless_told(self, stage: Stage) -> None:
        invoice = stage.opened()
        credit(stage, invoice.id, 100, email_type="none")
        assert stage.seen("outbox") == []
        note = credit(stage, invoice.id, 100)
        (mail,) = stage.seen("outbox")
        assert (mail["kind"], mail["credit_note"], mail["to"]) == (
            "credit_note",
            note.id,
            "ap@acme.example",
        )
        stage.v1.invoices.send_invoice(invoice.id)
        assert stage.seen("outbox")[-1]["kind"] == "invoice"

    def test_is_refused_for_what_is_not_open_or_paid(self, stage: Stage) -> None:
        assert "draft" in refused(stage, stage.draft().id, 1)
        invoice = stage.opened()
        stage.v1.invoices.mark_uncollectible(invoice.id)
        assert "uncollectible" in refused(stage, invoice.id, 1)
        stage.v1.invoices.void_invoice(invoice.id)
        assert "void" in refused(stage, invoice.id, 1)

    def test_wants_a_positive_amount_within_the_invoice(self, stage: Stage) -> None:
        invoice = stage.opened()
        for amount in (0, -5):
            assert "greater" in refused(stage, invoice.id, amount)
        assert "Missing" in refused(stage, invoice.id)
        assert "left to credit" in refused(stage, invoice.id, 100_001)
        credit(stage, invoice.id, 60_000)
        assert "left to credit" in refused(stage, invoice.id, 40_001)
        assert "must equal" in refused(stage, invoice.id, 100, credit_amount=100)
        assert "at most 5000" in refused(stage, invoice.id, 100, memo="x" * 5_001)


class TestAfterPayment:
    def test_goes_to_the_balance(self, stage: Stage) -> None:
        invoice = paid(stage)
        note = credit(stage, invoice.id, 10_000, credit_amount=10_000)
        assert (note.type, note.post_payment_amount) == ("post_payment", 10_000)
        assert note.customer_balance_transaction is not None
        assert sums(stage.read(invoice.id)) == ("paid", 100_000, 100_000, 0, 0, 10_000)
        assert isinstance(invoice.customer, str)
        assert stage.v1.customers.retrieve(invoice.customer).balance == -10_000
        assert stage.opened(customer=invoice.customer).amount_due == 90_000

    def test_is_refunded(self, stage: Stage) -> None:
        invoice = paid(stage)
        before = len(stage.kinds("*"))
        note = credit(stage, invoice.id, 10_000, refund_amount=10_000)
        (link,) = note.refunds
        assert stage.v1.refunds.retrieve(link.refund).amount == link.amount_refunded == 10_000
        expanded = stage.v1.credit_notes.retrieve(note.id, {"expand": ["refunds.refund"]})
        assert isinstance(expanded.refunds[0].refund, stripe.Refund)
        kinds = stage.kinds("*")[before:]
        assert kinds == [
            *("refund.created", "charge.refunded", "credit_note.created", "invoice.updated"),
        ]
        assert "must equal" in refused(stage, invoice.id, 10_000)
        assert "left to credit" in refused(stage, invoice.id, 90_001, refund_amount=90_001)

    def test_happens_outside(self, stage: Stage) -> None:
        invoice = paid(stage, kind="out_of_band")
        assert "no charge" in refused(stage, invoice.id, 100, refund_amount=100)
        note = credit(stage, invoice.id, 100, out_of_band_amount=100)
        assert (note.out_of_band_amount, note.refunds) == (100, [])

    def test_links_refunds_made_before(self, stage: Stage) -> None:
        invoice = paid(stage)
        refund = stage.lever(f"invoices/{invoice.id}/refund", {"amount": 30_000})
        assert "left to credit" in refused(stage, invoice.id, 70_001, credit_amount=70_001)
        link = {"refund": refund["id"], "amount_refunded": 20_000}
        note = credit(stage, invoice.id, 25_000, refunds=[link], credit_amount=5_000)
        assert note.refunds[0].amount_refunded == 20_000
        too_much = [{"refund": refund["id"], "amount_refunded": 10_001}]
        assert "left that can be linked" in refused(stage, invoice.id, 10_001, refunds=too_much)
        other = paid(stage)
        assert "this invoice" in refused(stage, other.id, 1, refunds=[{"refund": refund["id"]}])
        assert (
            credit(
                stage, invoice.id, 75_000, refunds=[{"refund": refund["id"]}], credit_amount=65_000
            ).amount
            == 75_000
        )

    def test_of_a_part_payment_is_mixed(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 40_000})
        note = credit(stage, invoice.id, 80_000, refund_amount=20_000)
        assert (note.type, note.pre_payment_amount, note.post_payment_amount) == (
            "mixed",
            60_000,
            20_000,
        )
        assert sums(stage.read(invoice.id)) == ("paid", 40_000, 40_000, 0, 60_000, 20_000)

    def test_of_several_payments_wants_the_refunds_linked(self, stage: Stage) -> None:
        invoice = stage.opened()
        for amount in (40_000, 60_000):
            stage.lever(f"invoices/{invoice.id}/pay", {"amount": amount})
        assert "several payments" in refused(stage, invoice.id, 100, refund_amount=100)


class TestVoiding:
    def test_makes_the_invoice_due_again(self, stage: Stage) -> None:
        invoice = stage.opened()
        note = credit(stage, invoice.id, 30_000)
        void = stage.v1.credit_notes.void_credit_note(note.id)
        assert (void.status, void.voided_at is not None) == ("void", True)
        seen = stage.read(invoice.id)
        assert sums(seen) == ("open", 100_000, 0, 100_000, 0, 0)
        assert seen.payments is not None
        assert seen.payments.data[0].amount_requested == 100_000
        assert stage.kinds("*")[-2:] == ["credit_note.voided", "invoice.updated"]
        with pytest.raises(stripe.InvalidRequestError, match="already void"):
            stage.v1.credit_notes.void_credit_note(note.id)
        assert credit(stage, invoice.id, 100_000).number.endswith("-CN-02")

    def test_is_only_for_what_was_not_given_back(self, stage: Stage) -> None:
        full = stage.opened()
        note = credit(stage, full.id, 100_000)
        after = credit(stage, paid(stage).id, 100, credit_amount=100)
        for ident in (note.id, after.id):
            with pytest.raises(stripe.InvalidRequestError, match="pre-payment"):
                stage.v1.credit_notes.void_credit_note(ident)


class TestReading:
    def test_previews_without_a_trace(self, stage: Stage) -> None:
        invoice = stage.opened()
        events = len(stage.kinds("*"))
        shown = stage.v1.credit_notes.preview({"invoice": invoice.id, "amount": 5_000})
        assert (shown.amount, shown.type) == (5_000, "pre_payment")
        assert len(stage.kinds("*")) == events
        assert stage.v1.credit_notes.list({"invoice": invoice.id}).data == []
        assert sums(stage.read(invoice.id))[1] == 100_000

    def test_lists_those_of_an_invoice(self, stage: Stage) -> None:
        first, second = stage.opened(), stage.opened()
        ours = [credit(stage, first.id, 100).id for _ in range(2)]
        credit(stage, second.id, 100)
        assert [n.id for n in stage.v1.credit_notes.list({"invoice": first.id}).data] == ours[::-1]
        assert len(stage.seen("credit_notes")) == 3
        expanded = stage.v1.credit_notes.retrieve(ours[0], {"expand": ["invoice", "customer"]})
        assert isinstance(expanded.invoice, stripe.Invoice)
        assert len(stage.v1.credit_notes.line_items.list(ours[0]).data) == 1
        with pytest.raises(stripe.InvalidRequestError, match="No such credit note"):
            stage.v1.credit_notes.retrieve("cn_1")
