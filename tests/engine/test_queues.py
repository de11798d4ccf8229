"""What waits for what: people before bulk, one at a time where order counts."""

import threading
from collections.abc import Callable

import pytest
from dbos import DBOS

from bot.facts import Urgency
from bot.queues import QUEUES
from tests.engine.conftest import SOON, Bench


class Gate:
    """A workflow that notes who came, and holds them until it is opened."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.most = 0
        self._inside = 0
        self._lock = threading.Lock()
        self._open = threading.Event()
        self._first = threading.Event()

    def work(self, _: str, who: str) -> None:
        with self._lock:
            self.came.append(who)
            self._inside += 1
            self.most = max(self.most, self._inside)
        self._first.set()
        assert self._open.wait(SOON)
        with self._lock:
            self._inside -= 1

    def until_somebody_is_in(self) -> None:
        assert self._first.wait(SOON)

    def open(self) -> None:
        self._open.set()


@pytest.fixture
def gate() -> Gate:
    return Gate()


class TestSlack:
    def test_takes_people_before_bulk(self, bench: Bench, gate: Gate) -> None:
        bench.launch(slack_show=gate.work)
        bench.start("slack_show", "holding", id="0", channel="C1")
        gate.until_somebody_is_in()
        for number, urgency in enumerate((Urgency.BULK, Urgency.PERSON, Urgency.BULK), start=1):
            who = f"{urgency.value} {number}"
            bench.start("slack_show", who, id=str(number), urgency=urgency, channel="C1")
        gate.open()
        bench.ended("0", "1", "2", "3")
        assert gate.came[:2] == ["holding", "person 2"]
        assert sorted(gate.came[2:]) == ["bulk 1", "bulk 3"]

    def test_takes_one_at_a_time_of_a_channel(self, bench: Bench, gate: Gate) -> None:
        bench.launch(slack_show=gate.work)
        ids = [str(number) for number in range(5)]
        for name in ids:
            bench.start("slack_show", name, id=name, channel="C1")
        gate.until_somebody_is_in()
        gate.open()
        bench.ended(*ids)
        assert gate.most == 1
        assert sorted(gate.came) == ids

    def test_tells_whether_one_waits_to_begin(self, bench: Bench, gate: Gate) -> None:
        def waits(workflow: str) -> bool:
            with bench.ledger.reading() as s:
                return bench.engine.waits(s, workflow)

        bench.launch(slack_show=gate.work, slack_other=lambda *_: None)
        bench.start("slack_show", "holding", id="0", channel="C1")
        gate.until_somebody_is_in()
        assert not waits("slack_show")
        bench.start("slack_show", "next", id="1", channel="C1")
        assert (waits("slack_show"), waits("slack_other")) == (True, False)
        gate.open()
        bench.ended("0", "1")
        assert not waits("slack_show")

    def test_does_not_let_channels_wait_for_each_other(self, bench: Bench, gate: Gate) -> None:
        done = threading.Event()
        bench.launch(slack_show=gate.work, slack_other=lambda *_: done.set())
        bench.start("slack_show", "holding", id="0", channel="C1")
        gate.until_somebody_is_in()
        bench.start("slack_other", id="1", channel="C2")
        bench.start("slack_other", id="2")
        bench.ended("1", "2")
        assert done.is_set()
        gate.open()
        bench.ended("0")


def queue_of(workflow_id: str) -> str | None:
    [status] = DBOS.list_workflows(workflow_ids=[workflow_id])
    return status.queue_name


class TestStripe:
    def test_has_a_queue_of_its_own_for_what_people_clicked(self, bench: Bench) -> None:
        bench.launch(work=lambda _: None)
        bench.start("work", id="clicked")
        bench.start("work", id="nightly", urgency=Urgency.BULK)
        bench.ended("clicked", "nightly")
        assert (queue_of("clicked"), queue_of("nightly")) == ("people", "stripe")

    def test_lets_nobody_wait_for_bulk_work(self, bench: Bench, gate: Gate) -> None:
        most = int(QUEUES["stripe"]["worker_concurrency"])
        bench.launch(work=gate.work, quick=lambda _: None)
        ids = [str(number) for number in range(most)]
        for name in ids:
            bench.start("work", name, id=name, urgency=Urgency.BULK)
        gate.until_somebody_is_in()
        bench.start("quick", id="clicked")
        bench.ended("clicked")
        gate.open()
        bench.ended(*ids)


def test_salesforce_is_written_to_by_one_at_a_time(bench: Bench, gate: Gate) -> None:
    work: Callable[..., None] = gate.work
    bench.engine.register("write", work, bench.deps, queue="salesforce")
    bench.launch()
    for name in ("1", "2", "3"):
        bench.start("write", name, id=name)
    gate.until_somebody_is_in()
    gate.open()
    bench.ended("1", "2", "3")
    assert gate.most == 1
