"""Odd money at the local Stripe: reported, in part, too much, late, bounced, credited meanwhile."""

from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import DAY, Stage


def reported(stage: Stage, value: int, **params: Any) -> str:
    """Report a payment that was made outside; return its record."""
    report: Any = {
        "amount_requested": {"value": value, "currency": "usd"},
        "initiated_at": stage.now,
        "payment_method_details": {"type": "custom", "custom": {"display_name": "Wire"}},
        "processor_details": {"type": "custom", "custom": {"payment_reference": "W-1"}},
        "outcome": "guaranteed",
        "guaranteed": {"guaranteed_at": stage.now},
        **params,
    }
    return stage.v1.payment_records.report_payment(report).id


def attach(stage: Stage, invoice: str, record: str) -> stripe.Invoice:
    return stage.v1.invoices.attach_payment(invoice, {"payment_record": record})


def sums(invoice: stripe.Invoice) -> tuple[str | None, int, int, int]:
    return invoice.status, invoice.amount_paid, invoice.amount_remaining, invoice.amount_overpaid


class TestReported:
    def test_may_be_less_then_all_then_too_much(self, stage: Stage) -> None:
        invoice = stage.opened()
        for value, expected in (
            (30_000, ("open", 30_000, 70_000, 0)),
            (50_000, ("open", 80_000, 20_000, 0)),
            (25_000, ("paid", 100_000, 0, 5_000)),
        ):
            assert sums(attach(stage, invoice.id, reported(stage, value))) == expected
        rows = stage.v1.invoice_payments.list({"invoice": invoice.id, "status": "paid"}).data
        assert [row.amount_paid for row in rows[::-1]] == [30_000, 50_000, 20_000]
        assert stage.read(invoice.id).amount_paid_off_stripe == 100_000
        assert stage.kinds("invoice_payment.*") == ["invoice_payment.paid"] * 3
        kinds = stage.kinds()
        assert kinds.index("invoice.paid") < kinds.index("invoice.overpaid")
        assert isinstance(invoice.customer, str)
        assert stage.v1.customers.retrieve(invoice.customer).balance == -5_000
        with pytest.raises(stripe.InvalidRequestError, match="open invoices"):
            attach(stage, invoice.id, reported(stage, 1))

    def test_must_be_guaranteed_and_in_the_currency(self, stage: Stage) -> None:
        invoice = stage.opened()
        failed = reported(stage, 1, outcome="failed", failed={"failed_at": stage.now})
        with pytest.raises(stripe.InvalidRequestError, match="guaranteed"):
            attach(stage, invoice.id, failed)
        euros = reported(stage, 1, amount_requested={"value": 1, "currency": "eur"})
        with pytest.raises(stripe.InvalidRequestError, match="currency"):
            attach(stage, invoice.id, euros)
        with pytest.raises(stripe.InvalidRequestError, match="No such payment record"):
            attach(stage, invoice.id, "pr_1")

    def test_is_found_by_its_record(self, stage: Stage) -> None:
        invoice, other = stage.opened(), stage.opened()
        record = reported(stage, 500)
        attach(stage, invoice.id, record)
        attach(stage, other.id, reported(stage, 500))
        wanted: Any = {"payment": {"type": "payment_record", "payment_record": record}}
        (row,) = stage.v1.invoice_payments.list(wanted).data
        assert row.invoice == invoice.id


class TestUncollectible:
    def test_is_recovered_in_part_and_in_full(self, stage: Stage) -> None:
        invoice = stage.opened()
        stage.v1.invoices.mark_uncollectible(invoice.id)
        part = attach(stage, invoice.id, reported(stage, 40_000))
        assert sums(part) == ("uncollectible", 40_000, 60_000, 0)
        stage.lever(f"invoices/{invoice.id}/pay", {"kind": "bank_transfer"})
        seen = stage.read(invoice.id)
        assert sums(seen) == ("paid", 100_000, 0, 0)
        assert seen.status_details is None
        assert seen.status_transitions.paid_at is not None
        assert stage.kinds()[-3:] == [
            "invoice.paid",
            "invoice.payment_succeeded",
            "invoice.updated",
        ]


class TestOnItsWay:
    def test_credited_meanwhile_and_bounced_asks_for_the_rest(self, stage: Stage) -> None:
        invoice = stage.opened()
        path = f"invoices/{invoice.id}"
        stage.lever(f"{path}/pay", {"kind": "bank_debit", "processing": True})
        stage.v1.credit_notes.create({"invoice": invoice.id, "amount": 30_000})
        stage.lever(f"{path}/fail", {"message": "insufficient funds"})
        seen = stage.read(invoice.id)
        assert sums(seen) == ("open", 0, 70_000, 0)
        assert seen.payments is not None
        assert seen.payments.data[0].amount_requested == 70_000

    def test_credited_meanwhile_and_settled_is_too_much(self, stage: Stage) -> None:
        invoice = stage.opened()
        path = f"invoices/{invoice.id}"
        stage.lever(f"{path}/pay", {"kind": "bank_debit", "processing": True})
        stage.v1.credit_notes.create({"invoice": invoice.id, "amount": 30_000})
        stage.lever(f"{path}/settle", {})
        assert sums(stage.read(invoice.id)) == ("paid", 70_000, 0, 30_000)

    def test_tells_each_step(self, stage: Stage) -> None:
        invoice = stage.opened()
        seen = len(stage.kinds("*"))
        path = f"invoices/{invoice.id}"
        stage.lever(f"{path}/pay", {"kind": "bank_debit", "processing": True})
        stage.lever(f"{path}/settle", {})
        assert stage.kinds("*")[seen:] == [
            *("charge.pending", "payment_intent.processing", "charge.succeeded"),
            *("payment_intent.succeeded", "invoice_payment.paid", "invoice.paid"),
            *("invoice.payment_succeeded", "invoice.updated"),
        ]


class TestSchedule:
    def test_is_held_and_set_again(self, stage: Stage) -> None:
        at = stage.now + 10 * DAY
        draft = stage.draft(auto_advance=True, automatically_finalizes_at=at)
        held = stage.v1.invoices.update(draft.id, {"auto_advance": False})
        assert (held.auto_advance, held.automatically_finalizes_at) == (False, None)
        stage.advance(days=11)
        assert stage.read(draft.id).status == "draft"
        again = stage.now + 2 * DAY
        on: Any = {"auto_advance": True, "automatically_finalizes_at": again}
        assert stage.v1.invoices.update(draft.id, on).automatically_finalizes_at == again
        later = stage.v1.invoices.update(draft.id, {"automatically_finalizes_at": again + DAY})
        assert later.automatically_finalizes_at == again + DAY
        stage.advance(days=2, hours=1)
        assert stage.read(draft.id).status == "draft"
        stage.advance(days=1)
        seen = stage.read(draft.id)
        assert (seen.status, seen.status_transitions.finalized_at) == ("open", again + DAY)

    def test_switched_on_alone_finalizes_within_the_hour(self, stage: Stage) -> None:
        draft = stage.draft()
        on = stage.v1.invoices.update(draft.id, {"auto_advance": True})
        assert on.automatically_finalizes_at == pytest.approx(stage.now + 3_600, abs=2)


class TestOpen:
    def test_keeps_all_but_memo_and_metadata(self, stage: Stage) -> None:
        invoice = stage.opened()
        edits: list[Any] = [
            {"footer": "x"},
            {"custom_fields": [{"name": "PO", "value": "1"}]},
            {"rendering": {"amount_tax_display": "exclude_tax"}},
            {"automatically_finalizes_at": stage.now + DAY},
            {"collection_method": "charge_automatically"},
        ]
        for edit in edits:
            with pytest.raises(stripe.InvalidRequestError) as caught:
                stage.v1.invoices.update(invoice.id, edit)
            assert caught.value.code == "invoice_not_editable"
        memo: Any = {"description": "Thanks", "metadata": {"a": "1"}, "auto_advance": True}
        assert stage.v1.invoices.update(invoice.id, memo).description == "Thanks"
