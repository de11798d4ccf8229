"""Business days: weekdays that are not public holidays where the company is."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

from bot.errors import Misconfigured
from bot.rules import CalendarRules

MOST_YEARS = 64
"""Calendar years remembered at a time, of all companies of this process."""


class Calendar:
    """The business days of one company. Cheap to build and to ask: years are remembered."""

    def __init__(self, rules: CalendarRules) -> None:
        """Use the public holidays of the country and subdivision in `rules`.

        Raises:
            Misconfigured: if there is no such country or subdivision.

        """
        self._place = (rules.country, rules.subdivision)
        try:
            _exists(*self._place)
        except NotImplementedError as error:
            raise Misconfigured(
                f"The policy's [calendar] names {rules.country} {rules.subdivision}".rstrip()
                + ", whose holidays are not known here: use ISO codes, e.g. country = "
                '"US", subdivision = "CA".'
            ) from error

    def is_business_day(self, day: date) -> bool:
        """Return whether people work on `day`."""
        return day not in _closed(*self._place, day.year)

    def next_business_day(self, day: date) -> date:
        """Return `day` itself if it is a business day, else the first one after it."""
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day


@lru_cache
def _exists(country: str, subdivision: str) -> bool:
    return bool(holidays.country_holidays(country, subdiv=subdivision or None))


@lru_cache(maxsize=MOST_YEARS)
def _closed(country: str, subdivision: str, year: int) -> frozenset[date]:
    """Return the days of a year on which nobody works.

    A year is worked out whole: the library fills its years in while it is asked, which threads
    that share one object would see half done.
    """
    known = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    first = date(year, 1, 1)
    days = (
        first + timedelta(days=number) for number in range((date(year, 12, 31) - first).days + 1)
    )
    return frozenset(day for day in days if not known.is_working_day(day))
