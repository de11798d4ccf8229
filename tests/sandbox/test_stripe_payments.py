"""Money at the local Stripe: in part, in full, too much, late, outside; and the other ends."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage


def sums(invoice: stripe.Invoice) -> tuple[str | None, int, int, int]:
    paid, remaining = invoice.amount_paid, invoice.amount_remaining
    return invoice.status, paid, remaining, invoice.amount_overpaid


def payments(invoice: stripe.Invoice) -> list[tuple[str, int | None, bool]]:
    assert invoice.payments is not None
    rows = invoice.payments.data[::-1]
    return [(row.status, row.amount_paid, row.is_default) for row in rows]


class TestPaying:
    def test_in_full_completes_the_default_payment(self, stage: Stage) -> None:
        invoice = stage.opened()
        assert payments(stage.read(invoice.id)) == [("open", None, True)]
        stage.lever(f"invoices/{invoice.id}/pay", {"kind": "card"})
        seen = stage.read(invoice.id)
        assert sums(seen) == ("paid", 100_000, 0, 0)
        assert payments(seen) == [("paid", 100_000, True)]
        kinds = stage.kinds("*")
        for kind in ("charge.succeeded", "payment_intent.succeeded", "invoice_payment.paid"):
            assert kind in kinds
        assert {"invoice.paid", "invoice.payment_succeeded"} <= set(kinds)
        assert stage.v1.balance.retrieve().available[0].amount == 100_000

    def test_in_part_leaves_the_rest_open(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 40_000, "kind": "bank_transfer"})
        seen = stage.read(invoice.id)
        assert sums(seen) == ("open", 40_000, 60_000, 0)
        assert payments(seen) == [("open", None, True), ("paid", 40_000, False)]
        assert "invoice.paid" not in stage.kinds()
        stage.lever(f"invoices/{invoice.id}/pay", {})
        assert sums(stage.read(invoice.id)) == ("paid", 100_000, 0, 0)

    def test_too_much_becomes_a_credit(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 130_000, "kind": "bank_transfer"})
        assert sums(stage.read(invoice.id)) == ("paid", 100_000, 0, 30_000)
        assert "invoice.overpaid" in stage.kinds()
        assert isinstance(invoice.customer, str)
        assert stage.v1.customers.retrieve(invoice.customer).balance == -30_000
        assert stage.opened(customer=invoice.customer).amount_due == 70_000

    def test_twice_overpays(self, stage: Stage) -> None:
        invoice = stage.opened()
        for _ in range(2):
            stage.lever(f"invoices/{invoice.id}/pay", {"amount": 100_000, "kind": "bank_transfer"})
        assert sums(stage.read(invoice.id)) == ("paid", 100_000, 0, 100_000)

    def test_is_for_finalized_invoices(self, stage: Stage) -> None:
        draft = stage.draft()
        assert "draft" in stage.refused_lever(f"invoices/{draft.id}/pay", {})
        with pytest.raises(stripe.InvalidRequestError, match="draft"):
            stage.v1.invoices.pay(draft.id, {"paid_out_of_band": True})


class TestProcessing:
    def test_settles_later(self, stage: Stage) -> None:
        invoice = stage.opened()
        path = f"invoices/{invoice.id}"
        stage.lever(f"{path}/pay", {"kind": "bank_debit", "processing": True})
        assert sums(stage.read(invoice.id)) == ("open", 0, 100_000, 0)
        expand = ["payments.data.payment.payment_intent"]
        shown = stage.v1.invoices.retrieve(invoice.id, {"expand": expand})
        assert shown.payments is not None
        intent = shown.payments.data[0].payment.payment_intent
        assert isinstance(intent, stripe.PaymentIntent)
        assert intent.status == "processing"
        stage.lever(f"{path}/settle", {})
        assert sums(stage.read(invoice.id)) == ("paid", 100_000, 0, 0)

    def test_forbids_to_void_or_write_off(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 500, "processing": True})
        with pytest.raises(stripe.InvalidRequestError, match="payments"):
            stage.v1.invoices.void_invoice(invoice.id)
        with pytest.raises(stripe.InvalidRequestError, match="open payment"):
            stage.v1.invoices.mark_uncollectible(invoice.id)

    def test_may_bounce(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 500, "processing": True})
        stage.lever(f"invoices/{invoice.id}/fail", {"message": "insufficient funds"})
        seen = stage.read(invoice.id)
        assert (sums(seen), seen.attempt_count) == (("open", 0, 100_000, 0), 1)
        assert "invoice.payment_failed" in stage.kinds()
        assert payments(seen) == [("open", None, True), ("canceled", None, False)]
        assert stage.v1.invoices.void_invoice(invoice.id).status == "void"


class TestOutside:
    def test_all_of_it_is_out_of_band(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})
        seen = stage.read(invoice.id)
        assert sums(seen) == ("paid", 100_000, 0, 0)
        assert seen.amount_paid_off_stripe == 100_000
        assert "invoice.paid" in stage.kinds()
        assert "invoice.payment_succeeded" not in stage.kinds()
        with pytest.raises(stripe.InvalidRequestError, match="already paid"):
            stage.v1.invoices.pay(invoice.id, {"paid_out_of_band": True})

    def test_a_part_is_reported_and_attached(self, stage: Stage) -> None:
        invoice = stage.opened()
        report: Any = {
            "amount_requested": {"value": 25_000, "currency": "usd"},
            "initiated_at": stage.now,
            "payment_method_details": {"type": "custom", "custom": {"display_name": "Wire"}},
            "processor_details": {"type": "custom", "custom": {"payment_reference": "W-1"}},
            "outcome": "guaranteed",
            "guaranteed": {"guaranteed_at": stage.now},
        }
        record = stage.v1.payment_records.report_payment(report)
        stage.v1.invoices.attach_payment(invoice.id, {"payment_record": record.id})
        seen = stage.read(invoice.id)
        assert sums(seen) == ("open", 25_000, 75_000, 0)
        assert seen.amount_paid_off_stripe == 25_000
        listed = stage.v1.invoice_payments.list({"invoice": invoice.id, "status": "paid"}).data
        assert [row.payment.payment_record for row in listed] == [record.id]
        with pytest.raises(stripe.InvalidRequestError, match="already attached"):
            stage.v1.invoices.attach_payment(invoice.id, {"payment_record": record.id})

    def test_needs_a_payment_method_inside(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="payment method"):
            stage.v1.invoices.pay(stage.opened().id)


class TestVoid:
    def test_is_final_and_gives_the_credit_back(self, stage: Stage) -> None:
        customer = stage.customer(balance=-30_000)
        invoice = stage.opened(customer=customer.id)
        assert stage.v1.customers.retrieve(customer.id).balance == 0
        void = stage.v1.invoices.void_invoice(invoice.id)
        assert void.status == "void"
        assert void.status_transitions.voided_at is not None
        assert stage.v1.customers.retrieve(customer.id).balance == -30_000
        assert "void" in stage.refused_lever(f"invoices/{invoice.id}/pay", {})
        with pytest.raises(stripe.InvalidRequestError):
            stage.v1.invoices.void_invoice(invoice.id)

    def test_is_refused_after_a_payment(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.lever(f"invoices/{invoice.id}/pay", {"amount": 1_000})
        with pytest.raises(stripe.InvalidRequestError, match="payments"):
            stage.v1.invoices.void_invoice(invoice.id)

    def test_is_not_for_drafts(self, stage: Stage) -> None:
        with pytest.raises(stripe.InvalidRequestError, match="draft"):
            stage.v1.invoices.void_invoice(stage.draft().id)


class TestUncollectible:
    def test_can_still_be_paid(self, stage: Stage) -> None:
        invoice = stage.opened()
        lost = stage.v1.invoices.mark_uncollectible(invoice.id)
        assert lost.status_details is not None
        assert lost.status_details.uncollectible is not None
        assert lost.status_details.uncollectible.reason == "user_forgiven"
        with pytest.raises(stripe.InvalidRequestError):
            stage.v1.invoices.mark_uncollectible(invoice.id)
        stage.lever(f"invoices/{invoice.id}/pay", {})
        assert stage.read(invoice.id).status == "paid"
        assert stage.kinds().count("invoice.marked_uncollectible") == 1
