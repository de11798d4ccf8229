from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.amending import WayKind
from bot.deal import DealLine
from bot.deps import Deps
from bot.errors import Conflict
from bot.periods import Period
from bot.status import SubscriptionStatus
from bot.workflows.tracking.usage import give_usage
from tests.fakes.billing import FakeBilling
from tests.workflows.amended import approve, choose
from tests.workflows.house import KIM, House, with_policy
from tests.workflows.retained import HOURS, approved, hourly, live_until, monthly, retainers, shown

START, UNTIL = date(2026, 11, 23), date(2027, 3, 6)
"""Three whole periods, and 12 of 28 days."""


@pytest.fixture
def house(deps: Deps) -> House:
    by_day = with_policy(deps, billing={"proration": "by_day"})
    return House(replace(deps, policy=by_day))


def ending(made: dict[str, object], end: date = UNTIL) -> dict[str, object]:
    """Return the fields of a deal whose lines end on a day, and do not say after how many."""
    lines = made["lines"]
    assert isinstance(lines, tuple)
    return made | {"lines": tuple(_until(line, end) for line in lines)}


def _until(line: DealLine, end: date) -> DealLine:
    return line.model_copy(update={"periods": None, "end": end})


def support(end: date = UNTIL) -> dict[str, object]:
    return ending(monthly(start=START, total=2_400), end)


def billed(billing: FakeBilling) -> list[Period]:
    """Return the days of service on the invoices at Stripe, oldest first."""
    periods = {line.period for some in billing.lines.values() for line in some.lines if line.period}
    return sorted(periods, key=lambda period: period.start)


class TestBrokenLastPeriod:
    def test_is_billed_by_its_days_and_all_adds_up(self, house: House) -> None:
        approved(house, **support())
        [row] = retainers(house)
        assert (row.first_period, row.last_period) == (2, 3)
        live_until(house, date(2027, 4, 1))
        [order] = house.billing.sub_orders.values()
        assert order.ends_on == date(2027, 2, 23)
        assert sorted(shown(house)) == [
            (1, "open", 70_000),
            (2, "open", 70_000),
            (3, "open", 70_000),
            (4, "open", 30_000),
        ]
        assert retainers(house)[0].status is SubscriptionStatus.ENDED
        assert house.troubles() == []
        rows = sorted(house.invoices(), key=lambda row: row.item)
        for before, after in pairwise(rows):
            assert before.period_end
            assert after.period_start == before.period_end + timedelta(days=1)
        assert rows[-1].period_end == UNTIL
        assert Period(start=date(2027, 2, 23), end=UNTIL) in billed(house.billing)

    def test_is_said_on_the_card(self, house: House) -> None:
        house.propose(**support())
        card = str(house.messenger.roots("#billing-approvals"))
        assert "the last period with 12 of 28 days" in card

    def test_of_what_is_counted_waits_for_it_and_is_ours(self, house: House) -> None:
        approved(house, **ending(hourly(start=START, fixed=0)))
        assert retainers(house)[0].last_period == 3
        live_until(house, date(2027, 3, 1))
        row = next(one for one in house.invoices() if one.item == 4)
        assert (row.awaits_usage, row.subscription_id, row.period_end) == (True, "", UNTIL)
        give_usage(house.deps, row.id, {HOURS: Decimal(2)}, KIM)
        house.run()
        assert (4, "open", 30_000) in shown(house)

    def test_can_be_put_off_while_it_has_not_begun(self, house: House) -> None:
        approved(house, **support())
        house.clock.move(minutes=1)
        house.change(**ending(monthly(start=START, total=2_800), date(2027, 3, 22)))
        choose(house, WayKind.CHANGE_RETAINER)
        approve(house)
        live_until(house, date(2027, 4, 1))
        live = [row for row in house.invoices() if row.is_live]
        assert sorted((row.item, row.amount_minor) for row in live) == [
            (n, 70_000) for n in range(1, 5)
        ]
        assert max(row.period_end for row in live if row.period_end) == date(2027, 3, 22)

    def test_once_billed_leaves_no_gap_behind_it(self, house: House) -> None:
        approved(house, **support())
        live_until(house, date(2027, 3, 1))
        house.change(**ending(monthly(start=START, total=3_500), date(2027, 4, 22)))
        with pytest.raises(Conflict, match=r"by day, through Mar 6, 2027: bill what follows it by"):
            choose(house, WayKind.CHANGE_RETAINER)


def test_without_proration_nothing_can_be_approved(deps: Deps) -> None:
    house = House(deps)
    house.propose(**support())
    with pytest.raises(Conflict, match="in the middle of period 4"):
        house.approve()
