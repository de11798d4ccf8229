"""The durable engine inline: workflows wait for `run_all`, steps run at once."""

import json
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from bot.courtesy import Courtesy
from bot.errors import NotFound
from bot.facts import Urgency
from bot.ledger import Session
from bot.outcome import Kind, Outcome
from bot.trying import try_once


@dataclass(frozen=True)
class Started:
    """A workflow that a committed transaction asked for."""

    workflow: str
    args: tuple[str, ...]
    id: str
    urgency: Urgency
    channel: str


@dataclass(frozen=True)
class DeadWork:
    """A workflow that cannot go on."""

    workflow_id: str
    name: str = ""


@dataclass
class FakeEngine:
    """Implements `bot.ports.Engine`.

    `started` lists everything that was asked for, registered or not; `run_all` runs what was
    registered, in order, and what that starts in turn.
    """

    courtesy: Courtesy = field(default_factory=Courtesy)
    tries: int = 3
    """How often a step is tried while the vendor is down."""
    started: list[Started] = field(default_factory=list)
    woken: list[str] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    forgotten: list[tuple[datetime, str]] = field(default_factory=list)
    """Before when, and of which queue."""
    finished: int = 0
    """How many workflows are so old that they are to be forgotten."""
    dead_work: list[DeadWork] = field(default_factory=list)
    _known: dict[str, Callable[..., None]] = field(default_factory=dict)
    _waiting: deque[Started] = field(default_factory=deque)

    def register(
        self, name: str, workflow: Callable[..., None], deps: object, *, queue: str
    ) -> None:
        """Make `workflow(deps, *args)` startable as `name`, as the real engine does."""
        del queue
        self._known[name] = lambda *args: workflow(deps, *args)

    def enqueue(
        self,
        s: Session,
        workflow: str,
        *args: str,
        id: str,  # noqa: A002 - it is the workflow's id
        urgency: Urgency = Urgency.PERSON,
        channel: str = "",
    ) -> None:
        """Start it with the commit; a second start with the same id does nothing."""
        start = Started(workflow, args, id, urgency, channel)
        assert all(isinstance(arg, str) for arg in args)
        sa.event.listen(s, "after_commit", lambda _: self._start(start), once=True)

    def waits(self, s: Session, workflow: str) -> bool:
        """Return whether it waits to be run by `run_all`."""
        del s
        return any(work.workflow == workflow for work in self._waiting)

    def durably(self, step: Callable[..., Any], *args: Any) -> Outcome:
        """Run the step at once, as the real engine's attempt does, with its JSON round trip."""
        outcome = Outcome(kind=Kind.DOWN)
        for _ in range(self.tries):
            tried = json.loads(json.dumps(try_once(step, args)))
            outcome = Outcome.from_json(tried["outcome"])
            if outcome.kind is not Kind.DOWN:
                break
        return outcome

    def sleep(self, seconds: float) -> None:
        """Wait for nothing."""

    def wake(self, workflow_id: str) -> None:
        """Note that it was asked for."""
        if workflow_id in self.unknown:
            raise NotFound("This work is not known any more.")
        self.woken.append(workflow_id)

    def dead(self) -> Sequence[DeadWork]:
        """Return what a test put into `dead_work`."""
        return self.dead_work

    def forget(self, before: datetime, *, queue: str = "") -> int:
        """Note that it was asked for; forget a thousand at most."""
        self.forgotten.append((before, queue))
        some = min(self.finished, 1000)
        self.finished -= some
        return some

    def run_all(self) -> None:
        """Run what waits and what that starts, until nothing waits."""
        while self._waiting:
            work = self._waiting.popleft()
            if run := self._known.get(work.workflow):
                run(*work.args)

    def of(self, workflow: str) -> list[Started]:
        """Return the starts of one workflow."""
        return [work for work in self.started if work.workflow == workflow]

    def _start(self, start: Started) -> None:
        if start.id not in {work.id for work in self.started}:
            self.started.append(start)
            self._waiting.append(start)
