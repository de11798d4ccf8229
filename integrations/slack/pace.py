"""Slack's pace: a message a second in each channel, and so many calls a minute of each method."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Final

from bot.turnstile import Share, Turnstile, Window
from bot.urgent import is_urgent

SECONDS_APART = 1.0
BURST = 3
TIER_3: Final = 50
"""Calls a minute of one method that Slack lets through at least."""
UPDATE, REPLIES, HISTORY = "chat.update", "conversations.replies", "conversations.history"
KEPT: Final = {UPDATE: 15}
"""Of these, how many bulk work leaves to what somebody waits for."""
_MINUTE = 60
_MOST_CHANNELS = 10_000


@dataclass
class Pace:
    """Makes the threads that speak to Slack take turns."""

    seconds_apart: float = SECONDS_APART
    """Between two messages in one channel; the minute of the methods is as long in proportion."""
    turnstile: Turnstile = field(default_factory=Turnstile)
    _channels: dict[str, Window] = field(default_factory=dict)
    _methods: dict[str, Window] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def posting(self, channel: str) -> AbstractContextManager[None]:
        """Return what waits until something may be posted in `channel`, and lasts until it is."""
        with self._lock:
            if len(self._channels) > _MOST_CHANNELS:
                self._channels.clear()
            fresh = Window(BURST, BURST * self.seconds_apart)
            window = self._channels.setdefault(channel, fresh)
        return self.turnstile.passing(window, urgent=is_urgent())

    def calling(self, method: str) -> AbstractContextManager[None]:
        """Return what waits until a method may be called, and lasts until it has answered."""
        with self._lock:
            fresh = Window(TIER_3, _MINUTE * self.seconds_apart, KEPT.get(method, 0))
            window = self._methods.setdefault(method, fresh)
        return self.turnstile.passing(window, urgent=is_urgent())


def shared(seconds_apart: float, share: Callable[[], Share]) -> Pace:
    """Return the pace of one of several processes, of which each has its `share`."""
    return Pace(seconds_apart, Turnstile(share=share))
