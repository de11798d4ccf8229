"""Courtesy: work in the background gives way while somebody waits for an answer to a click.

Python runs one thread at a time. Fifty that are busy with invoices leave a click a fiftieth of it,
so the work is done in a few places, and a place is held back for a moment while a click is being
answered. Nobody keeps a place while waiting for a vendor.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from bot.urgent import is_urgent

LONGEST_WAIT = 0.25
"""Seconds that each piece of work waits at most: a steady stream of clicks must not stop it."""
BREATHER = 0.05
"""Seconds after the last answer: where many click, the next one is about to."""
LONGEST_QUEUE = 5.0
"""Seconds that each waits for a place."""
PLACES = 4
"""Pieces of work under way at a time. More bring nothing forward: there is one Python."""


class Places:
    """So many may be in at a time; who waits comes in by urgency, then in the order they came."""

    def __init__(self, number: int, longest_queue: float = LONGEST_QUEUE) -> None:
        """Begin with `number` free places."""
        self._longest_queue = longest_queue
        self._free = number
        self._lock = threading.Lock()
        self._urgent: deque[threading.Event] = deque()
        self._others: deque[threading.Event] = deque()

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return len(self._urgent) + len(self._others)

    def enter(self, *, urgent: bool) -> None:
        """Return when a place is ours, or we have waited for so long that something is wrong.

        Who keeps what others in their places wait for must not wait for a place without end.
        """
        waiting = self._urgent if urgent else self._others
        with self._lock:
            if self._free > 0:
                self._free -= 1
                return
            called = threading.Event()
            waiting.append(called)
        if called.wait(self._longest_queue):
            return
        with self._lock:
            if not called.is_set():
                waiting.remove(called)
                self._free -= 1

    def leave(self) -> None:
        """Give the place to who is next."""
        with self._lock:
            waiting = self._urgent or self._others
            if waiting and self._free >= 0:
                waiting.popleft().set()
            else:
                self._free += 1


class _Here(threading.local):
    """What the present thread is about."""

    answers = False
    place_of: "Courtesy | None" = None


_here = _Here()


class Courtesy:
    """Counts the clicks that are being answered; work waits, a moment, until there is none."""

    def __init__(self, longest_wait: float = LONGEST_WAIT, places: int = PLACES) -> None:
        """Begin with nobody waiting for an answer."""
        self._longest_wait = longest_wait
        self._places = Places(places)
        self._clicks = 0
        self._quiet_from = 0.0
        self._lock = threading.Lock()
        self._nobody_waits = threading.Event()
        self._nobody_waits.set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Hold work back while a click is being answered, in this thread."""
        with self._lock:
            self._clicks += 1
            self._nobody_waits.clear()
        before, _here.answers = _here.answers, True
        try:
            yield
        finally:
            _here.answers = before
            with self._lock:
                self._clicks -= 1
                if not self._clicks:
                    self._quiet_from = time.monotonic() + BREATHER
                    self._nobody_waits.set()

    @property
    def queue(self) -> int:
        """Return how many wait for a place."""
        return self._places.waiting

    def give_way(self) -> None:
        """Wait until nobody waits for an answer, nor did a moment ago, `longest_wait` at most."""
        until = time.monotonic() + self._longest_wait
        while self._nobody_waits.wait(until - time.monotonic()):
            left = min(self._quiet_from, until) - time.monotonic()
            if left <= 0:
                return
            time.sleep(left)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Work in one of the places; who answers a click, or is in one already, needs none."""
        if _here.answers or _here.place_of is not None:
            yield
            return
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        self._places.enter(urgent=is_urgent())
        _here.place_of = self
        self.give_way()

    def _leave(self) -> None:
        _here.place_of = None
        self._places.leave()

    @contextmanager
    def _elsewhere(self) -> Iterator[None]:
        self._leave()
        try:
            yield
        finally:
            self._enter()


@contextmanager
def elsewhere() -> Iterator[None]:
    """Leave the place, if this thread has one, while the block waits for somebody outside."""
    courtesy = _here.place_of
    if courtesy is None:
        yield
        return
    with courtesy._elsewhere():  # noqa: SLF001 - of this module
        yield
