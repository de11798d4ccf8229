"""Refunds and disputes at the local Stripe: money that goes back while the invoice stays paid."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage


def paid(stage: Stage, kind: str = "card") -> tuple[stripe.Invoice, stripe.Charge]:
    """Return an invoice over 100,000 that was paid, and its charge."""
    invoice = stage.opened()
    stage.lever(f"invoices/{invoice.id}/pay", {"kind": kind})
    return invoice, charge_of(stage, invoice.id)


def charge_of(stage: Stage, invoice: str) -> stripe.Charge:
    rows = stage.v1.invoice_payments.list({"invoice": invoice, "status": "paid"}).data
    assert rows
    intent = rows[0].payment.payment_intent
    assert isinstance(intent, str)
    latest = stage.v1.payment_intents.retrieve(intent).latest_charge
    return stage.v1.charges.retrieve(str(latest))


def since(stage: Stage, seen: int) -> list[str]:
    return stage.kinds("*")[seen:]


class TestRefund:
    def test_of_a_part_leaves_the_invoice_paid(self, stage: Stage) -> None:
        invoice, charge = paid(stage)
        seen = len(stage.kinds("*"))
        sent: Any = {"charge": charge.id, "amount": 30_000, "metadata": {"a": "1"}}
        sent["reason"] = "requested_by_customer"
        refund = stage.v1.refunds.create(sent)
        assert (refund.status, refund.amount, refund.charge) == ("succeeded", 30_000, charge.id)
        assert since(stage, seen) == ["refund.created", "charge.refunded"]
        after = stage.v1.charges.retrieve(charge.id, {"expand": ["refunds"]})
        assert (after.amount_refunded, after.refunded) == (30_000, False)
        assert after.refunds is not None
        assert [row.id for row in after.refunds.data] == [refund.id]
        shown = stage.read(invoice.id)
        assert (shown.status, shown.amount_paid, shown.amount_remaining) == ("paid", 100_000, 0)
        assert stage.v1.balance.retrieve().available[0].amount == 70_000

    def test_of_the_rest_is_the_default(self, stage: Stage) -> None:
        _, charge = paid(stage)
        assert isinstance(charge.payment_intent, str)
        stage.v1.refunds.create({"payment_intent": charge.payment_intent, "amount": 1})
        rest = stage.v1.refunds.create({"payment_intent": charge.payment_intent})
        assert rest.amount == 99_999
        assert stage.v1.charges.retrieve(charge.id).refunded
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.refunds.create({"charge": charge.id})
        assert caught.value.code == "charge_already_refunded"
        listed = stage.v1.refunds.list({"charge": charge.id}).data
        assert [row.amount for row in listed] == [99_999, 1]
        assert len(stage.seen("refunds")) == 2

    def test_is_refused(self, stage: Stage) -> None:
        invoice, charge = paid(stage)
        wrong: list[tuple[Any, str]] = [
            ({}, "exactly one"),
            ({"charge": "ch_1"}, "No such charge"),
            (
                {"charge": charge.id, "amount": 100_001},
                r"1,000.01\) is greater than unrefunded",
            ),
            ({"charge": charge.id, "amount": 0}, "positive integer"),
            ({"charge": charge.id, "reason": "whim"}, "must be one of"),
        ]
        for sent, words in wrong:
            with pytest.raises(stripe.InvalidRequestError, match=words):
                stage.v1.refunds.create(sent)
        unpaid = stage.opened()
        assert "no charge" in stage.refused_lever(f"invoices/{unpaid.id}/refund", {})
        (waiting,) = stage.v1.invoice_payments.list({"invoice": unpaid.id}).data
        with pytest.raises(stripe.InvalidRequestError, match="successful charge"):
            stage.v1.refunds.create({"payment_intent": str(waiting.payment.payment_intent)})
        assert stage.read(invoice.id).status == "paid"

    def test_to_a_bank_account_takes_days(self, stage: Stage) -> None:
        invoice, charge = paid(stage, "bank_transfer")
        refund = stage.lever(f"invoices/{invoice.id}/refund", {"amount": 5_000})
        assert (refund["status"], refund["pending_reason"]) == ("pending", "processing")
        assert stage.v1.charges.retrieve(charge.id).amount_refunded == 5_000
        stage.advance(days=4)
        arrived = stage.v1.refunds.retrieve(refund["id"])
        assert (arrived.status, arrived.pending_reason) == ("succeeded", None)
        (event,) = stage.events("refund.updated")
        assert event.created == arrived.created + 3 * DAY
        other = stage.lever(f"invoices/{invoice.id}/refund", {"amount": 1})["id"]
        assert stage.lever(f"refunds/{other}/succeed", {})["status"] == "succeeded"
        assert "not pending" in stage.refused_lever(f"refunds/{other}/succeed", {})

    def test_may_come_back(self, stage: Stage) -> None:
        invoice, charge = paid(stage)
        refund = stage.lever(f"invoices/{invoice.id}/refund", {})
        seen = len(stage.kinds("*"))
        failed = stage.lever(f"refunds/{refund['id']}/fail", {"reason": "declined"})
        assert (failed["status"], failed["failure_reason"]) == ("failed", "declined")
        kinds = since(stage, seen)
        assert kinds[0] == "refund.updated"
        assert "refund.failed" in kinds
        after = stage.v1.charges.retrieve(charge.id)
        assert (after.amount_refunded, after.refunded) == (0, False)
        assert "already failed" in stage.refused_lever(f"refunds/{refund['id']}/fail", {})
        assert stage.v1.refunds.create({"charge": charge.id}).amount == 100_000


class TestDispute:
    def test_takes_the_money_and_leads_to_the_invoice(self, stage: Stage) -> None:
        invoice, charge = paid(stage)
        seen = len(stage.kinds("*"))
        opened = stage.lever(f"invoices/{invoice.id}/dispute", {"reason": "fraudulent"})
        assert since(stage, seen) == ["charge.dispute.created", "charge.dispute.funds_withdrawn"]
        dispute = stage.v1.disputes.retrieve(opened["id"])
        assert (dispute.status, dispute.amount, dispute.reason) == (
            "needs_response",
            100_000,
            "fraudulent",
        )
        assert [row.net for row in dispute.balance_transactions] == [-101_500]
        assert stage.v1.charges.retrieve(charge.id).disputed
        assert stage.read(invoice.id).status == "paid"
        intent = str(dispute.payment_intent)
        wanted: Any = {"payment": {"type": "payment_intent", "payment_intent": intent}}
        (payment,) = stage.v1.invoice_payments.list(wanted).data
        assert payment.invoice == invoice.id
        with pytest.raises(stripe.InvalidRequestError) as caught:
            stage.v1.refunds.create({"charge": charge.id})
        assert caught.value.code == "charge_disputed"
        assert "before" in stage.refused_lever(f"invoices/{invoice.id}/dispute", {})

    def test_is_won_by_evidence(self, stage: Stage) -> None:
        invoice, _ = paid(stage)
        ident = stage.lever(f"invoices/{invoice.id}/dispute", {"amount": 40_000})["id"]
        staged: Any = {"evidence": {"uncategorized_text": "They signed."}, "submit": False}
        assert stage.v1.disputes.update(ident, staged).status == "needs_response"
        assert stage.v1.disputes.update(ident, {"submit": True}).status == "under_review"
        with pytest.raises(stripe.InvalidRequestError, match="no longer"):
            stage.v1.disputes.update(ident, {"evidence": {"uncategorized_text": "And more"}})
        seen = len(stage.kinds("*"))
        assert stage.lever(f"invoices/{invoice.id}/dispute/win", {})["status"] == "won"
        assert since(stage, seen) == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]
        assert stage.v1.balance.retrieve().available[0].amount == 100_000 - 1_500
        assert "already closed" in stage.refused_lever(f"invoices/{invoice.id}/dispute/lose", {})

    def test_is_lost_or_accepted(self, stage: Stage) -> None:
        invoice, _ = paid(stage, "bank_debit")
        ident = stage.lever(f"invoices/{invoice.id}/dispute", {})["id"]
        assert stage.v1.disputes.close(ident).status == "lost"
        assert stage.kinds("*")[-1] == "charge.dispute.closed"
        with pytest.raises(stripe.InvalidRequestError, match="needs a response"):
            stage.v1.disputes.close(ident)
        other, _ = paid(stage)
        stage.lever(f"invoices/{other.id}/dispute", {})
        assert stage.lever(f"invoices/{other.id}/dispute/lose", {})["status"] == "lost"
        assert stage.read(other.id).status == "paid"
        assert len(stage.v1.disputes.list().data) == 2

    def test_may_begin_as_an_inquiry(self, stage: Stage) -> None:
        invoice, charge = paid(stage)
        opened = stage.lever(f"invoices/{invoice.id}/dispute", {"kind": "inquiry"})
        assert (opened["status"], opened["balance_transactions"]) == ("warning_needs_response", [])
        assert opened["is_charge_refundable"]
        stage.v1.refunds.create({"charge": charge.id, "amount": 1})
        closed = stage.lever(f"invoices/{invoice.id}/dispute/win", {})
        assert closed["status"] == "warning_closed"
        other, _ = paid(stage)
        stage.lever(f"invoices/{other.id}/dispute", {"kind": "inquiry"})
        seen = len(stage.kinds("*"))
        lost = stage.lever(f"invoices/{other.id}/dispute/lose", {})
        assert lost["status"] == "lost"
        assert since(stage, seen) == [
            "charge.dispute.updated",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.closed",
        ]

    def test_is_not_for_transfers(self, stage: Stage) -> None:
        invoice, _ = paid(stage, "bank_transfer")
        path = f"invoices/{invoice.id}/dispute"
        assert "cards and bank debits" in stage.refused_lever(path, {})
        assert "no charge" in stage.refused_lever(f"invoices/{stage.opened().id}/dispute", {})
        card, _ = paid(stage)
        assert "Reasons" in stage.refused_lever(f"invoices/{card.id}/dispute", {"reason": "mood"})
