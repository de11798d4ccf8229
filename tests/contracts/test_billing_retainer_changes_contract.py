"""What every implementation of the billing port keeps to when retainers are changed."""

from datetime import date

import pytest

from bot.due import Due
from bot.errors import VendorError
from bot.payer import Tax, TaxMode
from bot.status import InvoiceStatus, SubscriptionStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import usd
from tests.contracts.billing_retainers import (
    FIRST,
    HELP,
    MONTHLY,
    RENT,
    made,
    retainer,
    starts,
    until,
)


class TestPause:
    def test_keeps_what_comes_and_resuming_does_not_send_it(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
        for _ in range(2):
            assert desk.billing.pause_subscription(fact.stripe_id, key="hold").paused
        until(desk, FIRST)
        assert not desk.billing.resume_subscription(fact.stripe_id, key="release").paused
        until(desk, date(2027, 1, 1))
        kept, sent = made(desk)
        assert (kept.status, sent.status) == (None, InvoiceStatus.OPEN)


class TestChange:
    def test_counts_from_the_next_period(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
        until(desk, FIRST)
        more = retainer(desk, FIRST, lines=(RENT, HELP))
        for _ in range(2):
            changed = desk.billing.change_subscription(fact.stripe_id, more, key="more")
            assert changed.amount == usd(400_000)
            assert changed.next_on == date(2027, 1, 1)
        until(desk, date(2027, 1, 1))
        assert [invoice.net for invoice in made(desk)] == [usd(300_000), usd(400_000)]

    def test_may_follow_another(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
        more, less = (retainer(desk, FIRST, lines=lines) for lines in ((RENT, HELP), (HELP,)))
        desk.billing.change_subscription(fact.stripe_id, more, key="1")
        desk.levers.lose_answer()
        with pytest.raises(VendorError):
            desk.billing.change_subscription(fact.stripe_id, less, key="2")
        changed = desk.billing.change_subscription(fact.stripe_id, less, key="2")
        assert changed.amount == usd(100_000)

    def test_brings_terms_tax_and_texts_and_takes_them_off_again(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST, 4), key="k")
        until(desk, FIRST)
        tax = Tax(mode=TaxMode.RATES, rates=(desk.levers.tax_rate("10"),))
        plain = retainer(desk, FIRST, 4)
        other = {"due": Due(net_days=45), "tax": tax, "po_number": "PO-9", "memo": "Thanks"}
        dearer = plain.model_copy(update=other)
        desk.billing.change_subscription(fact.stripe_id, dearer, key="1")
        until(desk, date(2027, 1, 1))
        desk.billing.change_subscription(fact.stripe_id, plain, key="2")
        until(desk, date(2027, 2, 1))
        first, second, third = made(desk)
        assert [one.due_date for one in (first, second, third)] == [
            date(2026, 12, 11),
            date(2027, 2, 15),
            date(2027, 2, 11),
        ]
        assert [one.total for one in (first, second, third)] == [
            usd(300_000),
            usd(330_000),
            usd(300_000),
        ]


class TestNote:
    def test_is_written_and_taken_off_even_after_the_end(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
        desk.billing.note_subscription(fact.stripe_id, {"a": "one", "b": "two"}, key="1")
        desk.billing.end_subscription(fact.stripe_id, None, key="end")
        desk.billing.note_subscription(fact.stripe_id, {"a": "", "c": "three"}, key="2")
        seen = desk.billing.subscription(fact.stripe_id)
        kept = {name: text for name, text in seen.notes.items() if len(name) == 1}
        assert kept == {"b": "two", "c": "three"}
        assert seen.subscription_id == "sub_ours"


class TestEnd:
    def test_bills_no_period_from_then_on(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST, 6), key="k")
        until(desk, FIRST)
        ends = MONTHLY.start_of(FIRST, 3)
        for _ in range(2):
            seen = desk.billing.end_subscription(fact.stripe_id, ends, key="end")
            assert (seen.status, seen.ends_on) == (SubscriptionStatus.ACTIVE, ends)
            assert seen.next_on == date(2027, 1, 1)
        until(desk, date(2027, 3, 1))
        assert len(starts(desk)) == 2
        seen = desk.billing.subscription(fact.stripe_id)
        assert seen.status is SubscriptionStatus.ENDED

    def test_before_the_first_period_bills_nothing(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
        seen = desk.billing.end_subscription(fact.stripe_id, FIRST, key="end")
        assert (seen.ends_on, seen.next_on) == (FIRST, None)
        until(desk, FIRST)
        assert made(desk) == []

    def test_can_be_now(self, desk: Desk) -> None:
        order = retainer(desk, FIRST)
        fact = desk.billing.subscribe(order, key="k")
        desk.levers.lose_answer()
        with pytest.raises(VendorError):
            desk.billing.end_subscription(fact.stripe_id, None, key="end")
        seen = desk.billing.end_subscription(fact.stripe_id, None, key="end")
        assert (seen.status, seen.next_on) == (SubscriptionStatus.ENDED, None)
        found = desk.billing.find_subscription(order.customer_id, "sub_ours")
        assert found is not None
        assert found.status is SubscriptionStatus.ENDED

    def test_is_told_when_a_colleague_did_it(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
        desk.levers.move(minutes=30)
        since = desk.clock.now()
        desk.levers.cancel(fact.stripe_id)
        events = [
            event
            for event in desk.billing.events(since).events
            if event.type == "customer.subscription.deleted"
        ]
        assert [(event.stripe_id, event.of_subscription) for event in events] == [
            (fact.stripe_id, True)
        ]
        assert [(event.subscription_id, event.deal_id) for event in events] == [
            (fact.subscription_id, fact.deal_id)
        ]
        with pytest.raises(VendorError):
            desk.billing.pause_subscription(fact.stripe_id, key="hold")
