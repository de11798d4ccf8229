"""`python -m tests.soak`: kill and freeze for minutes, and say what was lost or doubled.

SOAK_SEED=7 lives one seed again. What fails prints its seed and its plan, and then the shortest
plan found that still fails; SOAK_PLAN=file lives what was printed.
"""

import argparse
import contextlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.fakes.postgres import running
from tests.soak.live import Report, live
from tests.soak.plan import Act, dumped, loaded, made
from tests.soak.reduce import reduced

REPLICAS = 3
TRIES = 10
"""How many shorter plans are lived before the shortest so far is shown."""


class Soak:
    """One database, and the plans that are lived on it one after the other."""

    def __init__(self, folder: Path, kind: str, count: int) -> None:
        """Live plans of `count` acts on a database of this kind."""
        self._folder, self._kind, self._count = folder, kind, count
        self._runs = 0
        self.whole = Report()

    def minutes(self, minutes: float, seed: int) -> bool:
        """Live one seed after another, beginning with `seed`; return whether all went well."""
        until = time.monotonic() + minutes * 60
        while True:
            if not self.seed(seed):
                return False
            seed += 1
            if time.monotonic() > until:
                return True

    def seed(self, seed: int) -> bool:
        """Live a seed; return whether all went well."""
        return self.plan(made(seed, self._count), f"SOAK_SEED={seed}")

    def plan(self, acts: Sequence[Act], name: str) -> bool:
        """Live a plan; if it fails, show it and the shortest that still does."""
        if not (wrong := self._wrong(acts, name)):
            return True
        _say(f"\n{self._kind}, {name} failed:\n{wrong}\n\nIts plan:\n{dumped(acts)}")
        short = reduced(acts, lambda fewer: bool(self._wrong(fewer, "shorter")), TRIES)
        _say(f"\nThe shortest plan that still fails:\n{dumped(short)}")
        return False

    def _wrong(self, acts: Sequence[Act], name: str) -> str:
        self._runs += 1
        folder = self._folder / f"{self._kind}{self._runs}"
        with _database(self._kind) as (url, bots):
            try:
                report = live(acts, folder, url, bots)
            except Exception as failed:  # noqa: BLE001 - whatever it is, it is what is shown
                return f"{type(failed).__name__}: {failed}"
        self.whole += report
        _say(f"{self._kind}, {bots} {'bot' if bots == 1 else 'bots'}, {name}: {report}")
        return ""


@contextlib.contextmanager
def _database(kind: str) -> Iterator[tuple[str, int]]:
    """Yield the address of an empty database ("": a file of its own), and how many bots share."""
    if kind == "sqlite":
        yield "", 1
        return
    with running() as server, server.database() as url:
        yield url, REPLICAS


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 - what somebody waits for in a terminal


def main() -> int:
    """Live what is asked for; return how the process ends."""
    asked = argparse.ArgumentParser(prog="python -m tests.soak")
    asked.add_argument("--minutes", type=float, default=10, help="in all, over the databases")
    asked.add_argument("--acts", type=int, default=120, help="of a plan")
    asked.add_argument("--databases", default="sqlite,postgres")
    given = asked.parse_args()
    kinds = given.databases.split(",")
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    _say(f"logs and ledgers: {folder}")
    well = True
    for kind in kinds:
        soak = Soak(folder, kind, given.acts)
        if file := os.environ.get("SOAK_PLAN"):
            well &= soak.plan(loaded(Path(file).read_text()), f"SOAK_PLAN={file}")
        elif seed := os.environ.get("SOAK_SEED"):
            well &= soak.seed(int(seed))
        else:
            well &= soak.minutes(given.minutes / len(kinds), int(time.time()))
        _say(f"{kind}, all: {soak.whole}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
