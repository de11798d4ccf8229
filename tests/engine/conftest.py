"""A real engine on a database of its own, with workflows that a test makes up."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from dbos import DBOS

from bot.durable import Durable
from bot.facts import Urgency
from bot.ledger import Base, Ledger
from bot.settings import Settings
from bot.watching import Stuck
from tests.fakes.postgres import POSTGRES, SQLITE, Kind, Postgres

SOON = 30.0
"""Seconds after which a test gives up; none waits so long."""


def until(condition: Callable[[], object]) -> None:
    """Look until `condition` holds."""
    tick, end = threading.Event(), monotonic() + SOON
    while not condition():
        assert monotonic() < end, "it never came to be"
        tick.wait(0.005)


@dataclass
class FakeWatcher:
    """Implements `bot.watching.Watcher`."""

    told: list[tuple[str, str, str]] = field(default_factory=list)
    """What, workflow id, step or words."""

    def stuck(self, stuck: Stuck) -> None:
        self.told.append(("stuck", stuck.workflow_id, f"{stuck.step}: {stuck.words}"))

    def relieved(self, workflow_id: str) -> None:
        self.told.append(("relieved", workflow_id, ""))

    def failed(self, stuck: Stuck) -> None:
        self.told.append(("failed", stuck.workflow_id, f"{stuck.step}: {stuck.words}"))


@dataclass
class Bench:
    """An engine that can be started, stopped and looked at."""

    ledger: Ledger
    settings: Settings
    watcher: FakeWatcher = field(default_factory=FakeWatcher)
    deps: str = "deps"
    """The engine hands it on, whatever it is."""

    def __post_init__(self) -> None:
        self.engine = Durable(self.ledger, self.settings)
        self.engine.watch(self.watcher)

    def launch(self, **workflows: Callable[..., None]) -> None:
        """Launch with these workflows; one named slack_… waits on Slack's queue."""
        for name, workflow in workflows.items():
            queue = "slack" if name.startswith("slack_") else "stripe"
            self.engine.register(name, workflow, self.deps, queue=queue)
        self.engine.launch()

    def start(
        self,
        workflow: str,
        *args: str,
        id: str = "w",  # noqa: A002 - as the engine calls it
        urgency: Urgency = Urgency.PERSON,
        channel: str = "",
    ) -> None:
        with self.ledger.transaction() as s:
            self.engine.enqueue(s, workflow, *args, id=id, urgency=urgency, channel=channel)

    def status(self, workflow_id: str = "w") -> str:
        found = DBOS.list_workflows(workflow_ids=[workflow_id])
        return found[0].status if found else "unknown"

    def ended(self, *workflow_ids: str) -> None:
        """Wait until they ended well."""
        until(lambda: all(self.status(id_) == "SUCCESS" for id_ in workflow_ids or ("w",)))

    def died(self) -> None:
        """Wait until the workflow is dead."""
        until(lambda: self.status() == "ERROR")

    def steps(self, workflow_id: str = "w") -> list[str]:
        return [step["function_name"] for step in DBOS.list_workflow_steps(workflow_id)]

    def restart(self, **workflows: Callable[..., None]) -> "Bench":
        """Stop it, and start another on the same database as a new process would."""
        self.engine.stop(wait_seconds=0)
        DBOS.destroy(destroy_registry=True)
        again = Bench(self.ledger, self.settings, self.watcher)
        again.launch(**workflows)
        return again


@pytest.fixture(params=[SQLITE, POSTGRES])
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def url(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/engine.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database() as url:
            yield url


@pytest.fixture
def quick(settings: Settings) -> Settings:
    """Return settings that look often and wait hardly."""
    changes: dict[str, Any] = {
        "queue_poll_seconds": 0.01,
        "retry_first_seconds": 0.01,
        "retry_longest_seconds": 0.02,
        "trouble_after_tries": 2,
    }
    return settings.model_copy(update=changes)


@pytest.fixture
def bench(url: str, quick: Settings) -> Iterator[Bench]:
    ledger = Ledger(url)
    Base.metadata.create_all(ledger.engine)
    bench = Bench(ledger, quick)
    yield bench
    bench.engine.stop(wait_seconds=0)
    DBOS.destroy(destroy_registry=True)
    ledger.close()
