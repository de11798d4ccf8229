"""Send dates on business days: moved by policy, never over a month's end."""

from datetime import date, timedelta

from bot.calendar import Calendar
from bot.rules import Roll

FORWARD, BACK = timedelta(days=1), timedelta(days=-1)


def rolled(day: date, calendar: Calendar, roll: Roll) -> date:
    """Return the business day on which something planned for `day` happens.

    The policy says in which direction to look; where that leads into another month, the other one
    counts ("modified following"), so that what is billed for a month is sent in it. A month
    without any business day leaves the day as it is.
    """
    if roll is Roll.NONE:
        return day
    first, second = (FORWARD, BACK) if roll is Roll.FOLLOWING else (BACK, FORWARD)
    return _nearest(day, calendar, first) or _nearest(day, calendar, second) or day


def _nearest(day: date, calendar: Calendar, step: timedelta) -> date | None:
    month = day.month
    while not calendar.is_business_day(day):
        day += step
        if day.month != month:
            return None
    return day
