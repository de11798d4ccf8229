"""Proration: what a period costs that is broken off before its end. We compute it, Stripe never.

A line's total is of the whole term, and stays exact: the usual periods are rounded, and the last
one, which is the broken one, is what is left of the total.
"""

from collections.abc import Sequence
from decimal import Decimal

from bot.money import Money
from bot.plan import PlanLine, Retainer


def ends_apart(part: Retainer) -> bool:
    """Return whether the last period is no usual one, and so an invoice of our own."""
    return bool(part.last) or part.until is not None


def days_of_last(part: Retainer) -> tuple[int, int]:
    """Return how many days the last period has, and how many it would have as a whole."""
    begins = part.start_of(part.periods)
    days = (part.days_of(part.periods).end - begins).days + 1
    return days, (part.start_of(part.periods + 1) - begins).days


def days_words(part: Retainer) -> str:
    """Return "12 of 30 days" of a last period that is broken off, "" of a whole one."""
    if part.until is None:
        return ""
    days, of = days_of_last(part)
    return f"{days} of {of} days"


def by_days(total: Money, whole: int, days: int, of: int) -> tuple[Money, Money]:
    """Return what each of `whole` periods costs, and then one of `days` of its `of` days.

    There is one whole period at least; all together are `total`. What the others are rounded to
    may leave nothing for the broken one: then they are rounded down.
    """
    usual = total.part(of, whole * of + days)
    last = total - Money.total([usual] * whole, total.currency)
    if last.minor * total.minor <= 0:
        usual, *_, last = total.split([of] * whole + [days])
    return usual, last


def prorated(lines: Sequence[PlanLine], days: int, of: int) -> tuple[PlanLine, ...]:
    """Return the lines of a whole period as they are for `days` of its `of` days."""
    plain = {"quantity": Decimal(1), "unit_price": None}
    return tuple(
        line.model_copy(update={"amount": line.amount.part(days, of), **plain}) for line in lines
    )
