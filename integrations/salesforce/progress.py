"""How far the feed of changes has been read, by Salesforce's clock and not by ours."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

OVERLAP = timedelta(minutes=10)
"""Read again each time: a long transaction becomes visible after younger ones were read."""


class Progress:
    """Says where to read on from.

    Salesforce does not tell the time. But a stamp that was seen has passed, and from then on its
    clock runs as fast as ours: so a quiet org is read on from ever later, and what was changed
    last is not read again for ever.
    """

    def __init__(self, seconds: Callable[[], float]) -> None:
        """Count time with `seconds`, which never go back."""
        self._seconds = seconds
        self._ahead: float | None = None
        """Salesforce's clock, in seconds since 1970, is at least so far ahead of ours."""

    def begin(self) -> float:
        """Return when a reading begins, for `end`."""
        return self._seconds()

    def end(self, began: float, stamps: Sequence[datetime]) -> datetime | None:
        """Return until when a reading that found `stamps` is complete; None: nobody knows.

        A change can come after its own question and before the last one. Within the overlap it is
        read again anyway; a reading that took longer counts from its beginning.
        """
        ended = self._seconds()
        passed = None if self._ahead is None else began + self._ahead
        if stamps:
            latest = max(stamps).timestamp()
            known = latest - ended if self._ahead is None else max(self._ahead, latest - ended)
            self._ahead = known
            took = ended - began
            seen = latest - (took if took > OVERLAP.total_seconds() / 2 else 0)
            passed = seen if passed is None else max(passed, seen)
        return None if passed is None else datetime.fromtimestamp(passed, UTC)
