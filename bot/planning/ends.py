"""Where a retainer's service ends: after how many periods, and whether the last one is broken."""

from datetime import date, timedelta
from typing import NamedTuple

from bot.periods import Interval, Rhythm
from bot.rules import Proration

MOST_PERIODS = 520
"""Ten years of weeks; more is a slip of the finger."""
_SLACK = {Interval.WEEK: 1, Interval.MONTH: 3, Interval.YEAR: 3}
"""Days by which the last day of service may miss the end of a whole period: months differ."""


class Ends(NamedTuple):
    """How far a retainer goes."""

    periods: int
    until: date | None = None
    """The last day of service within the last period; None: that is whole."""


def ends_on(end: date, first: date, rhythm: Rhythm, proration: Proration) -> Ends | None:
    """Return how far service goes until `end`; None if it cannot be billed so.

    Without proration it has to end with a period, give or take what months differ by. By day,
    each day counts; only the day on which the next period would begin is taken for the end of
    the one before it, as people say "for a year, until the same day".
    """
    place = within(end, first, rhythm)
    if proration is Proration.NONE:
        near = range(max(place - 1, 1), place + 1)
        return next((Ends(n) for n in near if is_near(end, first, rhythm, n)), None)
    if place > 1 and is_near(end, first, rhythm, place - 1, proration):
        return Ends(place - 1)
    return Ends(place) if is_near(end, first, rhythm, place, proration) else Ends(place, end)


def within(end: date, first: date, rhythm: Rhythm) -> int:
    """Return the period in which a day is, 0 before the first, at most two beyond what can be."""
    place = 0
    while place < MOST_PERIODS + 2 and rhythm.start_of(first, place + 1) <= end:
        place += 1
    return place


def is_near(
    end: date, first: date, rhythm: Rhythm, periods: int, proration: Proration = Proration.NONE
) -> bool:
    """Return whether so many whole periods end on that day, or so near it that they are meant."""
    over = end - rhythm.period(first, periods).end
    if proration is Proration.BY_DAY:
        return timedelta() <= over <= timedelta(1)
    return abs(over) <= timedelta(_SLACK[rhythm.interval])
