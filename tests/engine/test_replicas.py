"""Several processes on one PostgreSQL: what one leaves is done by the others, and only once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import pytest

from bot.ledger import Ledger
from sandbox.control import wait_for
from tests.engine.conftest import Bench
from tests.engine.killed import little_settings
from tests.engine.together import Diary
from tests.fakes.postgres import POSTGRES, Postgres

ROOT = Path(__file__).parent.parent.parent
pytestmark = list(POSTGRES.marks)


def until(condition: Callable[[], object]) -> None:
    """Look until `condition` holds: longer, the more the machine has to do."""
    wait_for(condition, "it to come to be")


@dataclass
class Fleet:
    """Processes of `together.py` on one database."""

    url: str
    folder: Path
    processes: dict[int, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.diary = Diary(self.folder)
        self.ledger = Ledger(self.url)
        self.outside = Bench(self.ledger, little_settings())
        for name, queue in (("work", "stripe"), ("slack_show", "slack")):
            self.outside.engine.register(name, lambda *_: None, "deps", queue=queue)

    def start(self, count: int) -> None:
        """Start so many at once, and wait until they have launched."""
        before = len(self.diary.read("up"))
        command = [sys.executable, "-m", "tests.engine.together", self.url, str(self.folder)]
        for _ in range(count):
            process = subprocess.Popen(command, cwd=ROOT)
            self.processes[process.pid] = process
        until(lambda: len(self.diary.read("up")) == before + count)

    def pid_in(self, step: str, which: str) -> int:
        """Return who was the last to begin that step of the work."""
        until(lambda: [line for line in self.diary.read(step) if line[1] == which])
        return int([line for line in self.diary.read(step) if line[1] == which][-1][2])

    def did(self, which: str, *steps: str) -> bool:
        """Return whether all these steps of the work were taken."""
        return all(which in {line[1] for line in self.diary.read(step)} for step in steps)

    def count(self) -> set[str]:
        """Return how many each of the living last said they are."""
        last = {line[2]: line[1] for line in self.diary.read("count")}
        return {said for pid, said in last.items() if int(pid) in self.processes}

    def end(self, pid: int, number: signal.Signals) -> int:
        """Send the signal; return how it ended."""
        process = self.processes.pop(pid)
        process.send_signal(number)
        return process.wait(60)


@pytest.fixture
def fleet(postgres: Postgres, tmp_path: Path) -> Iterator[Fleet]:
    with postgres.database() as url:
        fleet = Fleet(url, tmp_path)
        yield fleet
        for pid in list(fleet.processes):
            fleet.end(pid, signal.SIGKILL)
        fleet.ledger.close()


@contextmanager
def held(fleet: Fleet) -> Iterator[None]:
    """Let nobody get out of the second step meanwhile."""
    fleet.diary.hold.touch()
    yield
    fleet.diary.hold.unlink()


def test_many_may_begin_at_once_and_know_how_many_they_are(fleet: Fleet) -> None:
    fleet.start(3)
    until(lambda: fleet.count() == {"3"})
    assert fleet.end(next(iter(fleet.processes)), signal.SIGTERM) == 0
    until(lambda: fleet.count() == {"2"})


def test_cards_are_drawn_in_order_by_one_at_a_time_whoever_it_is(fleet: Fleet) -> None:
    fleet.start(2)
    names = [f"{channel}{number:02}" for number in range(25) for channel in "CD"]
    for name in names:
        fleet.outside.start("slack_show", name, id=name, channel=name[0])
    until(lambda: len(fleet.diary.read("out")) == len(names))
    for channel in "CD":
        steps = [line for line in fleet.diary.read() if line[1].startswith(channel)]
        ordered = [name for name in names if name.startswith(channel)]
        assert [line[1] for line in steps if line[0] == "in"] == ordered
        assert [line[0] for line in steps] == ["in", "out"] * len(ordered)
    assert len({line[2] for line in fleet.diary.read("in")}) == 2  # both had their share


def test_work_of_the_killed_is_taken_over_where_it_stood(fleet: Fleet) -> None:
    fleet.start(3)
    with held(fleet):
        fleet.outside.start("work", "W", id="W")
        killed = fleet.pid_in("second", "W")
        fleet.end(killed, signal.SIGKILL)
        until(lambda: len(fleet.diary.read("second")) == 2)
    until(lambda: fleet.did("W", "third"))
    assert [len(fleet.diary.read(step)) for step in ("first", "second", "call", "third")] == [
        1,
        2,
        1,
        1,
    ]


def test_work_of_the_stopped_is_taken_over_at_once(fleet: Fleet) -> None:
    fleet.start(2)
    with held(fleet):
        fleet.outside.start("work", "W", id="W")
        assert fleet.end(fleet.pid_in("second", "W"), signal.SIGTERM) == 0
        until(lambda: len(fleet.diary.read("second")) == 2)
    until(lambda: fleet.did("W", "third"))
    assert len(fleet.diary.read("third")) == 1


def test_the_frozen_begins_nothing_when_it_wakes_and_ends(fleet: Fleet) -> None:
    fleet.start(2)
    with held(fleet):
        fleet.outside.start("work", "W", id="W")
        frozen = fleet.pid_in("second", "W")
        os.kill(frozen, signal.SIGSTOP)
        until(lambda: fleet.pid_in("second", "W") != frozen)
    until(lambda: fleet.did("W", "third"))
    os.kill(frozen, signal.SIGCONT)
    assert fleet.processes.pop(frozen).wait(60) == 1
    assert str(frozen) not in {line[2] for line in fleet.diary.read("call")}
    assert [len(fleet.diary.read(step)) for step in ("first", "call", "third")] == [1, 1, 1]


def test_one_that_stood_still_for_a_moment_goes_on(fleet: Fleet) -> None:
    fleet.start(2)
    with held(fleet):
        fleet.outside.start("work", "W", id="W")
        frozen = fleet.pid_in("second", "W")
        os.kill(frozen, signal.SIGSTOP)
        until(lambda: psutil.Process(frozen).status() == psutil.STATUS_STOPPED)
        os.kill(frozen, signal.SIGCONT)
    until(lambda: fleet.did("W", "third"))
    assert {line[2] for line in fleet.diary.read("third")} == {str(frozen)}
