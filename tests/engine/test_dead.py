"""Work that cannot go on by itself, and how a person gets it going again."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dbos import DBOS

from bot.errors import Conflict, NotFound
from tests.engine.conftest import Bench, until


class Workshop:
    """A workflow of three steps, of which something can be broken."""

    def __init__(self, bench: Bench, broken: str) -> None:
        self.bench = bench
        self.broken = broken
        self.ran: list[str] = []

    def step(self, name: str) -> Callable[[str], str]:
        def run(_: str) -> str:
            self.ran.append(name)
            if self.broken == name:
                raise KeyError(name)
            return name

        run.__name__ = name
        return run

    def work(self, deps: str, *_: str) -> None:
        for name in ("first", "second", "third"):
            self.bench.engine.durably(self.step(name), deps)
            if self.broken == f"after {name}":
                raise KeyError(name)


def broken(bench: Bench, where: str, name: str = "work", **more: Any) -> Workshop:
    shop = Workshop(bench, where)
    bench.launch(**{name: shop.work})
    bench.start(name, **more)
    bench.died()
    return shop


class TestAMistakeOfOurs:
    def test_stops_the_workflow_and_is_told(
        self, bench: Bench, caplog: pytest.LogCaptureFixture
    ) -> None:
        shop = broken(bench, "second")
        assert shop.ran == ["first", "second"]
        assert bench.watcher.told == [
            ("failed", "w", "work: KeyError in work; the log has the details.")
        ]
        assert [dead.workflow_id for dead in bench.engine.dead()] == ["w"]
        assert "workflow work() failed" in caplog.text

    def test_stops_the_workflow_even_if_nobody_can_be_told(self, bench: Bench) -> None:
        def deaf(*_: object) -> None:
            raise ValueError

        setattr(bench.watcher, "failed", deaf)  # noqa: B010 - a method, as long as this test lasts
        broken(bench, "second")
        assert [dead.workflow_id for dead in bench.engine.dead()] == ["w"]


class TestWake:
    @pytest.mark.parametrize(
        ("where", "again"),
        [
            ("first", ["first", "second", "third"]),
            ("second", ["second", "third"]),
            ("after second", ["third"]),
            ("after third", []),
        ],
    )
    def test_takes_a_dead_workflow_up_where_it_failed(
        self, bench: Bench, where: str, again: list[str]
    ) -> None:
        shop = broken(bench, where)
        shop.broken = ""
        shop.ran.clear()
        bench.watcher.told.clear()
        bench.engine.wake("w")
        bench.ended()
        assert shop.ran == again
        assert bench.watcher.told == [("relieved", "w", "")]
        assert bench.engine.dead() == []

    def test_may_fail_again(self, bench: Bench) -> None:
        shop = broken(bench, "second")
        bench.engine.wake("w")
        until(lambda: len(bench.watcher.told) == 3)
        assert [what for what, *_ in bench.watcher.told] == ["failed", "relieved", "failed"]
        assert shop.ran == ["first", "second", "second"]

    def test_brings_it_back_to_its_queue(self, bench: Bench) -> None:
        shop = broken(bench, "second", "slack_card", channel="C1")
        shop.broken = ""
        bench.engine.wake("w")
        bench.ended()
        [status] = DBOS.list_workflows(workflow_ids=["w"])
        assert (status.queue_name, status.queue_partition_key) == ("slack", "C1")

    def test_of_two_revives_it_once(self, bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
        shop = broken(bench, "second")
        shop.broken = ""
        dead = bench.engine.dead()
        bench.engine.wake("w")
        bench.ended()
        monkeypatch.setattr(DBOS, "list_workflows", lambda **_: dead)  # as the second one saw it
        monkeypatch.setattr(DBOS, "rewind_workflow", rewinding_what_runs(DBOS.rewind_workflow))
        with pytest.raises(Conflict, match="Somebody else has just retried this"):
            bench.engine.wake("w")

    def test_knows_nothing_of_what_was_forgotten(self, bench: Bench) -> None:
        bench.launch()
        with pytest.raises(NotFound, match="not known any more"):
            bench.engine.wake("long ago")

    def test_does_nothing_to_what_is_done(self, bench: Bench) -> None:
        bench.launch(work=lambda _: None)
        bench.start("work")
        bench.ended()
        bench.engine.wake("w")
        assert bench.status() == "SUCCESS"


def rewinding_what_runs(rewind: Callable[..., Any]) -> Callable[..., Any]:
    """Have the workflow be enqueued at the moment when it is rewound."""

    def run(workflow_id: str, **more: Any) -> Any:
        rewind(workflow_id, **more | {"queue_name": "clock"})
        return rewind(workflow_id, **more)

    return run


class TestForget:
    def test_deletes_what_finished_before_and_nothing_else(self, bench: Bench) -> None:
        shop = Workshop(bench, "second")
        bench.launch(work=shop.work, fine=lambda _: None)
        bench.start("fine", id="old")
        bench.start("work")
        bench.ended("old")
        bench.died()
        now = datetime.now(UTC)
        assert bench.engine.forget(now - timedelta(hours=1)) == 0
        assert bench.engine.forget(now + timedelta(hours=1), queue="clock") == 0
        assert bench.engine.forget(now + timedelta(hours=1)) == 1
        assert bench.status("old") == "unknown"
        assert bench.status() == "ERROR"
        assert bench.engine.forget(now + timedelta(hours=1)) == 0
