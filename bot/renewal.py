"""Renewal: another term of a retainer, as the plan that people would approve."""

from datetime import date, timedelta

from bot.plan import Plan, Retainer

RENEWS = "renews:"
"""How the source of a further term begins; then the number of the retainer that it renews."""


def renewed(plan: Plan, part: Retainer, last_number: int) -> Plan:
    """Return `plan` with another term of `part`, numbered after `last_number`.

    After a last period that was broken off, the further term begins on the next day, and is whole.
    """
    whole = {} if part.until is None else {"until": None, "last": (), "anchor": 0}
    further = part.model_copy(
        update={
            "number": last_number + 1,
            "start": end_of(part),
            "anchor": part.anchor or part.start.day,
            "earlier": (),
            "source": f"{RENEWS}{part.number}",
        }
        | whole
    )
    return plan.model_copy(update={"retainers": (*plan.retainers, further), "adjustments": ()})


def end_of(part: Retainer) -> date:
    """Return the first day after the last period of a retainer."""
    return part.days_of(part.periods).end + timedelta(days=1)


def to_renew(plan: Plan, today: date, days: int) -> Retainer | None:
    """Return the retainer that ends within so many days and has no further term yet."""
    there = {part.source for part in plan.retainers}
    for part in plan.retainers:
        soon = today >= end_of(part) - timedelta(days=days)
        if part.renews and soon and f"{RENEWS}{part.number}" not in there:
            return part
    return None


def with_renewals(plan: Plan, approved: Plan) -> Plan:
    """Return what a deal is planned as now, with the further terms that were approved of it.

    Salesforce knows nothing of those; a change of the deal does not end them. Another currency
    does: what they cost in it nobody has approved.
    """
    known = {part.source for part in plan.retainers}
    kept = [
        part
        for part in approved.retainers
        if part.source.startswith(RENEWS) and part.source not in known
    ]
    if not kept or not plan.retainers or plan.currency != approved.currency:
        return plan
    return plan.model_copy(update={"retainers": (*plan.retainers, *kept)})
