from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.ledger import adjustments, deals, proposals
from bot.status import AdjustmentStatus, SubscriptionStatus
from bot.workflows.amending.amend_choose import choose
from bot.workflows.standing.ripe import adjust_due
from bot.workflows.standing.what_stands import change_of, plan_now, situation
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import KIM, PAT, House
from tests.workflows.retained import a_day, approved, monthly, retainers, shown

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def changed(house: House, kind: WayKind, from_date: date | None = None, **fields: object) -> None:
    """Change the deal, choose a way, and approve it."""
    house.change(**fields)
    house.clock.move(minutes=10)
    house.poll()
    with house.deps.ledger.reading() as s:
        base = proposals.in_force(s, DEAL_ID)
        assert base is not None
        row = deals.get(s, DEAL_ID)
        change = change_of(house.deps, s, base, plan_now(house.deps, row, base))
        seen = situation(change, proposals.pending_of(s, DEAL_ID))
    choose(house.deps, base.id, seen, kind, "As agreed", KIM, from_date=from_date)
    house.run()
    house.approve(PAT)
    house.run()


def live(house: House, day: date) -> None:
    while house.deps.today() < day:
        house.clock.move(days=1)
        adjust_due(house.deps, house.deps.today().isoformat())
        a_day(house)


class TestChanging:
    def test_from_the_fourth_period_on(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=6, total=6_000))
        live(house, date(2026, 11, 25))
        fields = monthly(start=START, periods=6, total=12_000)
        changed(house, WayKind.CHANGE_RETAINER, date(2027, 2, 1), **fields)
        live(house, date(2027, 4, 4))
        assert [minor for _, _, minor in shown(house)] == [100_000] * 3 + [200_000] * 3
        assert {status for _, status, _ in shown(house)} == {"open"}
        [row] = retainers(house)
        assert (row.status, row.amount_minor) == (SubscriptionStatus.ENDED, 200_000)
        with house.deps.ledger.reading() as s:
            done = {one.status for one in adjustments.of_deal(s, DEAL_ID)}
        assert done == {AdjustmentStatus.DONE}
        assert house.troubles() == []

    def test_of_the_rest_to_nothing_ends_it(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=6, total=6_000))
        live(house, date(2026, 12, 5))
        changed(house, WayKind.CANCEL_REST, None, amount=Decimal(5_000), lines=())
        live(house, date(2027, 3, 4))
        assert [i for i, _, _ in shown(house)] == [1, 2]
        assert retainers(house)[0].status is SubscriptionStatus.ENDED
        assert house.troubles() == []

    def test_to_more_periods_bills_them(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=3, total=3_000))
        live(house, date(2026, 11, 25))
        fields = monthly(start=START, periods=5, total=5_000)
        changed(house, WayKind.CHANGE_RETAINER, None, **fields)
        live(house, date(2027, 3, 4))
        assert [(i, m) for i, _, m in shown(house)] == [(n, 100_000) for n in range(1, 6)]
        assert house.troubles() == []
