"""Business days: weekdays that are not public holidays where the company is."""

from datetime import date, timedelta

import holidays

from bot.errors import Misconfigured
from bot.policy import CalendarRules


class Calendar:
    """The business days of one company. Cheap to build: make one for each run."""

    def __init__(self, rules: CalendarRules) -> None:
        """Use the public holidays of the country and subdivision in `rules`.

        Raises:
            Misconfigured: if there is no such country or subdivision.

        """
        try:
            self._holidays = holidays.country_holidays(
                rules.country, subdiv=rules.subdivision or None
            )
        except NotImplementedError as error:
            raise Misconfigured(
                f"The policy's [calendar] names {rules.country} {rules.subdivision}".rstrip()
                + ", whose holidays are not known here: use ISO codes, e.g. country = "
                '"US", subdivision = "CA".'
            ) from error

    def is_business_day(self, day: date) -> bool:
        """Return whether people work on `day`."""
        return self._holidays.is_working_day(day)

    def next_business_day(self, day: date) -> date:
        """Return `day` itself if it is a business day, else the first one after it."""
        while not self.is_business_day(day):
            day += timedelta(days=1)
        return day
