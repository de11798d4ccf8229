"""The durable engine: the only module that knows DBOS.

A workflow is started by the commit of the transaction that asks for it, runs as a list of
checkpointed steps, and is carried on after a crash from the first step that did not finish.
"""

import logging
import os
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from dbos import DBOS, DBOSClient, DBOSConfig
from dbos import DBOSPortableJSONSerializer as Json

from bot.errors import BotError, Conflict, VendorError
from bot.facts import Urgency
from bot.ledger import Ledger, Session
from bot.outcome import Kind, Outcome
from bot.settings import Settings
from bot.watching import Stuck, Watcher

log = logging.getLogger(__name__)

APPLICATION: Final = "closedwon"
VERSION: Final = "1"
"""Pinned for good: with another version, work in flight would be left lying."""
RECOVERIES: Final = 1000
"""Restarts a workflow may see before it is given up; it counts every deployment."""
RETRY: Final = "retry"
DEAD: Final = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
FINISHED: Final = ["SUCCESS", "CANCELLED"]

PEOPLE: Final = "people"
SLACK: Final = "slack"
QUEUES: Final[dict[str, dict[str, Any]]] = {
    # What a person clicked: 8 starts a second of up to 3 calls stay far below Stripe's 100/s.
    PEOPLE: {"limiter": {"limit": 8, "period": 1}, "worker_concurrency": 32},
    "stripe": {"limiter": {"limit": 8, "period": 1}, "worker_concurrency": 16},
    # One round of writes at a time, so that an older state never overwrites a newer one.
    "salesforce": {"global_concurrency": 1},
    # One at a time per card, so that an older state never overwrites a newer one.
    SLACK: {"partition_concurrency": 1, "worker_concurrency": 24},
    "clock": {"worker_concurrency": 4},
}
PRIORITY: Final = {Urgency.PERSON: 1, Urgency.BULK: 100}

Workflow = Callable[..., None]


class Durable:
    """Implements `bot.ports.Engine`."""

    def __init__(self, ledger: Ledger, settings: Settings, executor: str = "bot") -> None:
        """Use the ledger's database; `executor` is this process's stable name."""
        self._ledger = ledger
        self._settings = settings
        self._executor = executor
        self._queue_of: dict[str, str] = {}
        self._watcher: Watcher | None = None
        # A null handler of ours: else DBOS installs a console handler of its own.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        self._client = DBOSClient(
            system_database_engine=ledger.engine,
            application_name=APPLICATION,
            serializer=Json(),
            lazy=True,
        )

    def register(self, name: str, workflow: Workflow, deps: object, *, queue: str) -> None:
        """Make `workflow(deps, *args)` startable as `name`, on `queue`; before `launch`."""
        if queue not in QUEUES:
            raise ValueError(f"no queue {queue!r}")

        def run(*args: str) -> None:
            try:
                workflow(deps, *args)
            except Exception as error:
                self._give_up(name, args, error)
                raise

        run.__qualname__ = run.__name__ = name
        DBOS.workflow(name=name, max_recovery_attempts=RECOVERIES)(run)
        self._queue_of[name] = queue

    def watch(self, watcher: Watcher) -> None:
        """Tell `watcher` what waits for a vendor for long, or cannot go on."""
        self._watcher = watcher

    def launch(self) -> None:
        """Migrate the engine's tables, take up unfinished work and start the queues."""
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._ledger.url,
            "application_version": VERSION,
            "executor_id": self._executor,
            "serializer": Json(),
            "log_level": "WARNING",
            "notification_listener_polling_interval_sec": self._settings.queue_poll_seconds,
        }
        DBOS.migrate(self._ledger.url)
        for name, limits in QUEUES.items():
            self._client.register_queue(
                name,
                application_name=APPLICATION,
                polling_interval_sec=self._settings.queue_poll_seconds,
                **limits,
            )
        DBOS(config=config)
        DBOS.launch()

    def stop(self, *, wait_seconds: int = 5) -> None:
        """Finish what finishes within `wait_seconds`; the rest is carried on after a restart."""
        DBOS.destroy(workflow_completion_timeout_sec=wait_seconds)

    def enqueue(
        self,
        s: Session,
        workflow: str,
        *args: str,
        id: str,  # noqa: A002 - it is the workflow's id
        urgency: Urgency = Urgency.PERSON,
        channel: str = "",
    ) -> None:
        """Start `workflow` if and only if the transaction of `s` commits."""
        queue = self._queue_of[workflow]
        if queue == "stripe" and urgency is Urgency.PERSON:
            queue = PEOPLE
        more: dict[str, Any] = {"priority": PRIORITY[urgency]}
        if queue == SLACK:
            more["queue_partition_key"] = channel or workflow
        self._client.enqueue_in_transaction(
            s,
            {
                "workflow_name": workflow,
                "queue_name": queue,
                "workflow_id": id,
                "application_name": APPLICATION,
                **more,  # type: ignore[typeddict-item]  # built above
            },
            *args,
        )

    def durably(self, step: Callable[..., Any], *args: Any) -> Outcome:  # noqa: ANN401
        """Run one step: checkpointed, repeated while the vendor is down, for days."""
        outcome = Outcome(kind=Kind.DOWN)
        for tries, delay in enumerate(self._delays(), start=1):
            tried = DBOS.run_step({"name": step.__name__}, _attempt, step, args)
            outcome = Outcome.from_json(tried["outcome"])
            if outcome.kind is not Kind.DOWN:
                if tries > self._settings.trouble_after_tries:
                    DBOS.run_step({"name": "relieved"}, self._relieved)
                return outcome
            if tries == self._settings.trouble_after_tries:
                DBOS.run_step({"name": "stuck"}, self._stuck, outcome, step.__name__)
            DBOS.recv(RETRY, timeout_seconds=max(delay, tried["after"] or 0))
        return outcome

    def wake(self, workflow_id: str) -> None:
        """Retry now what waits for a vendor; a dead one is taken up where it failed."""
        if workflow_id in {w.workflow_id for w in self.dead()}:
            self._revive(workflow_id)
        else:
            DBOS.send(workflow_id, "now", RETRY)

    def dead(self) -> list[Any]:
        """Return the workflows that cannot go on: errors of ours, not refusals of a vendor."""
        return DBOS.list_workflows(status=DEAD, load_output=False)

    def forget(self, before: datetime) -> int:
        """Delete what finished before `before`; return how many. The ledger is what lasts."""
        old = DBOS.list_workflows(
            status=FINISHED,
            completed_before=before.isoformat(),
            load_input=False,
            load_output=False,
            limit=1000,
        )
        if old:
            DBOS.delete_workflows([workflow.workflow_id for workflow in old])
        return len(old)

    def _revive(self, workflow_id: str) -> None:
        steps = DBOS.list_workflow_steps(workflow_id)
        ours = [s for s in steps if not s["function_name"].startswith("DBOS.")]
        failed = [s["function_id"] for s in ours if s["error"] is not None]
        [status] = DBOS.list_workflows(workflow_ids=[workflow_id], load_output=False)
        queue = self._queue_of[status.name]
        DBOS.rewind_workflow(
            workflow_id,
            start_step=failed[0] if failed else None,
            queue_name=PEOPLE if queue == SLACK else queue,
        )

    def _delays(self) -> Iterator[float]:
        """Yield the waits between tries, doubling, until the patience is used up."""
        delay = self._settings.retry_first_seconds
        left = timedelta(hours=self._settings.retry_for_hours).total_seconds()
        while left > 0:
            yield delay
            left -= delay
            delay = min(delay * 2, self._settings.retry_longest_seconds)

    def _stuck(self, outcome: Outcome, step: str) -> None:
        if self._watcher is not None and (workflow_id := DBOS.workflow_id):
            stuck = Stuck(
                workflow_id=workflow_id, step=step, vendor=outcome.vendor, words=outcome.words
            )
            self._watcher.stuck(stuck)

    def _relieved(self) -> None:
        if self._watcher is not None and (workflow_id := DBOS.workflow_id):
            self._watcher.relieved(workflow_id)

    def _give_up(self, name: str, args: tuple[str, ...], error: Exception) -> None:
        """Say where people look that an error of ours stopped it, and leave it retryable."""
        log.error("workflow %s%r failed", name, args, exc_info=error)
        if self._watcher is not None and (workflow_id := DBOS.workflow_id):
            words = f"{type(error).__name__} in {name}; the log has the details."
            stuck = Stuck(workflow_id=workflow_id, step=name, vendor="", words=words)
            self._watcher.failed(stuck)


def _attempt(step: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Run the step once; its outcome is a value, so that a replay takes the same branch."""
    after: float | None = None
    try:
        outcome = Outcome(kind=Kind.DONE, value=step(*args))
    except VendorError as error:
        after = error.retry_after
        kind = Kind.DOWN if error.retryable else Kind.REFUSED
        outcome = Outcome(kind=kind, vendor=error.vendor, code=error.code, words=str(error))
    except Conflict as error:
        outcome = Outcome(kind=Kind.LOST, words=str(error))
    except BotError as error:
        outcome = Outcome(kind=Kind.REFUSED, code=type(error).__name__, words=str(error))
    return {"outcome": outcome.to_json(), "after": after}


def exit_now(code: int = 0) -> None:
    """End the process without joining threads that wait for a vendor: dying is the tested path."""
    os._exit(code)
