"""Deals with retainers, for the tests of what repeats."""

from datetime import date
from decimal import Decimal

from bot.deal import DealLine, Terms
from bot.ledger import subscriptions
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.workflows.deciding.order import issue_due
from bot.workflows.retaining.tend import tend_retainers
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import House

TODAY = date(2026, 11, 23)
"""A Monday."""
HOURS = "00k000000000001AAA"
"""Id of the line that is billed by quantity."""


def monthly(
    *, start: date = TODAY, periods: int = 12, interval: str = "Monthly", total: int = 48_000
) -> dict[str, object]:
    """Return the fields of a deal that is one retainer."""
    line = DealLine(
        id="00k000000000009AAA",
        description="Support",
        quantity=Decimal(1),
        unit_price=Decimal(total),
        total=Decimal(total),
        interval=interval,
        periods=periods,
        start=start,
    )
    return {"lines": (line,), "amount": Decimal(total)}


def hourly(*, start: date = TODAY, periods: int = 3, fixed: int = 3_000) -> dict[str, object]:
    """Return the fields of a deal with a fixed part and hours at $150.00."""
    hours = DealLine(
        id=HOURS,
        description="Consulting",
        quantity=Decimal(0),
        unit_price=Decimal(150),
        total=Decimal(0),
        interval="Monthly",
        periods=periods,
        start=start,
        variable=True,
    )
    own = monthly(start=start, periods=periods, total=fixed)["lines"] if fixed else ()
    assert isinstance(own, tuple)
    return {"lines": (*own, hours), "amount": Decimal(fixed)}


def approved(house: House, **changes: object) -> SubscriptionRow:
    """Win and approve a deal with a retainer, and do all that follows."""
    house.poll_stripe()  # from here on the feed is read
    house.propose(**{"terms": Terms(text="Net 30"), **changes})
    house.approve()
    house.run()
    house.poll_stripe()
    return retainers(house)[-1]


def live_until(house: House, day: date, *, polls: bool = True) -> None:
    """Let the days pass up to `day`, with all that the clock starts on each (or only the last)."""
    while house.deps.today() < day:
        house.clock.move(days=1)
        if polls:
            a_day(house)


def in_the_hour(house: House, day: date) -> None:
    """Live up to the half hour in which a period's draft waits."""
    live_until(house, date.fromordinal(day.toordinal() - 1))
    house.clock.at = house.clock.at.replace(
        year=day.year, month=day.month, day=day.day, hour=14, minute=30
    )


def a_day(house: House) -> None:
    """Let the clock start what it starts in a day."""
    slot = house.deps.today().isoformat()
    issue_due(house.deps, slot)
    tend_retainers(house.deps, slot)
    house.run()
    house.poll_stripe()
    house.clock.move(hours=2)
    house.poll_stripe()
    house.clock.move(hours=-2)


def retainers(house: House, deal_id: str = DEAL_ID) -> list[SubscriptionRow]:
    """Return the deal's retainers."""
    with house.deps.ledger.reading() as s:
        return list(subscriptions.of_deal(s, deal_id))


def shown(house: House) -> list[tuple[int, str, int]]:
    """Return number, status and net of each invoice."""
    return [(row.item, row.status.value, row.amount_minor) for row in house.invoices()]


def by_subscription(house: House) -> list[InvoiceRow]:
    """Return the invoices that a subscription made."""
    return [row for row in house.invoices() if row.subscription_id]
