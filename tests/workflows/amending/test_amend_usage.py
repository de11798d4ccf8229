"""What was billed by quantity comes on top: a deal that changes neither bills nor credits it."""

from datetime import date
from decimal import Decimal

from bot.amending import WayKind
from bot.deal import DealLine
from bot.deps import Deps
from bot.workflows.tracking.usage import give_usage
from tests.fakes.deals import DEAL_ID
from tests.planning.deals import once
from tests.workflows.amended import approve, choose
from tests.workflows.house import ALEX, House
from tests.workflows.retained import HOURS, approved, by_subscription, hourly, live_until

FIRST = date(2026, 12, 1)


def lines(plant: str) -> tuple[DealLine, ...]:
    """Return a plant billed once, $1,000.00 a month and hours."""
    repeating = hourly(start=FIRST)["lines"]
    assert isinstance(repeating, tuple)
    return (once(plant, id="00k000000000005AAA"), *repeating)


def test_an_amendment_leaves_what_was_billed_by_quantity_alone(deps: Deps) -> None:
    house = House(deps)
    approved(house, lines=lines("20000"), amount=Decimal(23_000))
    live_until(house, date(2026, 12, 3))
    [december] = by_subscription(house)
    give_usage(house.deps, december.id, {HOURS: Decimal(10)}, ALEX)
    house.run()
    house.clock.move(minutes=1)
    house.crm.change(DEAL_ID, lines=lines("22000"), amount=Decimal(25_000))
    house.poll()
    choose(house, WayKind.CREDIT)
    approve(house)
    amounts = sorted(row.amount_minor for row in house.invoices() if row.is_live)
    assert amounts == [200_000, 250_000, 2_000_000]  # the difference, with hours, the plant
    assert [row.credited_minor for row in house.invoices()] == [0, 0, 0]
