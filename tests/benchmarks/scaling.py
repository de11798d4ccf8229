"""How time and memory grow with the number of open invoices, each thing in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial

from bot.ledger import Ledger
from bot.ledger.migrate import migrate
from tests.benchmarks.figures import Figure
from tests.benchmarks.scale import Took
from tests.benchmarks.section import Part, Where

MOST = int(os.environ.get("CLOSEDWON_BENCH_MOST", "100000"))
"""Open invoices; fewer while something is being tried."""
COUNTS = tuple(count for count in (1_000, 10_000, 100_000) if count <= MOST)
CONTAINER = 512
"""Megabytes, of a modest one."""
SUMMARY_SECONDS, SWEEP_SECONDS = 60, 300
MOST_TIMES = 13
"""Ten times as much work is to take about ten times as long."""
LATER = {
    "open": ("`/invoice list open`, first page", 2),
    "overdue": ("`/invoice list overdue`, page 4", 2),
    "filtered": ("`/invoice list open`, with a filter", 10),
    "home": ("Home tab of Finance", 3),
    "find": ("a customer looked up by name", 2),
    "number": ("an invoice looked up by number", 2),
    "forecast": ("`/invoice forecast`", 10),
    "file": ("worklist as a file", 30),
    "reminders": ("start of the morning's reminders", 60),
    "heads_up": ("heads-up: who has to hear", 10),
    "nudge": ("nudge: what waits for too long", 2),
    "issue_due": ("issue what is due: nothing is", 5),
    "watch": ("a look at Salesforce: nothing is new", 2),
}
"""What else is done over everything -> its name, and its limit in seconds."""


def parts(where: Where) -> Iterator[Part]:
    """Yield summary and sweep over each number of invoices, and the rest over the most of them."""
    seen: dict[str, list[float]] = {"summary": [], "sweep": []}
    for count in COUNTS:
        with where.databases.new(f"many_{count}") as url:
            _prepare(url, count)
            title = f"Daily summary and nightly sweep over {count:,} open invoices"
            yield title, partial(_daily, url, count, seen)
            if count == COUNTS[-1]:
                yield f"Other things over {count:,} open invoices", partial(_others, url, count)
    if len(COUNTS) > 1:
        yield "10 times as many invoices take so many times as long", partial(_growth, seen)


def _prepare(url: str, count: int) -> None:
    ledger = Ledger(url)
    migrate(ledger)
    ledger.close()
    _do(url, count, "fill")


def _daily(url: str, count: int, seen: dict[str, list[float]]) -> list[Figure]:
    bare = _do(url, count, "bare").seconds
    lists = _do(url, count, "lists").seconds
    figures = [
        Figure("bare SQL: what is owed by currency and age", bare * 1000, "ms"),
        Figure("Stripe's lists as values of ours, once", lists, "s"),
    ]
    for name, limit in (("summary", SUMMARY_SECONDS), ("sweep", SWEEP_SECONDS)):
        took = _do(url, count, name)
        seen[name].append(took.seconds)
        figures += [
            Figure(f"{name}: time", took.seconds, "s", limit),
            Figure(
                f"{name}: memory of the process at its height", took.megabytes, "MB", CONTAINER, 0
            ),
            Figure(f"{name}: times the bare SQL", took.seconds / bare, "", digits=0),
        ]
    return figures


def _others(url: str, count: int) -> list[Figure]:
    return [
        Figure(name, _do(url, count, work).seconds, "s", limit)
        for work, (name, limit) in LATER.items()
    ]


def _growth(seen: dict[str, list[float]]) -> list[Figure]:
    return [
        Figure(
            f"{name}: from {COUNTS[-2]:,} to {COUNTS[-1]:,}", took[-1] / took[-2], "", MOST_TIMES, 1
        )
        for name, took in seen.items()
    ]


def _do(url: str, count: int, name: str) -> Took:
    command = [sys.executable, "-m", "tests.benchmarks.scale", url, str(count), name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-300:]}")
    return Took(**json.loads(done.stdout.splitlines()[-1]))
