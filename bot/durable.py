"""The durable engine: the only module that knows DBOS.

A workflow is started by the commit of the transaction that asks for it, runs as a list of
checkpointed steps, and is carried on after a crash from the first step that did not finish.
"""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from datetime import datetime
from typing import Any, Final

from dbos import DBOS, DBOSClient, DBOSConfig, WorkflowStatus
from dbos import DBOSPortableJSONSerializer as Json
from dbos import error as engine_error

from bot.courtesy import Courtesy
from bot.errors import Conflict, NotFound
from bot.facts import Urgency
from bot.lease import Lease, Stopped
from bot.ledger import Ledger, Session
from bot.ledger.unfinished import is_queued
from bot.outcome import Kind, Outcome
from bot.process import exit_now
from bot.queues import GIVES_WAY, PEOPLE, POLLS_FEWER, QUEUES, SLACK, priority
from bot.replica import Alone, Replica
from bot.settings import Settings
from bot.trying import delays, try_once
from bot.turnstile import Share
from bot.urgent import giving_way
from bot.watching import Voice, Watcher

__all__ = ["Durable", "exit_now"]

APPLICATION: Final = "closedwon"
VERSION: Final = "1"
"""Pinned for good: with another version, work in flight would be left lying."""
RECOVERIES: Final = 1000
"""Restarts a workflow may see before it is given up; it counts every deployment."""
CONNECTIONS: Final = 12
"""To PostgreSQL, beside the ledger's 15: three bots in full work stay below the usual 100."""
RETRY: Final = "retry"
DEAD: Final = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
FINISHED: Final = ["SUCCESS", "CANCELLED"]


class Durable:
    """Implements `bot.ports.Engine`."""

    def __init__(
        self, ledger: Ledger, settings: Settings, *, end: Callable[[int], None] = exit_now
    ) -> None:
        """Use the ledger's database; `end` ends a process whose work was taken over."""
        self._ledger = ledger
        self._settings = settings
        self.lease = Lease()
        self._replica: Alone | Replica = Alone()
        if not ledger.is_sqlite:
            self._replica = Replica(
                ledger, settings, self.lease, at_work=self._at_work, adopt=self._adopt, end=end
            )
        self._queue_of: dict[str, str] = {}
        self.courtesy = Courtesy()
        ledger.queue_by(self.courtesy.working)
        self._voice = Voice(lambda: DBOS.workflow_id)
        self._stopping = False
        # A null handler of ours: else DBOS installs a console handler of its own.
        logging.getLogger("dbos").addHandler(logging.NullHandler())
        self._client = DBOSClient(
            system_database_engine=ledger.engine,
            application_name=APPLICATION,
            serializer=Json(),
            lazy=True,
        )

    def register(
        self, name: str, workflow: Callable[..., None], deps: object, *, queue: str
    ) -> None:
        """Make `workflow(deps, *args)` startable as `name`, on `queue`; before `launch`."""
        if queue not in QUEUES:
            raise ValueError(f"no queue {queue!r}")

        def run(*args: str) -> None:
            # One cancelled, or taken over, ends by a BaseException: it passes, as nobody's failure.
            try:
                with giving_way() if name in GIVES_WAY else nullcontext():
                    workflow(deps, *args)
            except Exception as error:
                if self._stopping:
                    raise Stopped from error
                self._voice.failed(name, args, error)
                raise

        run.__qualname__ = run.__name__ = name
        DBOS.workflow(name=name, max_recovery_attempts=RECOVERIES)(run)
        self._queue_of[name] = queue

    def watch(self, watcher: Watcher) -> None:
        """Tell `watcher` what waits for a vendor for long, or cannot go on."""
        self._voice.watcher = watcher

    def launch(self) -> None:
        """Migrate the engine's tables, take up unfinished work and start the queues."""
        config: DBOSConfig = {
            "name": APPLICATION,
            "system_database_url": self._ledger.url,
            "application_version": VERSION,
            "executor_id": self._replica.id,
            "serializer": Json(),
            "log_level": "WARNING",
            "sys_db_pool_size": CONNECTIONS,
            "sys_db_idle_transaction_timeout_sec": self._settings.replica_lost_after_seconds,
            "notification_listener_polling_interval_sec": self._settings.queue_poll_seconds,
        }
        DBOS.migrate(self._ledger.url)  # one at a time: it takes a lock of its own
        for name, limits in QUEUES.items():
            self._client.register_queue(
                name,
                application_name=APPLICATION,
                polling_interval_sec=self._settings.queue_poll_seconds * POLLS_FEWER.get(name, 1),
                **limits,
            )
        DBOS(config=config)
        self._replica.join()
        DBOS.launch()
        self._replica.start()

    def stop(self, *, wait_seconds: int = 5) -> None:
        """Finish what finishes within `wait_seconds`; the rest is carried on after a restart."""
        self._stopping = True
        DBOS.destroy(workflow_completion_timeout_sec=wait_seconds)
        self._replica.leave()

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
        more: dict[str, Any] = {"priority": priority(workflow, urgency)}
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

    def waits(self, s: Session, workflow: str) -> bool:
        """Return whether a start of `workflow` waits to begin, as `s` sees it."""
        return is_queued(s, workflow, self._queue_of[workflow])

    def durably(self, step: Callable[..., Any], *args: Any) -> Outcome:  # noqa: ANN401 - any step, its own arguments
        """Run one step: checkpointed, repeated while the vendor is down, for days."""
        outcome = Outcome(kind=Kind.DOWN)
        for tries, delay in enumerate(delays(self._settings), start=1):
            with self.courtesy.working():
                tried = DBOS.run_step({"name": step.__name__}, self._try_once, step, args)
            outcome = Outcome.from_json(tried["outcome"])
            if outcome.kind is not Kind.DOWN:
                if tries > self._settings.trouble_after_tries:
                    DBOS.run_step({"name": "relieved"}, self._voice.relieved)
                return outcome
            if tries == self._settings.trouble_after_tries:
                DBOS.run_step({"name": "stuck"}, self._voice.stuck, outcome, step.__name__)
            DBOS.recv(RETRY, timeout_seconds=max(delay, tried["after"] or 0))
        DBOS.run_step({"name": "relieved"}, self._voice.relieved)  # now it is the workflow's
        return outcome

    def sleep(self, seconds: float) -> None:
        """Have the present workflow wait so long; after a restart, what is left of it."""
        DBOS.sleep(seconds)

    def wake(self, workflow_id: str) -> None:
        """Retry now what waits for a vendor; a dead one is taken up where it failed.

        Raises:
            NotFound: if it is done, so long ago that it was forgotten.

        """
        found = DBOS.list_workflows(workflow_ids=[workflow_id], load_input=False, load_output=False)
        if not found:
            raise NotFound("This work is not known any more.")
        if found[0].status in DEAD:
            self._revive(found[0])
        else:
            DBOS.send(workflow_id, "now", RETRY)

    def dead(self) -> list[Any]:
        """Return the workflows that cannot go on: errors of ours, not refusals of a vendor."""
        return DBOS.list_workflows(status=DEAD, load_output=False)

    def forget(self, before: datetime, *, queue: str = "") -> int:
        """Delete what finished before `before`; return how many. The ledger is what lasts."""
        old = DBOS.list_workflows(
            status=FINISHED,
            completed_before=before.isoformat(),
            queue_name=queue or None,
            load_input=False,
            load_output=False,
            limit=1000,
        )
        if old:
            DBOS.delete_workflows([workflow.workflow_id for workflow in old])
        return len(old)

    def share(self) -> Share:
        """Return which of those that share this ledger's work this process is, as last heard."""
        return self._replica.share

    def _at_work(self) -> set[str]:
        running = DBOS.list_workflows(status="PENDING", load_input=False, load_output=False)
        return {workflow.executor_id for workflow in running if workflow.executor_id}

    def _adopt(self, gone: list[str]) -> None:
        DBOS._recover_pending_workflows(gone)  # noqa: SLF001 - there is no public way

    def _revive(self, dead: WorkflowStatus) -> None:
        """Begin again at the step that failed, or after the last one if it failed between steps."""
        steps = DBOS.list_workflow_steps(dead.workflow_id)
        failed = [step["function_id"] for step in steps if step["error"] is not None]
        after = max((step["function_id"] for step in steps), default=0) + 1
        try:
            DBOS.rewind_workflow(
                dead.workflow_id,
                start_step=min(failed, default=after),
                queue_name=dead.queue_name,
                queue_partition_key=dead.queue_partition_key,
            )
        except engine_error.DBOSException as error:
            raise Conflict("Somebody else has just retried this.") from error
        self._voice.relieved(dead.workflow_id)

    def _try_once(self, step: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
        self.lease.wait()  # here, not before the step: what the engine does first may take long
        return try_once(step, args)
