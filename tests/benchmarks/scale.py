"""What runs over everything, over many open invoices: how long it takes and how much it keeps."""

import json
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import psutil
import sqlalchemy as sa

from bot.actor import Actor
from bot.answers import home, lists, lookup
from bot.answers.forecast import forecast_now
from bot.deps import Deps
from bot.ledger import Ledger
from bot.ledger.desk import CursorRow, MessageRow
from bot.views.values import PageValue
from bot.workflows.deciding.order import start_due
from bot.workflows.dunning.remind import start_reminders
from bot.workflows.dunning.report import daily_summary, worklist_now
from bot.workflows.showing.heads_up import coming
from bot.workflows.showing.nudge import waiting
from bot.workflows.sweeping.sweep import sweep
from bot.workflows.tracking.watch import read_deals
from tests.benchmarks.filling import POLICY, cursors, fill
from tests.benchmarks.lean import LeanBilling, LeanCrm, LeanMessenger
from tests.benchmarks.many import Many
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.fakes.settings import some_settings
from tests.fakes.slack import FakeDirectory

SLOT = "2026-11-23"
KIM = Actor(id="UKIM", name="Kim", email="kim@seller.test")
BARE = """
    select currency,
           case when due_date >= '2026-11-23' then 0 when due_date >= '2026-10-24' then 1
                when due_date >= '2026-09-24' then 2 when due_date >= '2026-08-25' then 3 else 4 end
               as bucket,
           count(*), sum(balance_minor)
    from invoice where status = 'open' group by 1, 2
"""
"""What is owed by currency and bucket, and nothing else."""
ROUNDS = 5


@dataclass(frozen=True)
class Took:
    """How long something took, and how much memory the process had at its height."""

    seconds: float
    megabytes: float
    more: float
    """Of these, what came on top of the idle process."""


def deps_on(ledger: Ledger, many: Many) -> Deps:
    """Return the bot's collaborators: this ledger, and an outside that costs nothing."""
    directory = FakeDirectory()
    directory.add("UKIM", "Kim", "@finance")
    return Deps(
        settings=some_settings(),
        policy=POLICY,
        clock=FixedClock(),
        ledger=ledger,
        engine=FakeEngine(),
        crm=LeanCrm(many),
        billing=LeanBilling(many),
        messenger=LeanMessenger(),
        directory=directory,
    )


def lists_alone(deps: Deps) -> None:
    """Make the vendors' lists and throw them away: what of the rest is theirs."""
    for one in (deps.billing.open_invoices(), deps.billing.drafts()):
        for _ in one:
            pass


WORK: dict[str, Callable[[Deps], object]] = {
    "lists": lists_alone,
    "summary": lambda deps: daily_summary(deps, SLOT),
    "sweep": lambda deps: sweep(deps, SLOT),
    "reminders": lambda deps: start_reminders(deps, SLOT),
    "file": worklist_now,
    "open": lambda deps: lists.listing(deps, PageValue(which="open"), KIM),
    "overdue": lambda deps: lists.listing(deps, PageValue(which="overdue", page=3), KIM),
    "filtered": lambda deps: lists.listing(deps, PageValue(which="open", query="000042"), KIM),
    "home": lambda deps: home.home_of(deps, KIM),
    "find": lambda deps: lookup.find(deps, "customer 000042", KIM),
    "number": lambda deps: lookup.find(deps, "A-0000042", KIM),
    "forecast": forecast_now,
    "heads_up": coming,
    "nudge": waiting,
    "issue_due": start_due,
    "watch": read_deals,
    "scheduled": lambda deps: lists.listing(deps, PageValue(which="scheduled"), KIM),
}


def as_in_the_morning(ledger: Ledger) -> None:
    """Have nothing posted yet today."""
    with ledger.transaction() as s:
        s.execute(sa.delete(MessageRow).where(MessageRow.kind == "summary"))
        s.execute(sa.delete(CursorRow))
        s.execute(sa.insert(CursorRow), list(cursors()))


def took(work: Callable[[], object]) -> Took:
    """Do it once, in a process that did nothing of the kind before."""
    before = psutil.Process().memory_info().rss
    begin = time.perf_counter()
    work()
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Took(seconds, peak / 1024**2, max(0, peak - before) / 1024**2)


def bare(ledger: Ledger) -> float:
    """Return how many seconds the bare aggregate takes over the same rows, the best of some."""
    found = []
    for _ in range(ROUNDS):
        with ledger.engine.connect() as connection:
            begin = time.perf_counter()
            connection.execute(sa.text(BARE)).all()
            found.append(time.perf_counter() - begin)
    return min(found)


def main(url: str, count: int, name: str) -> None:
    """Do one thing over a ledger with so many open invoices; print what it took, as JSON."""
    ledger, many = Ledger(url), Many(count)
    if name == "fill":
        result = took(lambda: fill(ledger, many))
    elif name == "bare":
        result = Took(bare(ledger), 0, 0)
    else:
        as_in_the_morning(ledger)
        deps = deps_on(ledger, many)
        result = took(lambda: WORK[name](deps))
    sys.stdout.write(json.dumps(asdict(result)) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
