"""One replica, step by step: what it does at each heartbeat, and when it is of no use any more."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.lease import Lease
from bot.ledger import Ledger
from bot.ledger.replicas import Register
from bot.process import this_process
from bot.replica import Replica
from bot.settings import Settings
from bot.turnstile import ALONE
from tests.fakes.postgres import POSTGRES, Postgres

pytestmark = list(POSTGRES.marks)

LONG, OVER = timedelta(hours=1), timedelta(seconds=-1)


@dataclass
class Stage:
    """A replica, another one, and what the engine would be told."""

    ledger: Ledger
    settings: Settings
    lease: Lease = field(default_factory=Lease)
    working: set[str] = field(default_factory=set)
    adopted: list[list[str]] = field(default_factory=list)
    ended: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.replica = Replica(
            self.ledger,
            self.settings,
            self.lease,
            lambda: self.working,
            self.adopted.append,
            self.ended.append,
        )
        self.other = Register(self.ledger, "other", patience=timedelta(seconds=30))

    def bury(self) -> None:
        self.other.bury([self.replica.id], lost=False)


@pytest.fixture
def stage(postgres: Postgres, settings: Settings) -> Iterator[Stage]:
    with postgres.database("migrated") as url:
        ledger = Ledger(url)
        stage = Stage(ledger, settings)
        yield stage
        stage.replica.leave()
        stage.other.close()
        ledger.close()


class TestABeat:
    def test_renews_the_lease(self, stage: Stage) -> None:
        stage.replica.join()
        stage.lease.renew((0, 0), 0)
        assert not stage.lease.holds()
        stage.replica.beat()
        assert stage.lease.holds()

    def test_of_the_buried_ends_the_process(self, stage: Stage) -> None:
        stage.replica.join()
        stage.bury()
        stage.replica.beat()
        assert stage.ended == [1]
        assert not stage.lease.holds()

    def test_of_one_that_stops_ends_nothing(self, stage: Stage) -> None:
        stage.replica.join()
        stage.replica.leave()
        stage.replica.beat()
        assert stage.ended == []


class TestALook:
    def test_counts_those_that_live(self, stage: Stage) -> None:
        stage.replica.join()
        stage.other.join("", LONG)
        stage.replica.look_around()
        assert stage.replica.share.of == 2
        stage.other.leave()
        stage.replica.look_around()
        assert stage.replica.share == ALONE

    def test_adopts_the_work_of_those_nobody_knows(self, stage: Stage) -> None:
        stage.replica.join()
        stage.other.join("", LONG)
        stage.working = {stage.replica.id, "other", "b", "a"}
        stage.replica.look_around()
        assert stage.adopted == [["a", "b"]]

    def test_adopts_nothing_of_the_living(self, stage: Stage) -> None:
        stage.replica.join()
        stage.other.join("", LONG)
        stage.working = {stage.replica.id, "other"}
        stage.replica.look_around()
        assert stage.adopted == []

    def test_buries_at_once_who_has_ended_on_this_machine(self, stage: Stage) -> None:
        stage.replica.join()
        place, pid, started = this_process().split(" ")
        stage.other.join(f"{place} {pid} {int(started) + 1}", LONG)
        stage.working = {"other"}
        stage.replica.look_around()
        assert stage.adopted == [["other"]]
        assert stage.replica.share == ALONE

    def test_leaves_the_silent_alone_until_it_is_steady(self, stage: Stage) -> None:
        stage.replica.join()  # the database may just have come back, for the others too
        stage.other.join("", OVER)
        stage.working = {"other"}
        stage.replica.look_around()
        assert stage.adopted == []

    def test_takes_over_from_the_silent_once_it_is_steady(self, stage: Stage) -> None:
        at_once = {"replica_beat_seconds": 1e-9}
        steady = Stage(stage.ledger, stage.settings.model_copy(update=at_once))
        steady.replica.join()
        stage.other.join("", OVER)
        steady.working = {"other"}
        steady.replica.look_around()
        assert steady.adopted == [["other"]]
        steady.replica.leave()
        steady.other.close()


class TestWithoutADatabase:
    def test_it_goes_on_trying(self, stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
        looked: list[int] = []

        def away() -> set[str]:
            looked.append(1)
            raise OSError("the database is away")

        settings = stage.settings.model_copy(update={"replica_beat_seconds": 0.01})
        replica = Replica(
            stage.ledger, settings, stage.lease, away, stage.adopted.append, stage.ended.append
        )
        replica.join()
        with caplog.at_level(logging.WARNING):
            replica.start()
            while len(looked) < 2:
                pass
            replica.leave()
        assert "adoption failed: the database is away" in caplog.text
        assert stage.ended == []

    def test_it_can_be_stopped(
        self, settings: Settings, caplog: pytest.LogCaptureFixture, stage: Stage
    ) -> None:
        nowhere = Ledger("postgresql://nobody@127.0.0.1:1/nothing")
        replica = Replica(nowhere, settings, Lease(), set, stage.adopted.append, stage.ended.append)
        replica.leave()
        assert "could not say that this replica stops" in caplog.text
        nowhere.close()
