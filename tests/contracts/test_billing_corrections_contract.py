"""What every implementation of the billing port keeps to about corrections of what is out."""

import pytest

from bot.errors import VendorError
from bot.facts import BackKind, CreditOrder, CreditWay, PaymentOrder
from bot.money import Money
from bot.status import InvoiceStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import EMAIL, PRICE, sent, usd

REFUSED_STATES = ["void", "write_off"]


def note(stripe_id: str, amount: Money, **changes: object) -> CreditOrder:
    plain = CreditOrder(stripe_id=stripe_id, adjustment_id="adj_1", amount=amount, memo="Agreed")
    return plain.model_copy(update=changes)


def payment(desk: Desk, stripe_id: str, amount: Money, adjustment: str = "adj_1") -> PaymentOrder:
    return PaymentOrder(
        stripe_id=stripe_id,
        adjustment_id=adjustment,
        amount=amount,
        paid_on=desk.today,
        reference="WIRE-77",
    )


class TestNote:
    @pytest.mark.parametrize("state", ["open", "paid", "void", "uncollectible"])
    def test_is_written_in_any_state(self, desk: Desk, state: str) -> None:
        stripe_id = sent(desk).stripe_id
        ends = {"paid": desk.levers.pay, "void": desk.levers.void,
                "uncollectible": desk.levers.write_off}  # fmt: skip
        if state in ends:
            ends[state](stripe_id)
        notes = {"change_2": "Leave it as it is", "change_1": ""}
        desk.billing.note(stripe_id, notes, key="note")
        seen = desk.billing.snapshot(stripe_id)
        assert seen.status == state
        assert seen.notes["change_2"] == "Leave it as it is"
        assert "change_1" not in seen.notes


class TestVoid:
    def test_ends_the_invoice(self, desk: Desk) -> None:
        invoice = sent(desk)
        for _ in range(2):
            seen = desk.billing.void(invoice.stripe_id, key="void")
            assert seen.status is InvoiceStatus.VOID

    def test_is_refused_once_money_came_in(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id, usd(100))
        with pytest.raises(VendorError) as refused:
            desk.billing.void(invoice.stripe_id, key="void")
        assert not refused.value.retryable


class TestWriteOff:
    def test_leaves_it_payable(self, desk: Desk) -> None:
        invoice = sent(desk)
        seen = desk.billing.write_off(invoice.stripe_id, key="off")
        assert (seen.status, seen.balance) == (InvoiceStatus.UNCOLLECTIBLE, PRICE)
        desk.levers.pay(invoice.stripe_id)
        assert desk.billing.snapshot(invoice.stripe_id).status is InvoiceStatus.PAID


class TestCredit:
    def test_lowers_what_is_owed(self, desk: Desk) -> None:
        invoice = sent(desk)
        made = desk.billing.credit(note(invoice.stripe_id, usd(200_000)), key="credit")
        assert (made.kind, made.amount, made.status) == (
            BackKind.CREDIT_NOTE,
            usd(200_000),
            "issued",
        )
        assert made.number
        assert made.reason == "Agreed"
        seen = desk.billing.snapshot(invoice.stripe_id)
        assert (seen.total, seen.balance) == (PRICE, usd(1_000_000))
        assert seen.credited == usd(200_000)
        assert seen.back == (made,)
        assert desk.billing.back_of(invoice.stripe_id) == (made,)
        assert desk.levers.mailed() == [(invoice.stripe_id, EMAIL)] * 2

    def test_in_full_settles_the_invoice(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.billing.credit(note(invoice.stripe_id, PRICE, tell_customer=False), key="credit")
        seen = desk.billing.snapshot(invoice.stripe_id)
        assert (seen.status, seen.paid, seen.balance) == (InvoiceStatus.PAID, usd(0), usd(0))
        assert len(desk.levers.mailed()) == 1

    def test_of_what_is_paid_becomes_credit_of_the_customer(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id)
        desk.billing.credit(note(invoice.stripe_id, usd(5_000)), key="credit")
        seen = desk.billing.snapshot(invoice.stripe_id)
        assert (seen.status, seen.paid, seen.credited) == (InvoiceStatus.PAID, PRICE, usd(5_000))
        assert desk.billing.customer(invoice.customer_id).credit == (usd(5_000),)

    def test_of_what_is_partly_paid_is_mixed(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id, usd(1_100_000))
        desk.billing.credit(note(invoice.stripe_id, usd(300_000)), key="credit")
        seen = desk.billing.snapshot(invoice.stripe_id)
        assert (seen.status, seen.balance) == (InvoiceStatus.PAID, usd(0))
        assert desk.billing.customer(invoice.customer_id).credit == (usd(200_000),)

    def test_can_be_refunded(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id)
        desk.billing.credit(note(invoice.stripe_id, usd(5_000), way=CreditWay.REFUND), key="credit")
        back = desk.billing.snapshot(invoice.stripe_id).back or ()
        assert {(fact.kind, fact.amount, fact.status) for fact in back} == {
            (BackKind.CREDIT_NOTE, usd(5_000), "issued"),
            (BackKind.REFUND, usd(5_000), "succeeded"),
        }
        assert desk.billing.customer(invoice.customer_id).credit == ()

    def test_can_be_given_back_outside(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id, kind="out_of_band")
        wanted = note(invoice.stripe_id, usd(5_000), way=CreditWay.OUT_OF_BAND)
        desk.billing.credit(wanted, key="credit")
        (only,) = desk.billing.snapshot(invoice.stripe_id).back or ()
        assert only.kind is BackKind.CREDIT_NOTE
        assert desk.billing.customer(invoice.customer_id).credit == ()

    def test_is_made_once(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id, usd(1_100_000))
        wanted = note(invoice.stripe_id, usd(300_000))
        first = desk.billing.credit(wanted, key="credit")
        assert desk.billing.credit(wanted, key="credit") == first
        assert desk.billing.snapshot(invoice.stripe_id).credited == usd(300_000)

    def test_of_more_than_there_is_is_refused(self, desk: Desk) -> None:
        invoice = sent(desk)
        for amount in (PRICE + usd(1), PRICE):
            desk.levers.credit(invoice.stripe_id, usd(100), CreditWay.BALANCE)
            with pytest.raises(VendorError) as refused:
                desk.billing.credit(note(invoice.stripe_id, amount), key=f"credit:{amount.minor}")
            assert not refused.value.retryable

    @pytest.mark.parametrize("state", REFUSED_STATES)
    def test_needs_an_open_or_paid_invoice(self, desk: Desk, state: str) -> None:
        invoice = sent(desk)
        change = desk.billing.void if state == "void" else desk.billing.write_off
        change(invoice.stripe_id, key=state)
        with pytest.raises(VendorError):
            desk.billing.credit(note(invoice.stripe_id, usd(1)), key="credit")


class TestRecordedPayment:
    def test_in_part_and_in_full(self, desk: Desk) -> None:
        invoice = sent(desk)
        part = payment(desk, invoice.stripe_id, usd(200_000))
        for _ in range(2):
            seen = desk.billing.record_payment(part, key="pay:1")
            assert (seen.status, seen.paid) == (InvoiceStatus.OPEN, usd(200_000))
        rest = payment(desk, invoice.stripe_id, usd(1_000_000), "adj_2")
        seen = desk.billing.record_payment(rest, key="pay:2")
        assert (seen.status, seen.balance) == (InvoiceStatus.PAID, usd(0))
        facts = desk.billing.snapshot(invoice.stripe_id).payments
        assert {(fact.amount, fact.kind, fact.reference) for fact in facts} == {
            (usd(200_000), "out_of_band", "WIRE-77"),
            (usd(1_000_000), "out_of_band", "WIRE-77"),
        }

    def test_counts_once_after_a_lost_answer(self, desk: Desk) -> None:
        invoice = sent(desk)
        part = payment(desk, invoice.stripe_id, usd(200_000))
        desk.levers.lose_answer()
        with pytest.raises(VendorError):
            desk.billing.record_payment(part, key="pay")
        desk.billing.record_payment(part, key="pay")
        assert desk.billing.snapshot(invoice.stripe_id).paid == usd(200_000)

    def test_counts_once_when_keys_are_forgotten(self, desk: Desk) -> None:
        invoice = sent(desk)
        part = payment(desk, invoice.stripe_id, usd(200_000))
        wanted = note(invoice.stripe_id, usd(100_000), adjustment_id="adj_2")
        desk.billing.record_payment(part, key="pay")
        desk.billing.credit(wanted, key="credit")
        desk.levers.forget_keys()
        assert desk.billing.record_payment(part, key="pay").paid == usd(200_000)
        desk.billing.credit(wanted, key="credit")
        seen = desk.billing.snapshot(invoice.stripe_id)
        assert (seen.paid, seen.credited) == (usd(200_000), usd(100_000))

    def test_needs_an_open_invoice(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.billing.void(invoice.stripe_id, key="void")
        with pytest.raises(VendorError):
            desk.billing.record_payment(payment(desk, invoice.stripe_id, usd(1)), key="pay")


class TestTakenBack:
    def test_shows_refunds(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id)
        desk.levers.refund(invoice.stripe_id, usd(500))
        seen = desk.billing.snapshot(invoice.stripe_id)
        assert (seen.status, seen.paid) == (InvoiceStatus.PAID, PRICE)
        (only,) = seen.back or ()
        assert (only.kind, only.amount, only.status) == (BackKind.REFUND, usd(500), "succeeded")

    def test_shows_disputes_until_they_are_decided(self, desk: Desk) -> None:
        for number, decide in enumerate((desk.levers.win, desk.levers.lose)):
            invoice = sent(desk, invoice=f"inv_{number}")
            desk.levers.pay(invoice.stripe_id)
            desk.levers.dispute(invoice.stripe_id, PRICE)
            (only,) = desk.billing.back_of(invoice.stripe_id)
            assert (only.kind, only.amount) == (BackKind.DISPUTE, PRICE)
            assert only.status == "needs_response"
            decide(invoice.stripe_id)
            (only,) = desk.billing.back_of(invoice.stripe_id)
            assert only.status == ("lost" if number else "won")

    def test_is_told_as_events_of_the_invoice(self, desk: Desk) -> None:
        invoice = sent(desk)
        desk.levers.pay(invoice.stripe_id)
        desk.levers.move(minutes=30)
        since = desk.clock.now()
        desk.levers.credit(invoice.stripe_id, usd(100), CreditWay.BALANCE)
        desk.levers.refund(invoice.stripe_id, usd(500))
        desk.levers.dispute(invoice.stripe_id, usd(900))
        desk.levers.win(invoice.stripe_id)
        seen = desk.billing.events(since).events
        about = {event.type for event in seen if event.stripe_id == invoice.stripe_id}
        assert about >= {
            "credit_note.created",
            "charge.refunded",
            "charge.dispute.created",
            "charge.dispute.closed",
        }
        assert not any(event.of_subscription for event in seen)

    def test_is_nothing_at_first(self, desk: Desk) -> None:
        invoice = sent(desk)
        assert desk.billing.snapshot(invoice.stripe_id).back == ()
        assert next(iter(desk.billing.open_invoices())).back is None
