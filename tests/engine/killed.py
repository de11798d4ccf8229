"""A little bot that kills itself at a given moment of its one workflow."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.durable import exit_now
from bot.ledger import Base, Ledger
from bot.settings import Settings
from tests.engine.conftest import Bench, until
from tests.fakes.settings import some_settings


def little_settings(**more: float) -> Settings:
    """Return what a bot without an outside needs, and `more`."""
    own: dict[str, object] = {"billing_timezone": ZoneInfo("UTC"), "queue_poll_seconds": 0.01}
    return some_settings().model_copy(update=own | more)


def main(url: str, folder: Path, kill_in: str) -> None:
    """Start the workflow, or find it started; end when it has ended."""
    ledger = Ledger(url)
    Base.metadata.create_all(ledger.engine)
    bench = Bench(ledger, little_settings())

    def step(name: str) -> Callable[[str], str]:
        def run(_: str) -> str:
            if kill_in == f"before {name}":
                os.kill(os.getpid(), signal.SIGKILL)
            with (folder / "effects").open("a") as file:
                file.write(f"{name}\n")
            if kill_in == f"after {name}":
                os.kill(os.getpid(), signal.SIGKILL)
            return name

        run.__name__ = name
        return run

    def work(deps: str) -> None:
        for name in ("first", "second", "third"):
            assert bench.engine.durably(step(name), deps).value == name

    bench.launch(work=work)
    if bench.status() == "unknown":
        bench.start("work")
    until(lambda: bench.status() == "SUCCESS")
    exit_now()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
