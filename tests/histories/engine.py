"""The durable engine with patience: work waits for a vendor that is down, and is taken up again."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.outcome import Kind, Outcome
from bot.queues import QUEUES, SLACK
from bot.trying import try_once
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine, Started

PATIENCE = timedelta(hours=72)
"""`Settings.retry_for_hours`: then the vendor's absence is the workflow's to tell of."""
TRIES = 3
"""How often a step is tried at once, before the work waits for the next look."""


class _Waits(Exception):
    """The step that is due cannot be done yet."""


@dataclass
class Work:
    """A workflow that has begun: what its steps came to is kept, as the real engine keeps it."""

    start: Started
    done: list[Outcome] = field(default_factory=list)
    waits_since: datetime | None = None


class PatientEngine(FakeEngine):
    """Carries on at the step that failed, as often as it is asked to, for days.

    Nothing overtakes what waits in a lane that the real engine keeps in order: a card's, and
    that of the writes to Salesforce.
    """

    def __init__(self, clock: FixedClock) -> None:
        super().__init__()
        self._clock = clock
        self._ids: set[str] = set()
        self._queue_of: dict[str, str] = {}
        self._begun: list[Work] = []
        self._now: Work | None = None
        self._at = 0

    def register(
        self, name: str, workflow: Callable[..., None], deps: object, *, queue: str
    ) -> None:
        super().register(name, workflow, deps, queue=queue)
        assert queue in QUEUES
        self._queue_of[name] = queue

    @property
    def waiting_for_vendors(self) -> int:
        """Return how much has begun and waits."""
        return len(self._begun)

    def durably(self, step: Callable[..., Any], *args: Any) -> Outcome:
        """Run the step, or return what it came to before."""
        if self._now is None:
            return super().durably(step, *args)
        work, self._at = self._now, self._at + 1
        if self._at <= len(work.done):
            return work.done[self._at - 1]
        for _ in range(TRIES):
            tried = json.loads(json.dumps(try_once(step, args)))
            outcome = Outcome.from_json(tried["outcome"])
            if outcome.kind is not Kind.DOWN:
                break
        else:
            work.waits_since = work.waits_since or self._clock.now()
            if self._clock.now() - work.waits_since < PATIENCE:
                raise _Waits
        work.waits_since = None
        work.done.append(outcome)
        return outcome

    def run_all(self) -> None:
        """Take up what waits for a vendor, then run what has not begun, until nothing is left."""
        begun, self._begun = self._begun, []
        for work in begun:
            self._carry_on(work)
        while self._waiting:
            self._carry_on(Work(self._waiting.popleft()))

    def _carry_on(self, work: Work) -> None:
        start = work.start
        if (run := self._known.get(start.workflow)) is None:
            return
        lane = self._lane(start)
        if lane and any(self._lane(one.start) == lane for one in self._begun):
            self._begun.append(work)
            return
        with self._as_now(work):
            try:
                run(*start.args)
            except _Waits:
                self._begun.append(work)

    def _lane(self, start: Started) -> str:
        queue = self._queue_of[start.workflow]
        if queue == SLACK:
            return f"slack:{start.channel or start.workflow}"
        return queue if QUEUES[queue].get("global_concurrency") == 1 else ""

    @contextmanager
    def _as_now(self, work: Work) -> Iterator[None]:
        self._now, self._at = work, 0
        try:
            yield
        finally:
            self._now = None

    def _start(self, start: Started) -> None:
        if start.id not in self._ids:
            self._ids.add(start.id)
            self._waiting.append(start)
