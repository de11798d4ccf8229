"""Stopping, dying and coming back: nothing is lost, and what finished does not run again."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from dbos import DBOS

from bot.errors import Trouble, VendorError
from tests.engine.conftest import SOON, Bench, until
from tests.fakes.postgres import POSTGRES

ROOT = Path(__file__).parent.parent.parent


class TestStop:
    def test_is_no_failure_of_what_is_under_way(self, bench: Bench) -> None:
        entered, go_on, left = threading.Event(), threading.Event(), threading.Event()
        ran: list[str] = []

        def first(_: str) -> None:
            ran.append("first")

        def slow(_: str) -> None:
            ran.append("slow")
            entered.set()
            assert go_on.wait(SOON)

        def work(deps: str) -> None:
            try:
                for step in (first, slow):
                    bench.engine.durably(step, deps)
            finally:
                left.set()

        bench.launch(work=work)
        bench.start("work")
        assert entered.wait(SOON)
        bench.engine.stop(wait_seconds=0)
        go_on.set()
        assert left.wait(SOON)
        assert bench.watcher.told == []
        bench.engine = bench.restart(work=work).engine
        bench.ended()
        assert ran == ["first", "slow", "slow"]
        assert bench.watcher.told == []

    def test_waits_for_what_ends_soon(self, bench: Bench) -> None:
        entered, go_on = threading.Event(), threading.Event()
        done: list[str] = []

        def slow(_: str) -> None:
            entered.set()
            assert go_on.wait(SOON)

        def work(deps: str) -> None:
            bench.engine.durably(slow, deps)
            done.append("all of it")

        bench.launch(work=work)
        bench.start("work")
        assert entered.wait(SOON)
        go_on.set()
        bench.engine.stop(wait_seconds=5)
        assert done == ["all of it"]

    def test_leaves_what_waits_for_a_vendor_to_the_next_start(self, bench: Bench) -> None:
        there = threading.Event()
        tries: list[str] = []

        def step(deps: str) -> None:
            tries.append(deps)
            if not there.is_set():
                raise VendorError("Stripe", "away", trouble=Trouble.DOWN, retry_after=3)

        def work(deps: str) -> None:
            bench.engine.durably(step, deps)

        bench.launch(work=work)
        bench.start("work")
        until(lambda: tries)
        there.set()
        bench.engine = bench.restart(work=work).engine
        bench.engine.wake("w")
        bench.ended()
        assert len(tries) == 2
        assert bench.watcher.told == []


class TestCancel:
    def test_is_no_failure(self, bench: Bench) -> None:
        entered, go_on, left = threading.Event(), threading.Event(), threading.Event()

        def slow(_: str) -> None:
            entered.set()
            assert go_on.wait(SOON)

        def work(deps: str) -> None:
            try:
                bench.engine.durably(slow, deps)
                bench.engine.durably(slow, deps)
            finally:
                left.set()

        bench.launch(work=work)
        bench.start("work")
        assert entered.wait(SOON)
        DBOS.cancel_workflow("w")
        go_on.set()
        assert left.wait(SOON)
        assert bench.watcher.told == []
        assert bench.status() == "CANCELLED"


def play(url: str, folder: Path, kill_in: str) -> subprocess.CompletedProcess[str]:
    """Run the little bot of `killed.py` in a process of its own."""
    command = [sys.executable, "-m", "tests.engine.killed", url, str(folder), kill_in]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.mark.parametrize(
    ("kind", "moment", "step"),
    [
        ("sqlite", "before", "first"),
        ("sqlite", "after", "first"),
        ("sqlite", "before", "second"),
        ("sqlite", "after", "third"),
        pytest.param("postgres", "after", "second", marks=POSTGRES.marks),
    ],
    indirect=["kind"],
)
def test_a_killed_process_repeats_only_the_step_it_died_in(
    url: str, tmp_path: Path, step: str, moment: str
) -> None:
    """Kill it right before or after the effect of a step: between the two is the vendor's key."""
    killed = play(url, tmp_path, f"{moment} {step}")
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = play(url, tmp_path, "")
    assert again.returncode == 0, again.stderr
    effects = (tmp_path / "effects").read_text().split()
    expected = ["first", "second", "third"]
    if moment == "after":
        expected.insert(expected.index(step), step)
    assert effects == expected


def test_the_end_is_quick_even_if_threads_wait() -> None:
    code = (
        "import threading; from bot.durable import exit_now\n"
        "threading.Thread(target=threading.Event().wait).start(); exit_now(3)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 3
