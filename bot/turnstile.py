"""A turnstile before a vendor: calls pass as its limits allow, and urgent ones go first."""

import heapq
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.courtesy import elsewhere

LEARNED = 50
"""So many answers are waited for before the quickest is believed to be as quick as it gets."""
CERTAIN = 0.9
"""Of its time: the way there and the way back are never both as short as they can be."""
CLOSEST = 0.75
"""Of the even distance between calls: so close may two of a smoothed stream follow each other."""


class Share(NamedTuple):
    """Which of how many processes that share a limit this one is."""

    of: int = 1
    at: int = 0
    """0 is the first."""

    def part(self, most: int) -> int:
        """Return its own part of `most`: one at least; the first have what does not divide."""
        return max(1, (most + self.of - 1 - self.at) // self.of)


ALONE = Share()


@dataclass
class Window:
    """A vendor's limit: at most `most` calls in any `seconds`, as the vendor counts them.

    It counts a call somewhere on the way, which takes now this long, now that. Of an answer that
    came, we know when at the latest: as long before as the quickest answer ever took. From then on
    its place is taken for `seconds`, and so the next call in it cannot be counted too early.
    """

    most: int
    seconds: float = 1.0
    kept: int = 0
    """Of these, how many only urgent calls may use."""
    smoothed: bool = False
    """Whether calls that waited go out as a stream and not at a blow."""
    _under_way: int = 0
    _free_at: list[float] = field(default_factory=list)
    _next: float = 0.0
    _quickest: float = float("inf")
    _answers: int = 0

    def ready_at(self, now: float, share: Share, *, urgent: bool) -> float | None:
        """Return when there is a place, which may be past; None: some answer has to come first.

        Only our `share` of the limit is for us.
        """
        while self._free_at and self._free_at[0] <= now:
            heapq.heappop(self._free_at)
        places = max(1, share.part(self.most) - (0 if urgent else self.kept // share.of))
        lacking = self._under_way + len(self._free_at) - places + 1
        if lacking <= 0:
            return self._next
        if lacking > len(self._free_at):
            return None
        return max(self._next, heapq.nsmallest(lacking, self._free_at)[-1])

    def begin(self, now: float, share: Share) -> None:
        """Take a place."""
        self._under_way += 1
        if self.smoothed:
            self._next = now + self.seconds / share.part(self.most) * CLOSEST

    def late(self, took: float) -> float:
        """Return how many seconds after its start a call was counted at the latest.

        Until some answers have come, the quickest of them proves nothing.
        """
        self._quickest, self._answers = min(self._quickest, took), self._answers + 1
        return took - self._quickest * CERTAIN if self._answers > LEARNED else took

    def end(self, at: float) -> None:
        """Give the place back, `seconds` after the call was counted at the latest."""
        self._under_way -= 1
        heapq.heappush(self._free_at, at + self.seconds)


@dataclass
class _Waiter:
    windows: tuple[Window, ...]
    urgent: bool
    nudged: threading.Event = field(default_factory=threading.Event)
    may_pass: bool = False

    def ready_at(self, now: float, share: Share) -> float | None:
        moments = [one.ready_at(now, share, urgent=self.urgent) for one in self.windows]
        known = [moment for moment in moments if moment is not None]
        return max(known, default=0.0) if len(known) == len(moments) else None


def _let_wait(nudged: threading.Event, seconds: float | None) -> None:
    nudged.wait(seconds)


class Turnstile:
    """Lets threads through; those that wait pass by urgency, then in the order they came."""

    def __init__(
        self,
        *,
        share: Callable[[], Share] = lambda: ALONE,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[threading.Event, float | None], None] = _let_wait,
    ) -> None:
        """Keep to what `share` says is ours of the limits."""
        self._share = share
        self._now = now
        self._wait = wait
        self._lock = threading.Lock()
        self._waiting: list[_Waiter] = []

    @property
    def waiting(self) -> int:
        """Return how many wait."""
        return len(self._waiting)

    @contextmanager
    def passing(self, *windows: Window, urgent: bool = False) -> Iterator[None]:
        """Wait until every window has a place; hold it while the block runs, and as it says.

        The last window is the one that is only of calls of this kind.
        """
        with elsewhere():
            began = self._enter(_Waiter(windows, urgent))
            try:
                yield
            finally:
                self._leave(windows, began)

    def _enter(self, waiter: _Waiter) -> float:
        with self._lock:
            place = len(self._waiting)
            if waiter.urgent:
                place = sum(other.urgent for other in self._waiting)
            self._waiting.insert(place, waiter)
            pause = self._let_pass()
        while not waiter.may_pass:
            self._wait(waiter.nudged, pause if self._is_first(waiter) else None)
            waiter.nudged.clear()
            with self._lock:
                pause = self._let_pass()
        return self._now()

    def _leave(self, windows: Sequence[Window], began: float) -> None:
        with self._lock:
            counted = began + windows[-1].late(self._now() - began)
            for window in windows:
                window.end(counted)
            self._nudge_first()

    def _is_first(self, waiter: _Waiter) -> bool:
        """Return whether it is this one that looks at the clock for all who wait."""
        return bool(self._waiting) and self._waiting[0] is waiter

    def _let_pass(self) -> float | None:
        """Let through who may pass; return the seconds until somebody may, None if unknown."""
        now, share = self._now(), self._share()
        stay: list[_Waiter] = []
        full: set[tuple[tuple[int, ...], bool]] = set()
        soonest: float | None = None
        for waiter in self._waiting:
            kind = (tuple(map(id, waiter.windows)), waiter.urgent)
            at = None if kind in full else waiter.ready_at(now, share)
            if at is not None and at <= now:
                for window in waiter.windows:
                    window.begin(now, share)
                waiter.may_pass = True
                waiter.nudged.set()
                continue
            stay.append(waiter)
            if kind not in full:
                full.add(kind)
                if at is not None:
                    soonest = at if soonest is None else min(soonest, at)
        passed = len(stay) < len(self._waiting)
        self._waiting = stay
        if passed:
            self._nudge_first()
        return None if soonest is None else soonest - now

    def _nudge_first(self) -> None:
        if self._waiting:
            self._waiting[0].nudged.set()
