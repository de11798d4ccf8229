from datetime import date

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.status import AdjustmentStatus, SubscriptionStatus
from bot.workflows.standing.ripe import adjust_due
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import approve, choose, corrections
from tests.workflows.house import House
from tests.workflows.retained import a_day, approved, live_until, monthly, retainers


@pytest.fixture
def house(deps: Deps) -> House:
    """Have a retainer of $4,000.00 a month run since Nov 23; three periods are billed."""
    house = House(deps)
    approved(house, **monthly())
    live_until(house, date(2027, 1, 25))
    return house


def dearer(house: House) -> None:
    house.clock.move(minutes=1)
    house.crm.change(DEAL_ID, **monthly(total=60_000))
    house.poll()


def until(house: House, day: date) -> None:
    while house.deps.today() < day:
        house.clock.move(days=1)
        adjust_due(house.deps, house.deps.today().isoformat())
        house.run()
        a_day(house)


def amounts(house: House) -> list[int]:
    rows = [row for row in house.invoices() if row.is_live]
    return [row.amount_minor // 100 for row in sorted(rows, key=lambda row: row.item)]


class TestRetainer:
    def test_costs_more_from_the_next_period_on(self, house: House) -> None:
        assert amounts(house) == [4_000, 4_000, 4_000]
        dearer(house)
        choose(house, WayKind.CHANGE_RETAINER)
        approve(house)
        until(house, date(2027, 3, 24))
        assert amounts(house) == [4_000, 4_000, 4_000, 5_000, 5_000]
        assert [row.status for row in corrections(house)] == [AdjustmentStatus.DONE]
        assert house.troubles() == []

    def test_warns_of_no_period_that_is_billed(self, house: House) -> None:
        dearer(house)
        choose(house, WayKind.CHANGE_RETAINER)
        assert "periods_begun" not in {note.kind for note in house.latest().findings}

    def test_catches_up_by_a_new_invoice(self, house: House) -> None:
        dearer(house)
        choose(house, WayKind.CREDIT)
        approve(house)
        until(house, date(2027, 2, 24))
        assert sorted(amounts(house)) == [3_000, 4_000, 4_000, 4_000, 5_000]

    def test_ends_when_the_deal_is_lost(self, house: House) -> None:
        house.change(is_won=False, stage="Closed Lost")
        choose(house, WayKind.CANCEL_REST)
        approve(house)
        until(house, date(2027, 4, 1))
        assert amounts(house) == [4_000, 4_000, 4_000]
        assert retainers(house)[-1].status is SubscriptionStatus.ENDED
