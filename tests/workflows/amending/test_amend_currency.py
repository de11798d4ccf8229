"""A deal with a retainer that changes its currency after it began."""

from datetime import date

from bot.amending import WayKind
from bot.deps import Deps
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import approve, choose
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until, monthly, retainers


def test_the_new_retainer_begins_when_the_old_one_has_ended(deps: Deps) -> None:
    house = House(deps)
    approved(house, **monthly(periods=6, total=24_000))
    live_until(house, date(2027, 1, 25))
    house.clock.move(minutes=1)
    house.crm.change(DEAL_ID, **monthly(periods=6, total=24_000), currency="EUR")
    house.poll()
    choose(house, WayKind.WITHDRAW)
    approve(house)
    live_until(house, date(2027, 5, 25))
    live = [row for row in house.invoices() if row.is_live]
    assert {row.currency for row in live} == {"EUR"}
    starts = [row.period_start for row in sorted(live, key=lambda row: row.item)]
    assert starts == [
        date(2026, 11, 23),
        date(2026, 12, 23),
        *(date(2027, month, 23) for month in (1, 2, 3, 4)),
    ]
    assert [(row.currency, row.status.value) for row in retainers(house)] == [
        ("USD", "ended"),
        ("EUR", "ended"),
    ]
    assert house.troubles() == []


def test_one_that_never_billed_is_not_in_the_way(deps: Deps) -> None:
    house = House(deps)
    start = date(2026, 12, 1)
    approved(house, **monthly(start=start, periods=6, total=24_000))
    house.change(**monthly(start=start, periods=6, total=24_000), currency="EUR")
    house.run()
    house.approve()
    house.run()
    live_until(house, date(2027, 1, 5))
    assert [row.currency for row in house.invoices() if row.is_live] == ["EUR", "EUR"]
    assert [row.status.value for row in retainers(house)] == ["ended", "active"]
