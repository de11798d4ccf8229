"""Findings about Stripe's limits: what it would refuse is said before anybody approves."""

from collections.abc import Iterator
from datetime import date

from bot.finding import Finding, Fix, block
from bot.periods import MONTHS_A_YEAR, add_months
from bot.plan import Plan
from bot.proration import ends_apart

MOST_LINES = 250
"""Lines a Stripe invoice can hold."""
MOST_ITEMS = 20
"""Items a Stripe subscription can hold."""
YEARS_AHEAD = 5
"""How far ahead Stripe lets a draft be scheduled."""


def about_limits(plan: Plan, today: date) -> Iterator[Finding]:
    """Yield what of the plan Stripe would refuse."""
    lines = [part.lines for part in plan.installments]
    lines += [retainer.last for retainer in plan.retainers]
    if any(len(some) > MOST_LINES for some in lines):
        yield block("too_many_lines", f"An invoice can have {MOST_LINES} lines at most.", Fix.LINES)
    for retainer in plan.retainers:
        if len(retainer.lines) > MOST_ITEMS:
            yield block(
                "too_many_items",
                f"{retainer.label} has {len(retainer.lines)} lines, and Stripe bills at most "
                f"{MOST_ITEMS} by one subscription. Combine lines on the opportunity until "
                f"{MOST_ITEMS} are left, or put the others on an opportunity of their own.",
                Fix.SCHEDULE,
            )
        below = [x for x in (*retainer.lines, *retainer.last) if x.amount.minor < 0]
        if below:
            yield block(
                "negative_item",
                f'{retainer.label} has a line below zero, "{below[0].description}" '
                f"({below[0].amount}), and Stripe bills none by a subscription. Take it off the "
                "price of the line that it lowers, on the opportunity.",
                Fix.SCHEDULE,
            )
    yield from _too_far(plan, today)


def _too_far(plan: Plan, today: date) -> Iterator[Finding]:
    latest = add_months(today, YEARS_AHEAD * MONTHS_A_YEAR)
    far = [f"Invoice {p.number}" for p in plan.installments if p.send_date and p.send_date > latest]
    far += [
        f"The last period of {retainer.label}"
        for retainer in plan.retainers
        if ends_apart(retainer) and retainer.start_of(retainer.periods) > latest
    ]
    if far:
        yield block(
            "too_far_ahead",
            f"{', '.join(far)}: Stripe schedules at most {YEARS_AHEAD} years ahead. Bill the rest "
            "by a deal of its own.",
            Fix.SCHEDULE,
        )
