"""A retainer that is changed or ended by an approved change, wherever it stands by then."""

from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.status import AdjustmentStatus, SubscriptionStatus
from bot.workflows.retaining.tend import tend_retainers
from tests.fakes.deals import a_line
from tests.workflows.amended import approve, choose, corrections
from tests.workflows.amending.test_amend_retainer import amounts, until
from tests.workflows.house import REFUSED, STORED_500, House
from tests.workflows.retained import approved, live_until, monthly, retainers


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def mixed(total: int) -> dict[str, object]:
    """Return a deal of a kick-off, and of a retainer of six months that begins in summer."""
    made = monthly(start=date(2027, 6, 1), periods=6, total=total)
    lines = made["lines"]
    assert isinstance(lines, tuple)
    return {"lines": (a_line("Kick-off", 10_000), *lines), "amount": Decimal(total + 10_000)}


def dearer(house: House, **more: object) -> None:
    """Have it cost $5,000.00 a month from the next period on, approved."""
    house.clock.move(minutes=1)
    house.change(**{**monthly(total=60_000), **more})
    choose(house, WayKind.CHANGE_RETAINER)
    approve(house)


def done(house: House) -> list[AdjustmentStatus]:
    return [row.status for row in corrections(house)]


class TestChange:
    @pytest.fixture(autouse=True)
    def _two_billed(self, house: House) -> None:
        approved(house, **monthly())
        live_until(house, date(2026, 12, 25))

    def test_after_a_failure_inside_stripe_is_made_under_a_new_key(self, house: House) -> None:
        house.billing.fail_at("change_subscription", STORED_500)
        dearer(house)
        if house.troubles():
            house.retry("adjust")
        assert done(house) == [AdjustmentStatus.DONE]
        until(house, date(2027, 1, 24))
        assert amounts(house) == [4_000, 4_000, 5_000]
        assert house.troubles() == []

    def test_to_fewer_periods_ends_it_there(self, house: House) -> None:
        dearer(house, **monthly(periods=4, total=20_000))
        until(house, date(2027, 4, 1))
        assert amounts(house) == [4_000, 4_000, 5_000, 5_000]
        [fact] = house.billing.subs.values()
        assert fact.ends_on == date(2027, 3, 23)
        assert retainers(house)[-1].status is SubscriptionStatus.ENDED
        assert house.troubles() == []


class TestEndedInTheDashboard:
    """While Stripe refuses what was approved, somebody ends the subscription by hand."""

    @pytest.fixture(autouse=True)
    def _two_billed(self, house: House) -> None:
        approved(house, **monthly())
        live_until(house, date(2026, 12, 25))

    @pytest.mark.parametrize("lost", [False, True])
    def test_nothing_is_left_to_be_changed_and_people_decide_how_it_goes_on(
        self, house: House, *, lost: bool
    ) -> None:
        stripe_id = retainers(house)[0].stripe_id or ""
        house.billing.fail_at("change_subscription", REFUSED)
        dearer(house)
        assert [trouble.kind for trouble in house.troubles()] == ["adjust"]
        if lost:
            del house.billing.subs[stripe_id]
        else:
            house.billing.cancel_by_hand(stripe_id)
        house.poll_stripe()
        house.retry("adjust")
        assert done(house) == [AdjustmentStatus.DONE]
        tend_retainers(house.deps, "daily")
        house.run()
        assert retainers(house)[0].status is SubscriptionStatus.ENDED
        assert "10 approved periods from Jan 23, 2027 on are not billed" in house.told()[-1]
        assert [trouble.kind for trouble in house.troubles()] == ["retainer"]

    def test_an_end_that_was_approved_is_done(self, house: House) -> None:
        stripe_id = retainers(house)[0].stripe_id or ""
        house.billing.fail_at("end_subscription", REFUSED)
        house.change(is_won=False, stage="Closed Lost")
        choose(house, WayKind.CANCEL_REST)
        approve(house)
        house.billing.cancel_by_hand(stripe_id)
        house.poll_stripe()
        house.retry("adjust")
        assert done(house) == [AdjustmentStatus.DONE]
        tend_retainers(house.deps, "daily")
        house.run()
        assert retainers(house)[0].status is SubscriptionStatus.ENDED
        assert house.troubles() == []


class TestBeforeItBegins:
    """The kick-off is out; the retainer begins in summer, and Stripe does not have it yet."""

    @pytest.fixture(autouse=True)
    def _waits(self, house: House) -> None:
        row = approved(house, **mixed(24_000))
        assert (row.status, row.stripe_id) == (SubscriptionStatus.APPROVED, None)

    def test_it_is_made_as_it_was_changed(self, house: House) -> None:
        house.clock.move(minutes=1)
        house.change(**mixed(30_000))
        choose(house, WayKind.EDIT_DRAFTS)
        approve(house)
        assert house.billing.subs == {}
        live_until(house, date(2027, 7, 3))
        assert amounts(house) == [10_000, 5_000, 5_000]
        assert house.troubles() == []

    def test_it_is_never_made_when_the_deal_is_lost(self, house: House) -> None:
        house.change(is_won=False, stage="Closed Lost")
        choose(house, WayKind.CANCEL_REST)
        approve(house)
        assert retainers(house)[-1].status is SubscriptionStatus.CANCELED
        live_until(house, date(2027, 7, 3))
        assert amounts(house) == [10_000]
        assert house.billing.subs == {}
        assert house.troubles() == []
