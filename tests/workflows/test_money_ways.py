"""Twenty ways in which the money of an invoice goes, each told in words and alike in all books."""

from collections.abc import Callable

import pytest

from bot.deps import Deps
from bot.facts import CreditWay
from tests.fakes.slack import FakeMessenger
from tests.workflows.till import Till

Step = Callable[[Till], object]

WAYS: dict[str, tuple[list[Step], str, str]] = {
    "paid": ([Till.pay], "Paid", "Paid in full: $480.00 by card"),
    "paid in parts": (
        [lambda t: t.pay(120), lambda t: t.pay(160), Till.pay],
        "Paid",
        "Paid in full: $200.00 by card",
    ),
    "part paid": ([lambda t: t.pay(120)], "Partly paid", "Paid $120.00 by card; balance $360.00"),
    "paid too much": (
        [lambda t: t.pay(500, kind="customer_balance")],
        "Paid",
        "Overpaid by $20.00, which is the customer's credit now",
    ),
    "recorded by hand": (
        [lambda t: t.record(480)],
        "Paid",
        "Paid in full: $480.00 outside Stripe (reference MT103 4711)",
    ),
    "a credit note, then the rest": (
        [lambda t: t.credit(80), Till.pay],
        "Paid, $80.00 credited",
        "Paid in full: $400.00 by card",
    ),
    "a part, a credit note, the rest, a refund, a dispute lost": (
        [
            lambda t: t.pay(120),
            lambda t: t.credit(60),
            Till.pay,
            lambda t: t.refund(20),
            lambda t: t.dispute(100),
            lambda t: t.turn("lost"),
        ],
        "Paid, $60.00 credited, $20.00 refunded, $100.00 lost in a dispute",
        "The dispute over $100.00 (fraudulent) is lost: the money is gone",
    ),
    "credited in full": (
        [lambda t: t.credit(480)],
        "Settled by credit",
        "Settled by credit, without a payment. Credit note CN-",
    ),
    "a credit note that is voided": (
        [lambda t: t.credit(80), Till.void_note],
        "Sent",
        "of $80.00 was voided; balance $480.00",
    ),
    "credited after payment": (
        [Till.pay, lambda t: t.credit(80)],
        "Paid, $80.00 credited",
        "of $80.00.",
    ),
    "credited and refunded": (
        [Till.pay, lambda t: t.credit(80, CreditWay.REFUND)],
        "Paid, $80.00 refunded",
        "$80.00 refunded",
    ),
    "refunded in part": (
        [Till.pay, lambda t: t.refund(50)],
        "Paid, $50.00 refunded",
        "$50.00 refunded",
    ),
    "refunded whole": ([Till.pay, Till.refund], "Paid, $480.00 refunded", "$480.00 refunded"),
    "a refund by bank": (
        [Till.pay, lambda t: t.refund(50, "pending"), lambda t: t.turn_refund("succeeded")],
        "Paid, $50.00 refunded",
        "The refund of $50.00 has gone through",
    ),
    "a refund that fails": (
        [Till.pay, lambda t: t.refund(50), lambda t: t.turn_refund("failed")],
        "Paid",
        "The refund of $50.00 failed: the money is here again",
    ),
    "disputed": (
        [Till.pay, Till.dispute],
        "Disputed: $480.00",
        "Disputed: $480.00 (fraudulent) is with the bank until that is decided",
    ),
    "a dispute that is answered": (
        [Till.pay, Till.dispute, lambda t: t.turn("under_review")],
        "Disputed: $480.00",
        "The answer to the dispute over $480.00 is with the bank now",
    ),
    "a dispute won": (
        [Till.pay, Till.dispute, lambda t: t.turn("won")],
        "Paid",
        "The dispute over $480.00 is won: the money is here again",
    ),
    "an inquiry": (
        [Till.pay, lambda t: t.dispute(status="warning_needs_response")],
        "Paid, the bank inquires about it",
        "nothing is taken back yet",
    ),
    "an inquiry that is closed": (
        [
            Till.pay,
            lambda t: t.dispute(status="warning_needs_response"),
            lambda t: t.turn("warning_closed"),
        ],
        "Paid",
        "The bank's inquiry about $480.00 is closed: nothing was taken back",
    ),
    "an inquiry that becomes a dispute": (
        [
            Till.pay,
            lambda t: t.dispute(status="warning_needs_response"),
            lambda t: t.turn("needs_response"),
        ],
        "Disputed: $480.00",
        "Disputed: $480.00 (fraudulent) is with the bank",
    ),
    "a bank debit that settles": (
        [Till.process, lambda t: t.pay(kind="us_bank_account")],
        "Paid",
        "Paid in full: $480.00 by bank debit",
    ),
    "a bank debit that fails": (
        [Till.process, Till.fall_through],
        "Sent",
        "The bank payment that was under way did not succeed",
    ),
    "a bank debit that bounces after it was paid": (
        [Till.process, Till.pay, lambda t: t.dispute(status="lost", reason="insufficient_funds")],
        "Paid, $480.00 lost in a dispute",
        "A bank debit of $480.00 (insufficient funds) came back: the money is gone",
    ),
    "written off": ([Till.write_off], "Written off", "Written off in the Stripe Dashboard"),
    "written off after a part": (
        [lambda t: t.pay(100), Till.write_off],
        "Written off",
        "Written off in the Stripe Dashboard",
    ),
    "written off and recovered": (
        [Till.write_off, Till.pay],
        "Paid after write-off",
        "It had been written off",
    ),
    "void": ([Till.void], "Void", "Voided in the Stripe Dashboard"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("often", [True, False], ids=["seen step by step", "seen at once"])
def test_all_books_agree_to_the_minor_unit(way: str, often: bool, deps: Deps) -> None:  # noqa: FBT001 - a parameter
    steps, shown, words = WAYS[way]
    till = Till(deps)
    for step in steps:
        step(till)
        if often:
            till.look()
            till.agrees()
    till.look()
    till.agrees()
    assert till.shown == shown
    if often:
        assert words in till.told[-1]
    count = len(till.told)
    till.billing.happened.extend(till.billing.happened[-1:])
    till.look()
    assert len(till.told) == count


class TestTheOwner:
    def said(self, messenger: FakeMessenger) -> list[str]:
        return [said.message.text for said in messenger.directs("UDANA")]

    def test_hears_of_payment_only_when_the_money_stayed(
        self, deps: Deps, messenger: FakeMessenger
    ) -> None:
        till = Till(deps)
        till.pay()
        till.dispute()
        till.look()
        assert "fully paid" not in " ".join(self.said(messenger))
        till.turn("won")
        till.look()
        assert "is fully paid: $480.00" in self.said(messenger)[-1]

    def test_hears_of_what_goes_back_after_it_was_paid(
        self, deps: Deps, messenger: FakeMessenger
    ) -> None:
        till = Till(deps)
        till.pay()
        till.look()
        till.refund(50, "pending")
        till.look()
        till.turn_refund("succeeded")
        till.look()
        till.dispute(100)
        till.look()
        till.turn("lost")
        till.look()

        paid, refunded, disputed, lost = self.said(messenger)
        assert "fully paid: $480.00" in paid
        assert "A refund of $50.00 is on its way" in refunded
        assert "Disputed: $100.00" in disputed
        assert "The dispute over $100.00 (fraudulent) is lost" in lost

    def test_hears_that_a_credited_invoice_is_paid(
        self, deps: Deps, messenger: FakeMessenger
    ) -> None:
        till = Till(deps)
        till.pay()
        till.credit(80, CreditWay.REFUND)
        till.look()
        assert "fully paid: $400.00" in " ".join(self.said(messenger))
