"""Three real bots on one PostgreSQL, each in a process of its own, over one sandbox."""

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bot.ledger import Ledger
from sandbox.company import AR, MORNING, furnish
from sandbox.control import PATIENCE, Obj
from sandbox.people import People
from sandbox.process import Bot, QuickBot
from sandbox.serving import serving
from sandbox.world import World
from tests.journeys.house import House

SIZE = 3
SETTINGS = {"REPLICA_BEAT_SECONDS": "0.3", "REPLICA_LOST_AFTER_SECONDS": "6"}
"""A busy machine must not hold the living for lost, and a test must not wait for long."""
AT_WORK = sa.text(
    "SELECT replica.process FROM dbos.workflow_status JOIN replica ON replica.id = executor_id "
    "WHERE status = 'PENDING' AND name = :workflow"
)
ALIVE = sa.text("SELECT process FROM replica")
TIMES = sa.text(
    "SELECT recovery_attempts FROM dbos.workflow_status "
    "WHERE workflow_uuid = :id AND status = 'SUCCESS'"
)
BY_WHOM = sa.text("SELECT count(DISTINCT executor_id) FROM dbos.workflow_status")


@dataclass
class Fleet(House):
    """What a test does things to; `bot` is the first of the `bots`."""

    bots: tuple[Bot, ...]
    ledger: Ledger

    def ask(self, query: sa.TextClause, **given: str) -> list[str]:
        """Ask the database."""
        with self.ledger.reading() as s:
            return [str(found) for found in s.scalars(query, given)]

    def at_work(self, workflow: str) -> Bot:
        """Wait until one of the bots runs that workflow; return it."""

        def found() -> Bot | None:
            processes = self.ask(AT_WORK, workflow=workflow)
            pids = {process.split(" ")[1] for process in processes}
            return next((bot for bot in self.bots if str(bot.pid) in pids), None)

        self.people.wait(found, f"somebody to run {workflow}")
        bot = found()
        assert bot is not None
        return bot

    def caught(self, workflow: str) -> Bot:
        """Wait until all faults were met; return the bot that met them in that workflow."""
        self.people.faults_used_up()
        return self.at_work(workflow)

    def complete(self) -> None:
        """Wait until all bots live, and nobody else is thought to."""
        pids = {str(bot.pid) for bot in self.bots}
        self.people.wait(
            lambda: {process.split(" ")[1] for process in self.ask(ALIVE)} == pids,
            "the bots to be those that live",
        )

    def revive(self) -> None:
        """Start whoever has ended."""
        for bot in self.bots:
            if bot.died():
                bot.start(beside=True)
        self.complete()

    def late(self, vendor: str, where: str, **more: object) -> None:
        """Have the answer to one such call wait until it is let go; its effect does not."""
        self.people.fault(vendor, where, "late", seconds=PATIENCE, **more)

    def let_go(self) -> None:
        """Let the answer come."""
        self.people.post("faults/release")

    def thaw(self, frozen: Bot) -> None:
        """Let one go on that others have replaced, and wait until it has ended."""
        pid = frozen.pid
        frozen.thaw()
        self.people.wait(frozen.died, "the replaced bot to end")
        self.people.delete("clock", who=pid)  # it looked at the clock when it woke

    def done_once(self, workflow_id: str) -> None:
        """Wait until the workflow is done, and see that one of them took it up, once."""
        self.people.wait(lambda: self.ask(TIMES, id=workflow_id), f"{workflow_id} to be done")
        assert self.ask(TIMES, id=workflow_id) == ["1"]

    def summaries(self) -> list[Obj]:
        """Return the daily summaries."""
        return [m for m in self.people.messages(AR) if m["text"].startswith("Accounts receivable")]


def each(act: Callable[[Bot], object], bots: tuple[Bot, ...]) -> None:
    """Act on all of them at once."""
    with ThreadPoolExecutor(len(bots)) as pool:
        for done in [pool.submit(act, bot) for bot in bots]:
            done.result()


@contextlib.contextmanager
def open_fleet(folder: Path, database_url: str) -> Iterator[Fleet]:
    """Serve a furnished sandbox, and start the bots on an empty database all at once."""
    with serving(World(MORNING)) as url:
        people = People(url)
        furnish(people)
        people.post("slack/timing", ack_seconds=PATIENCE, trigger_seconds=PATIENCE)
        bots = tuple(
            QuickBot(people, folder / f"bot{number}", database_url, **SETTINGS)
            for number in range(SIZE)
        )
        ledger = Ledger(database_url)
        try:
            each(lambda bot: bot.start(beside=True), bots)
            fleet = Fleet(people, bots[0], bots, ledger)
            fleet.complete()
            yield fleet
        finally:
            ledger.close()
            each(lambda bot: bot.stop(), bots)
