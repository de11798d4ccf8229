"""`make bench`: how fast and how small the bot is, on the sandbox of this machine."""

import argparse
import signal
import sys
from contextlib import ExitStack

from tests.benchmarks.databases import POSTGRES, serving
from tests.benchmarks.documented import document
from tests.benchmarks.machine import described
from tests.benchmarks.run import run
from tests.benchmarks.section import BOTH, NEITHER, Section
from tests.benchmarks.sections import SECTIONS
from tests.benchmarks.table import Table


def main() -> int:
    """Measure, print, and say by the exit code whether everything keeps to its limit."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, _stop)
    chosen = [one for one in SECTIONS if not asked.only or one.name in asked.only]
    kinds = tuple(asked.on)
    with ExitStack() as stack:
        uri = stack.enter_context(serving(POSTGRES if _needs_server(chosen, kinds) else ""))
        table = Table()
        for line in described(uri):
            table.say(line)
        table.say("")
        table.begin()
        for section in chosen:
            on = section.on if section.on == NEITHER else kinds
            run(section, on, uri, table)
    if asked.document:
        document(table.lines)
    return int(table.is_over)


def _stop(number: int, _: object) -> None:
    """End in good order: a server and processes of ours are running."""
    sys.exit(128 + number)


def _needs_server(chosen: list[Section], kinds: tuple[str, ...]) -> bool:
    return POSTGRES in kinds and any(POSTGRES in section.on for section in chosen)


def _arguments() -> argparse.Namespace:
    names = [section.name for section in SECTIONS]
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="*", choices=[*names, []], help="sections; all of them")
    parser.add_argument("--on", nargs="+", choices=BOTH, default=BOTH, help="kinds of database")
    parser.add_argument("--document", action="store_true", help="put it into docs/performance.md")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
