"""What every implementation of the billing port keeps to about retainers."""

from datetime import date, timedelta

import pytest

from bot.errors import NotFound, VendorError
from bot.facts import InvoiceLines
from bot.money import Money
from bot.periods import Interval, Period, Rhythm
from bot.plan import PlanLine
from bot.status import InvoiceStatus, SubscriptionStatus
from tests.contracts.billing_desk import Desk
from tests.contracts.billing_orders import usd
from tests.contracts.billing_retainers import (
    FIRST,
    HELP,
    RENT,
    WEEKLY,
    made,
    retainer,
    starts,
    until,
)


class TestSubscription:
    def test_bills_each_period_once_in_any_zone(self, desk_abroad: Desk) -> None:
        desk = desk_abroad
        fact = desk.billing.subscribe(retainer(desk, FIRST), key="k")
        assert (fact.subscription_id, fact.status) == ("sub_ours", SubscriptionStatus.ACTIVE)
        assert (fact.next_on, fact.ends_on) == (FIRST, date(2027, 3, 1))
        assert (fact.amount, fact.paused) == (usd(300_000), False)
        assert fact.rhythm == Rhythm(interval=Interval.MONTH)
        assert made(desk) == []
        until(desk, FIRST)
        (only,) = made(desk)
        assert only.period == Period(start=FIRST, end=date(2026, 12, 31))
        assert (only.subscription_id, only.deal_id) == (fact.stripe_id, fact.deal_id)
        assert (only.invoice_id, only.net, only.status) == ("", usd(300_000), InvoiceStatus.OPEN)
        assert desk.billing.subscription(fact.stripe_id).next_on == date(2027, 1, 1)
        until(desk, date(2027, 4, 2))
        assert starts(desk) == [FIRST, date(2027, 1, 1), date(2027, 2, 1)]
        over = desk.billing.subscription(fact.stripe_id)
        assert (over.status, over.next_on) == (SubscriptionStatus.ENDED, None)
        assert list(desk.billing.subscriptions()) == []

    def test_leaves_an_hour_to_change_a_draft(self, desk: Desk) -> None:
        desk.billing.subscribe(retainer(desk, FIRST), key="k")
        until(desk, FIRST, hours=0)
        while not made(desk):
            desk.levers.move(minutes=30)
        (draft,) = made(desk)
        assert (draft.status, draft.finalizes_on, draft.advances) == (None, FIRST, True)
        assert draft.due_date == FIRST + timedelta(days=10)
        later = FIRST + timedelta(days=5)
        changed = desk.billing.schedule(
            draft.stripe_id, later, later + timedelta(days=20), key="later"
        )
        assert changed.finalizes_on == later
        until(desk, later)
        (sent,) = made(desk)
        assert (sent.status, sent.due_date) == (
            InvoiceStatus.OPEN,
            later + timedelta(days=20),
        )

    def test_keeps_the_last_day_of_the_month(self, desk: Desk) -> None:
        until(desk, date(2027, 2, 1))
        first = date(2027, 2, 28)
        order = retainer(desk, first).model_copy(
            update={"anchor_day": 31, "ends_on": date(2027, 5, 31)}
        )
        fact = desk.billing.subscribe(order, key="k")
        assert (fact.next_on, fact.ends_on) == (first, date(2027, 5, 31))
        until(desk, date(2027, 6, 2))
        assert starts(desk) == [first, date(2027, 3, 31), date(2027, 4, 30)]

    @pytest.mark.parametrize(
        ("rhythm", "second"),
        [
            (WEEKLY, date(2026, 12, 8)),
            (Rhythm(interval=Interval.WEEK, every=2), date(2026, 12, 15)),
            (Rhythm(every=3), date(2027, 3, 1)),
        ],
    )
    def test_keeps_other_rhythms(self, desk: Desk, rhythm: Rhythm, second: date) -> None:
        until(desk, date(2026, 11, 25))
        desk.billing.subscribe(retainer(desk, FIRST, 2, rhythm=rhythm), key="k")
        until(desk, second)
        assert starts(desk) == [FIRST, second]

    def test_can_begin_today(self, desk: Desk) -> None:
        today = desk.today
        desk.billing.subscribe(retainer(desk, today, 2), key="k")
        until(desk, today + timedelta(days=1))
        assert starts(desk) == [today]

    def test_is_one_for_one_key(self, desk: Desk) -> None:
        order = retainer(desk, FIRST)
        desk.levers.lose_answer()
        with pytest.raises(VendorError):
            desk.billing.subscribe(order, key="k")
        fact = desk.billing.subscribe(order, key="k")
        assert desk.billing.subscribe(order, key="k") == fact
        assert list(desk.billing.subscriptions()) == [fact]
        found = desk.billing.find_subscription(order.customer_id, "sub_ours")
        assert found == fact
        assert desk.billing.find_subscription(order.customer_id, "sub_other") is None

    @pytest.mark.parametrize("starts_on", [date(2026, 11, 20), date(2027, 1, 10)])
    def test_begins_neither_in_the_past_nor_too_far_ahead(
        self, desk: Desk, starts_on: date
    ) -> None:
        with pytest.raises(VendorError) as refused:
            desk.billing.subscribe(retainer(desk, starts_on), key="k")
        assert not refused.value.retryable

    def test_is_taken_within_one_period_to_the_hour(self, desk: Desk) -> None:
        until(desk, FIRST, hours=0)
        order = retainer(desk, date(2027, 1, 1))
        while desk.clock.now().astimezone(desk.zone).hour < 8:
            desk.levers.move(hours=1)
        with pytest.raises(VendorError):
            desk.billing.subscribe(order, key="early")
        desk.levers.move(hours=2)
        assert desk.billing.subscribe(order, key="later").next_on == date(2027, 1, 1)

    def test_takes_no_negative_lines_and_not_too_many(self, desk: Desk) -> None:
        rebate = PlanLine(description="Rebate", amount=usd(-100))
        for lines in ((RENT, rebate), (RENT,) * 21):
            with pytest.raises(VendorError) as refused:
                desk.billing.subscribe(retainer(desk, FIRST, lines=lines), key=f"k{len(lines)}")
            assert not refused.value.retryable

    def test_that_is_not_there_is_not_found(self, desk: Desk) -> None:
        with pytest.raises(NotFound):
            desk.billing.subscription("sub_never")

    @pytest.mark.parametrize(("minor", "currency"), [(45_000, "JPY"), (5_120, "KWD")])
    def test_bills_odd_money_exactly(self, desk: Desk, minor: int, currency: str) -> None:
        amount = Money(minor=minor, currency=currency)
        lines = (PlanLine(description="Support", amount=amount),)
        order = retainer(desk, FIRST, lines=lines, currency=currency)
        assert desk.billing.subscribe(order, key="k").amount == amount
        until(desk, FIRST)
        assert [invoice.net for invoice in made(desk)] == [amount]


class TestWaiting:
    def test_keeps_each_period_as_a_draft_until_it_is_sent(self, desk: Desk) -> None:
        fact = desk.billing.subscribe(retainer(desk, FIRST, lines=(), waits=True), key="k")
        assert (fact.paused, fact.amount) == (True, usd(0))
        until(desk, FIRST + timedelta(days=5))
        (draft,) = made(desk)
        assert (draft.status, draft.finalizes_on, draft.net) == (None, None, usd(0))
        filled = desk.billing.add_lines(draft.stripe_id, InvoiceLines(lines=(HELP,)), key="usage")
        assert filled.net == usd(100_000)
        assert filled.period == draft.period
        assert desk.billing.send(draft.stripe_id, key="send").status is InvoiceStatus.OPEN
        assert desk.levers.mailed()[0][0] == draft.stripe_id

    def test_is_paused_also_when_an_answer_was_lost(self, desk: Desk) -> None:
        order = retainer(desk, FIRST, waits=True)
        desk.levers.lose_answer()
        with pytest.raises(VendorError):
            desk.billing.subscribe(order, key="k")
        assert desk.billing.subscribe(order, key="k").paused

    def test_drafts_take_our_id_and_cannot_be_deleted(self, desk: Desk) -> None:
        desk.billing.subscribe(retainer(desk, FIRST, waits=True), key="k")
        until(desk, FIRST)
        (draft,) = made(desk)
        desk.billing.note(draft.stripe_id, {"closedwon_invoice_id": "inv_7"}, key="adopt")
        assert desk.billing.snapshot(draft.stripe_id).invoice_id == "inv_7"
        with pytest.raises(VendorError):
            desk.billing.discard(draft.stripe_id)
