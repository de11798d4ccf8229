"""Slack's pace: a message a second in each channel, with a small burst."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

SECONDS_APART = 1.0
BURST = 3
_MOST_CHANNELS = 10_000


@dataclass
class Pace:
    """Makes the threads that post into one channel take turns."""

    seconds_apart: float = SECONDS_APART
    burst: int = BURST
    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _free_at: dict[str, float] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, channel: str) -> None:
        """Return when it is this caller's turn to post in `channel`."""
        seconds = self._reserve(channel)
        if seconds > 0:
            self.sleep(seconds)

    def _reserve(self, channel: str) -> float:
        """Take the next turn; return in how many seconds it comes."""
        with self._lock:
            now = self.now()
            if len(self._free_at) > _MOST_CHANNELS:
                self._free_at = {name: at for name, at in self._free_at.items() if at > now}
            saved = (self.burst - 1) * self.seconds_apart
            turn = max(self._free_at.get(channel, now), now)
            self._free_at[channel] = turn + self.seconds_apart
            return max(0.0, turn - now - saved)
