"""Periods: how a retainer divides time, counted as Stripe counts it.

A period begins on the same day of the month as the first one; where a month is too short, on its
last day, and on the old day again afterwards (docs.stripe.com/billing/subscriptions/billing-cycle,
"billing cycle anchor").
"""

import calendar
from datetime import date, timedelta
from enum import StrEnum

from bot.value import Value

MONTHS_A_YEAR = 12


class Interval(StrEnum):
    """What is counted, in Stripe's words."""

    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Period(Value):
    """Days of service, first and last included, in the billing time zone."""

    start: date
    end: date


class Rhythm(Value):
    """How often: every so many intervals."""

    interval: Interval = Interval.MONTH
    every: int = 1

    def start_of(self, first: date, number: int, anchor: int = 0) -> date:
        """Return the first day of period `number` (1-based) when period 1 begins on `first`.

        `anchor` is the day of the month on which periods begin where the month has it; 0: that of
        `first`.
        """
        steps = (number - 1) * self.every
        if self.interval is Interval.WEEK:
            return first + timedelta(weeks=steps)
        months = steps * (MONTHS_A_YEAR if self.interval is Interval.YEAR else 1)
        return add_months(first, months, anchor)

    def period(self, first: date, number: int, anchor: int = 0) -> Period:
        """Return period `number` (1-based); the next one begins the day after it ends."""
        end = self.start_of(first, number + 1, anchor) - timedelta(days=1)
        return Period(start=self.start_of(first, number, anchor), end=end)

    def __str__(self) -> str:
        """Return it as people say it: "monthly", "every 2 weeks", "quarterly"."""
        usual = {
            (Interval.WEEK, 1): "weekly",
            (Interval.MONTH, 1): "monthly",
            (Interval.MONTH, 3): "quarterly",
            (Interval.MONTH, 6): "half-yearly",
            (Interval.YEAR, 1): "yearly",
        }
        return usual.get((self.interval, self.every), f"every {self.every} {self.interval}s")


def add_months(day: date, months: int, anchor: int = 0) -> date:
    """Return the same day so many months later, the last day where a month is too short.

    With `anchor`, that day of the month instead of the day's own.
    """
    years, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    last = calendar.monthrange(years, month + 1)[1]
    return date(years, month + 1, min(anchor or day.day, last))
