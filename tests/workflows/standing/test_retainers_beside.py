"""Retainers that Stripe shows otherwise, refuses to show, or lost; and what people are told."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.errors import Conflict
from bot.status import SubscriptionStatus
from bot.workflows.holding.hold import HoldWish, hold_retainer, release_deal, release_retainer
from bot.workflows.issuing.check_period import check_period
from bot.workflows.retaining.tend import track_retainer
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import ALEX, KIM, REFUSED, House
from tests.workflows.retained import (
    approved,
    by_subscription,
    in_the_hour,
    monthly,
    retainers,
)

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestLookingAtOne:
    def test_that_stripe_does_not_show_is_said_until_it_does(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        house.billing.fail_at("subscription", REFUSED)
        track_retainer(house.deps, row.stripe_id or "", "event")
        [trouble] = house.troubles()
        assert (trouble.kind, trouble.words) == ("retainer", "Not with this account.")
        house.retry("retainer")
        assert house.troubles() == []
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE

    def test_that_stripe_does_not_have_bills_nothing_more(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        del house.billing.subs[row.stripe_id or ""]
        track_retainer(house.deps, row.stripe_id or "", "event")
        assert retainers(house)[0].status is SubscriptionStatus.ENDED
        assert "3 approved periods from Dec 2 on are not billed" in house.told()[-1]
        assert [trouble.kind for trouble in house.troubles()] == ["retainer"]

    @pytest.mark.parametrize(
        ("there", "said"), [(date(2027, 1, 2), "on Jan 2, 2027"), (None, "never")]
    )
    def test_that_ends_on_another_day_is_said_and_retry_sets_it_right(
        self, house: House, there: date | None, said: str
    ) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        stripe_id = row.stripe_id or ""
        by_hand = house.billing.subs[stripe_id].model_copy(update={"ends_on": there})
        house.billing.subs[stripe_id] = by_hand
        track_retainer(house.deps, stripe_id, "event")
        [trouble] = house.troubles()
        assert f"ends {said} at Stripe, and on Mar 2, 2027 as approved" in trouble.words
        house.retry("retainer")
        assert house.billing.subs[stripe_id].ends_on == date(2027, 3, 2)
        assert house.troubles() == []


class TestTheDraftOfAPeriod:
    def test_that_stripe_does_not_show_is_looked_at_by_retry(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=4))
        in_the_hour(house, date(2026, 12, 2))
        house.billing.at("note", lambda: house.billing.fail_at("snapshot", REFUSED))
        house.poll_stripe()
        [trouble] = house.troubles()
        assert (trouble.kind, trouble.words) == ("period", "Not with this account.")
        house.retry("period")
        assert house.troubles() == []

    def test_that_was_deleted_before_it_is_looked_at_is_left_alone(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=4))
        in_the_hour(house, date(2026, 12, 2))
        house.poll_stripe()
        [draft] = by_subscription(house)
        del house.billing.invoices[draft.stripe_id or ""]
        check_period(house.deps, draft.id)
        assert [row.status.value for row in by_subscription(house)] == ["scheduled"]
        assert house.troubles() == []

    def test_of_a_deal_that_changed_is_kept_back(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=4))
        in_the_hour(house, date(2026, 12, 2))
        house.see_change(**monthly(start=START, periods=4, total=60_000))
        house.poll_stripe()
        house.clock.move(hours=3)
        house.poll_stripe()
        assert [row.status.value for row in by_subscription(house)] == ["scheduled"]
        assert len(house.billing.mails) == 1


class TestHolds:
    def test_of_a_retainer_made_meanwhile_pause_it_at_once(self, house: House) -> None:
        house.poll_stripe()
        house.propose(**monthly(start=date(2026, 12, 10), periods=3))
        house.approve()
        [row] = retainers(house)
        house.billing.at(
            "subscribe",
            lambda: hold_retainer(house.deps, row.id, HoldWish(reason="dispute"), ALEX),
        )
        house.run()
        [sub] = house.billing.subs.values()
        assert sub.paused
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE

    def test_of_a_retainer_that_is_given_up_hold_the_deal_instead(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 12, 10), periods=3))
        hold_retainer(house.deps, row.id, HoldWish(reason="dispute"), ALEX)
        house.run()
        house.change(**monthly(start=date(2026, 12, 10), periods=3, total=60_000))
        house.clock.move(minutes=10)
        house.poll()
        assert retainers(house)[0].status is SubscriptionStatus.ENDED
        assert house.revisions() == 2
        release_deal(house.deps, DEAL_ID, KIM)
        assert "is released" in house.told()[-1]

    def test_of_a_retainer_and_its_deal_leave_the_deals_when_it_is_given_up(
        self, house: House
    ) -> None:
        row = approved(house, **monthly(start=date(2026, 12, 10), periods=3))
        house.hold(DEAL_ID)
        house.hold(row.id)
        house.change(**monthly(start=date(2026, 12, 10), periods=3, total=60_000))
        house.clock.move(minutes=10)
        house.poll()
        assert house.revisions() == 2
        release_deal(house.deps, DEAL_ID, KIM)
        house.approve()
        house.run()
        assert retainers(house)[-1].status is SubscriptionStatus.ACTIVE

    def test_of_a_deal_let_its_retainer_begin_when_they_are_released(self, house: House) -> None:
        house.poll_stripe()
        house.propose(**monthly(start=date(2026, 12, 10), periods=3))
        house.approve()
        house.hold(DEAL_ID)
        house.run()
        assert house.billing.subs == {}
        release_deal(house.deps, DEAL_ID, KIM)
        house.run()
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE

    def test_that_nobody_placed_cannot_be_released(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        with pytest.raises(Conflict, match="not on hold"):
            release_retainer(house.deps, row.id, KIM)
