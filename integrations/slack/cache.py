"""A short-lived cache that would rather be a little old than silent."""

import threading
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.asking import not_inside
from bot.courtesy import elsewhere
from bot.errors import VendorError

T = TypeVar("T")
FRESH_SECONDS = 60.0
STALE_SECONDS = 600.0
"""How long an old answer may be given while Slack does not answer."""
MOST_KEPT = 5000


@dataclass
class Cache(Generic[T]):
    """Keeps answers for a minute; safe between threads."""

    now: Callable[[], float] = time.monotonic
    _kept: dict[Hashable, tuple[float, T]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _loading: dict[Hashable, threading.Lock] = field(default_factory=dict)

    def get(self, key: Hashable, load: Callable[[], T]) -> T:
        """Return what `load` answered within the last minute, asking again if need be.

        Many who ask at a time ask once: Slack takes some of these questions 20 times a minute.

        Raises:
            AskFirst: if that has to wait until the ledger is closed: see `bot.asking`.

        """
        kept = self._fresh(key)
        if kept is not None:
            return kept[1]
        not_inside(lambda: self.get(key, load))
        with self._lock:
            turn = self._loading.setdefault(key, threading.Lock())
        with elsewhere(), turn:
            kept = self._fresh(key)
            return self._ask(key, load) if kept is None else kept[1]

    def _fresh(self, key: Hashable) -> tuple[float, T] | None:
        with self._lock:
            kept = self._kept.get(key)
        return kept if kept is not None and self.now() - kept[0] < FRESH_SECONDS else None

    def _ask(self, key: Hashable, load: Callable[[], T]) -> T:
        now = self.now()
        with self._lock:
            kept = self._kept.get(key)
        try:
            value = load()
        except VendorError as error:
            if kept is not None and error.retryable and now - kept[0] < STALE_SECONDS:
                return kept[1]
            raise
        with self._lock:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
                self._loading.clear()
            self._kept[key] = (now, value)
        return value
