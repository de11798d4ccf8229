"""Limits: when so much happens at once that people are to be asked first. Pure."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import NamedTuple

from bot.money import Money
from bot.rules import LimitRules

HOUR = timedelta(hours=1)
Spent = Mapping[str, tuple[int, int]]
"""Currency -> how many invoices went out, and their minor units."""


class Stop(NamedTuple):
    """Why an invoice may not go out now."""

    words: str
    """The limit that is reached, e.g. "200 invoices an hour"."""
    for_all: bool = False
    """Whether it stops every currency."""
    by_itself: bool = False
    """Whether the invoice alone is more than the limit: no waiting helps."""


def stop(rules: LimitRules, amount: Money, hour: Spent, day: Spent) -> Stop | None:
    """Return what keeps an invoice from going out after what went already; None: nothing."""
    spans = (
        ("hour", rules.invoices_per_hour, rules.value_per_hour, hour),
        ("day", rules.invoices_per_day, rules.value_per_day, day),
    )
    values = [(span, limit.get(amount.currency), spent) for span, _, limit, spent in spans]
    for span, limit, _ in values:
        if limit is not None and amount.minor > _minor(limit, amount):
            return Stop(_value(limit, amount, span), by_itself=True)
    for span, most, _, spent in spans:
        if most and sum(count for count, _ in spent.values()) >= most:
            article = "an" if span == "hour" else "a"
            what = "invoice" if most == 1 else "invoices"
            return Stop(f"{most:,} {what} {article} {span}", for_all=True)
    for span, limit, spent in values:
        out = spent.get(amount.currency, (0, 0))[1]
        if limit is not None and out + amount.minor > _minor(limit, amount):
            return Stop(_value(limit, amount, span))
    return None


def _minor(limit: Decimal, amount: Money) -> int:
    return Money.of(limit, amount.currency).minor


def _value(limit: Decimal, amount: Money, span: str) -> str:
    return f"{Money.of(limit, amount.currency)} {'an' if span == 'hour' else 'a'} {span}"


def within(most: int, begun: Sequence[datetime], fresh: Sequence[datetime]) -> int:
    """Return how many of the `fresh` may follow the `begun`, in their order.

    No more than `most` that were won within any one hour do. Both rise. It is by when deals were
    won, not by when they were heard of: after a day away, a day's deals are not too many.
    """
    known = list(begun)
    for count, at in enumerate(fresh):
        insort(known, at)
        near = known[bisect_left(known, at - HOUR) :]
        if any(_in_hour(near, first) > most for first in near if first <= at):
            return count
    return len(fresh)


def _in_hour(rising: Sequence[datetime], first: datetime) -> int:
    """Return how many are less than an hour after `first`, itself included."""
    return bisect_left(rising, first + HOUR) - bisect_left(rising, first)
