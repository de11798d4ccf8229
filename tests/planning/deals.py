"""Deals with schedules: milestones, recurring lines, what people may write in Salesforce."""

from datetime import date
from decimal import Decimal

from bot.deal import Deal, DealLine, Milestone, ScheduledPart
from bot.finding import Finding
from bot.overrides import Overrides
from bot.plan import Plan
from bot.planning import doubts, plan_invoices
from bot.policy import Policy
from tests.fakes.findings import NOTHING, POLICY


def milestone(number: int, share: str | None = None, **more: object) -> Milestone:
    """Return milestone `number`, by percent if `share` is given."""
    fields: dict[str, object] = {
        "id": f"a00{number:012d}AAA",
        "description": f"Step {number}",
        "percent": share,
    }
    return Milestone.model_validate(fields | more)


def recurring(
    total: str = "12000", periods: int | None = 12, interval: str = "Monthly", **more: object
) -> DealLine:
    """Return a line that repeats, from January 31, 2027."""
    fields: dict[str, object] = {
        "id": "00k000000000009AAA",
        "description": "Support",
        "quantity": Decimal(1),
        "unit_price": Decimal(total),
        "total": Decimal(total),
        "interval": interval,
        "periods": periods,
        "start": date(2027, 1, 31),
    }
    return DealLine.model_validate(fields | more)


def once(total: str = "40000", description: str = "Platform", **more: object) -> DealLine:
    """Return a line that does not repeat."""
    fields: dict[str, object] = {
        "id": "00k000000000001AAA",
        "description": description,
        "quantity": Decimal(1),
        "unit_price": Decimal(total),
        "total": Decimal(total),
    }
    return DealLine.model_validate(fields | more)


def scheduled(*parts: tuple[date, str], description: str = "Platform") -> DealLine:
    """Return a line with a revenue schedule."""
    total = sum((Decimal(amount) for _, amount in parts), Decimal(0))
    schedule = tuple(ScheduledPart(date=day, amount=Decimal(amount)) for day, amount in parts)
    return once(str(total), description, schedule=schedule)


def planned(deal: Deal, decided: Overrides = NOTHING, policy: Policy = POLICY) -> Plan:
    """Return the plan of a deal."""
    return plan_invoices(deal, decided, policy)


def doubtful(
    deal: Deal, decided: Overrides = NOTHING, policy: Policy = POLICY
) -> dict[str, Finding]:
    """Return by kind what is doubtful about the sources."""
    return {finding.kind: finding for finding in doubts(deal, decided, policy)}
