"""Days of the billing time zone as the moments Stripe wants, and back.

Stripe counts the periods of a subscription in UTC, and always at the same time of day there. So
that time is chosen such that the date in UTC is the date in the billing zone, in winter and in
summer: then Stripe's months are ours, and so are their last days.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

MORNING = time(9)
"""When drafts are finalized, in the billing zone."""
_END_OF_DAY = time(23, 59, 59)
_A_DAY, _A_MINUTE = timedelta(days=1), timedelta(minutes=1)
_SAMPLED = range(2024, 2038)
"""Years whose offsets from UTC are looked at; tables of zones reach no further."""


def due_timestamp(due: date, zone: ZoneInfo) -> int:
    """Return the last second of the day `due` in `zone`: still ahead for an invoice due today."""
    return int(datetime.combine(due, _END_OF_DAY, zone).timestamp())


def morning(day: date, zone: ZoneInfo) -> datetime:
    """Return when a draft is finalized that is to go out on `day`."""
    return datetime.combine(day, MORNING, zone).astimezone(UTC)


def noon(day: date, zone: ZoneInfo) -> int:
    """Return a timestamp that falls on `day` in zones around `zone` too, for what is printed."""
    return int(datetime.combine(day, time(12), zone).timestamp())


def start_of_day(day: date, zone: ZoneInfo) -> int:
    """Return the timestamp at which `day` begins: never in the future when `day` is today."""
    return int(datetime.combine(day, time(0), zone).timestamp())


def day_of(timestamp: int, zone: ZoneInfo) -> date:
    """Return the date in `zone` of Stripe's Unix seconds."""
    return datetime.fromtimestamp(timestamp, UTC).astimezone(zone).date()


def period_start(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment a subscription's period begins on `day`: in the morning if possible."""
    earliest, latest, offset = _common_hours(zone)
    wanted = timedelta(hours=MORNING.hour) - offset
    return _at(day, min(max(wanted, earliest), latest))


def latest_period_start(day: date, zone: ZoneInfo) -> datetime:
    """Return the last moment for a period to begin on `day`, for one that is made late."""
    return _at(day, _common_hours(zone)[1])


def _at(day: date, since_midnight: timedelta) -> datetime:
    return datetime.combine(day, time(0), UTC) + since_midnight


@cache
def _common_hours(zone: ZoneInfo) -> tuple[timedelta, timedelta, timedelta]:
    """Return from when to when, after midnight in UTC, dates are the same, and the usual offset."""
    offsets = {
        datetime(year, month, day, 12, tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
        for year in _SAMPLED
        for month in range(1, 13)
        for day in (1, 15)
    }
    earliest = max(timedelta(), -min(offsets))
    latest = min(_A_DAY, _A_DAY - max(offsets)) - _A_MINUTE
    return earliest, latest, min(offsets)
