"""A little bot that is one of several: it says what it does, until it is told to stop."""

import os
import signal
import sys
import threading
from pathlib import Path

from bot.durable import exit_now
from bot.ledger import Ledger
from bot.ledger.migrate import migrate
from tests.engine.conftest import Bench
from tests.engine.killed import little_settings

BEAT, LOST_AFTER = 0.2, 5.0
"""Seconds: others are busy on this machine, too, and nobody is to be held for lost by mistake."""
CALL_SECONDS = 0.02


class Diary:
    """What all of them did, in order: one line each, "what which pid"."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "diary"
        self.hold = folder / "hold"
        """While it is there, the second step of the work does not end."""

    def note(self, what: str, which: str) -> None:
        with self._file.open("a") as file:
            file.write(f"{what} {which} {os.getpid()}\n")

    def read(self, what: str = "") -> list[list[str]]:
        lines = self._file.read_text().splitlines() if self._file.exists() else []
        return [line.split() for line in lines if line.startswith(what)]


def main(url: str, folder: Path) -> None:
    """Migrate, launch and work until SIGTERM."""
    ledger, diary = Ledger(url, stands_still=LOST_AFTER), Diary(folder)
    migrate(ledger)
    bench = Bench(
        ledger, little_settings(replica_beat_seconds=BEAT, replica_lost_after_seconds=LOST_AFTER)
    )
    stopped, pause = threading.Event(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())

    def show(_: str, which: str) -> None:
        diary.note("in", which)
        pause.wait(CALL_SECONDS)
        diary.note("out", which)

    def first(_: str, which: str) -> None:
        diary.note("first", which)

    def second(_: str, which: str) -> None:
        diary.note("second", which)
        while diary.hold.exists():
            pause.wait(CALL_SECONDS)
        bench.engine.lease.check()  # as the clients of the vendors do before each call
        diary.note("call", which)

    def third(_: str, which: str) -> None:
        diary.note("third", which)

    def slack_show(deps: str, which: str) -> None:
        bench.engine.durably(show, deps, which)

    def work(deps: str, which: str) -> None:
        for step in (first, second, third):
            bench.engine.durably(step, deps, which)

    bench.launch(slack_show=slack_show, work=work)
    diary.note("up", "-")
    while not stopped.wait(BEAT):
        diary.note("count", str(bench.engine.share().of))
    bench.engine.stop(wait_seconds=0)
    exit_now()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
