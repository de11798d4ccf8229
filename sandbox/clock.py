"""The world's clock: runs like the machine's, and can be moved forward."""

import asyncio
import math
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

GONE_AFTER = 10.0
"""Real seconds without a look after which nobody is taken to follow the clock.

Long, for a busy machine; whoever ends a bot says so by `left`, and need not wait.
"""


LONGEST_LOOK = 2.0
"""Real seconds that one who follows is kept waiting for a move."""
MOVED_WITHIN = 0.02
"""Real seconds after a move in which those who follow hear of it."""


class WorldClock:
    """Aware UTC time that starts where it is told and never goes back."""

    def __init__(self, start: datetime) -> None:
        """Start at `start` (aware); real seconds are added as they pass."""
        self._start = start.astimezone(UTC)
        self._began = time.monotonic()
        self._listeners: list[Callable[[], None]] = []
        self._moved = -math.inf
        self.moves = 0
        """How often it was moved, as those who follow it are told."""
        self._looks: dict[str, float] = {}
        """Who follows -> when they last looked."""

    def now(self) -> datetime:
        """Return the world's present instant (aware UTC)."""
        return self._start + timedelta(seconds=time.monotonic() - self._began)

    def timestamp(self) -> int:
        """Return the present as whole Unix seconds, as Stripe writes instants."""
        return int(self.now().timestamp())

    def advance(self, by: timedelta) -> datetime:
        """Move forward by `by` and let everyone who lives by this clock catch up.

        Raises:
            ValueError: if `by` is negative: a world does not go back.

        """
        if by < timedelta(0):
            raise ValueError("the clock only moves forward")
        self._start += by
        self._moved = time.monotonic()
        self.moves += 1
        for listener in self._listeners:
            listener()
        return self.now()

    def followed(self, who: str = "") -> None:
        """Note that `who`, a bot which lives by this clock, looked at it."""
        self._looks[who] = time.monotonic()

    async def follow(self, who: str, moves: int) -> None:
        """Return when it was moved otherwise than `moves` times, or after `LONGEST_LOOK`."""
        self.followed(who)
        until = time.monotonic() + LONGEST_LOOK
        while self.moves == moves and time.monotonic() < until:  # noqa: ASYNC110 - moved by any thread
            await asyncio.sleep(MOVED_WITHIN)
        if who in self._looks:  # it may have been killed meanwhile
            self.followed(who)

    def left(self, who: str | None = None) -> None:
        """Note that `who`, or everybody, follows the clock no more."""
        if who is None:
            self._looks.clear()
        self._looks.pop(who or "", None)

    @property
    def is_behind(self) -> bool:
        """Return whether a bot follows the clock and has not looked since the last move."""
        gone = time.monotonic() - GONE_AFTER
        return any(gone < looked < self._moved for looked in self._looks.values())

    def on_move(self, listener: Callable[[], None]) -> None:
        """Call `listener` after each move, for what happens by itself as time passes."""
        self._listeners.append(listener)
