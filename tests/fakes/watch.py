"""A watch that only moves while somebody waits at a turnstile."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.turnstile import ALONE, Share, Turnstile


@dataclass
class Watch:
    """Passes the time of one thread."""

    seconds: float = 1_000.0
    naps: list[float] = field(default_factory=list)
    """How long it waited each time."""

    def now(self) -> float:
        return self.seconds

    def wait(self, nudged: threading.Event, seconds: float | None) -> None:
        """Let the time pass, unless there is a reason to look at once."""
        if nudged.is_set():
            return
        assert seconds is not None, "it would wait for ever"
        self.seconds += seconds
        self.naps.append(seconds)

    def turnstile(self, share: Callable[[], Share] = lambda: ALONE) -> Turnstile:
        """Return a turnstile that goes by this watch."""
        return Turnstile(share=share, now=self.now, wait=self.wait)
