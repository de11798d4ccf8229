"""The durable engine in our own verbs."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Protocol

from bot import facts
from bot.courtesy import Courtesy
from bot.ledger import Session
from bot.outcome import Outcome
from bot.watching import DeadWork


class Engine(Protocol):
    """The durable engine, as workflows and edges use it."""

    courtesy: Courtesy

    def enqueue(
        self,
        s: Session,
        workflow: str,
        *args: str,
        id: str,  # noqa: A002 - it is the workflow's id
        urgency: facts.Urgency = facts.Urgency.PERSON,
        channel: str = "",
    ) -> None:
        """Start `workflow` if and only if the transaction of `s` commits.

        A second start with the same `id` does nothing. `channel` keeps one conversation in order
        and within Slack's pace.
        """
        ...

    def waits(self, s: Session, workflow: str) -> bool:
        """Return whether `workflow` waits to begin, and so will find what `s` changes.

        It may begin before `s` commits (on PostgreSQL), which is rare: use it only where the clock
        starts that workflow as well.
        """
        ...

    def durably(self, step: Callable[..., Any], *args: Any) -> Outcome:  # noqa: ANN401 - any step, its own arguments
        """Run one step of a workflow: checkpointed, repeated while the vendor is down."""
        ...

    def sleep(self, seconds: float) -> None:
        """Have the present workflow wait so long."""
        ...

    def wake(self, workflow_id: str) -> None:
        """Retry now what waits for a vendor."""
        ...

    def dead(self) -> Sequence[DeadWork]:
        """Return the workflows that cannot go on: errors of ours, not refusals of a vendor."""
        ...

    def forget(self, before: datetime, *, queue: str = "") -> int:
        """Delete some of what finished before `before`, of one queue if named; return how many."""
        ...
