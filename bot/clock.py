"""Business time: the present instant, and today's date in the billing time zone."""

from datetime import UTC, date, datetime
from typing import Protocol
from zoneinfo import ZoneInfo


class Clock(Protocol):
    """Where business time comes from; the sandbox brings its own."""

    def now(self) -> datetime:
        """Return the present instant (aware, UTC)."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant (aware, UTC)."""
        return datetime.now(UTC)


def date_in(zone: ZoneInfo, instant: datetime) -> date:
    """Return the calendar date that `instant` (aware) falls on in `zone`."""
    return instant.astimezone(zone).date()
