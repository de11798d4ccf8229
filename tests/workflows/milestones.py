"""Deals that go out over time, for the tests of what is scheduled."""

from datetime import date
from decimal import Decimal

from bot.deal import Milestone
from bot.ledger.invoices import InvoiceRow
from tests.workflows.house import House

JANUARY, FEBRUARY = date(2027, 1, 15), date(2027, 2, 15)
"""Friday; and Presidents' Day, a Monday."""
AFTER_THE_HOLIDAY = date(2027, 2, 16)


def milestone(number: int, **changes: object) -> Milestone:
    """Return a quarter of the deal."""
    fields: dict[str, object] = {
        "id": f"a0M{number:012d}AAA",
        "description": f"Phase {number}",
        "percent": Decimal(25),
    }
    return Milestone.model_validate(fields | changes)


FOUR = (
    milestone(1),
    milestone(2, date=JANUARY),
    milestone(3, date=FEBRUARY),
    milestone(4, condition="on acceptance"),
)
"""On approval, in January, on a holiday in February, on acceptance."""


def approved(house: House, milestones: tuple[Milestone, ...] = FOUR) -> list[InvoiceRow]:
    """Win and approve a deal of $48,000.00 with these milestones, and do all that follows."""
    house.poll_stripe()  # from here on the feed is read
    house.ordered(milestones=milestones, lines=())
    house.run()
    house.poll_stripe()
    return house.invoices()


def at_stripe(house: House) -> list[tuple[str | None, date | None, date | None]]:
    """Return status, the day it finalizes by itself and the due date of each invoice at Stripe."""
    return [
        (i.status.value if i.status else None, i.finalizes_on, i.due_date)
        for i in house.billing.invoices.values()
    ]
