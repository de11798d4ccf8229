"""Courtesy: work in the background gives way while somebody waits for an answer to a click."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

LONGEST_WAIT = 0.25
"""Seconds that a step waits at most: a steady stream of clicks must not stop the work."""


class Courtesy:
    """Counts the clicks that are being answered; steps wait, a moment, until there is none."""

    def __init__(self, longest_wait: float = LONGEST_WAIT) -> None:
        """Begin with nobody waiting for an answer."""
        self._longest_wait = longest_wait
        self._clicks = 0
        self._lock = threading.Lock()
        self._nobody_waits = threading.Event()
        self._nobody_waits.set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Hold back new steps while a click is being answered."""
        with self._lock:
            self._clicks += 1
            self._nobody_waits.clear()
        try:
            yield
        finally:
            with self._lock:
                self._clicks -= 1
                if not self._clicks:
                    self._nobody_waits.set()

    def give_way(self) -> None:
        """Wait until nobody waits for an answer, `longest_wait` at most."""
        self._nobody_waits.wait(self._longest_wait)
