"""A clock that stands still until it is moved."""

from datetime import UTC, datetime, timedelta

MORNING = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""A Monday, 10:00 in New York."""


class FixedClock:
    """Implements `bot.clock.Clock`; tests move it."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.at = now

    def now(self) -> datetime:
        """Return the present instant."""
        return self.at

    def move(self, **by: float) -> datetime:
        """Move on by the keywords of `timedelta`, e.g. `days=3`; return the new instant."""
        self.at += timedelta(**by)
        return self.at

    def set(self, to: datetime) -> None:
        """Stand at `to`."""
        self.at = to
