"""The demo as somebody starts it: one address, and the real bot behind it."""

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

from sandbox.company import deal
from sandbox.control import PATIENCE, Obj, crowd, wait_for
from sandbox.people import People
from sandbox.process import KEPT

ROOT = Path(__file__).parents[2]
APPROVE = "Approve & send"
READY = 180.0
"""Real seconds until a demo is ready, with three months of its own to live through or not."""
_NUMBERS = count(1)


@dataclass(frozen=True)
class Demo:
    """A page that is being served, and what its vendors hold to be true."""

    url: str
    people: People

    def won(self, amount: str = "1200", terms: str = "Net 30") -> tuple[str, str]:
        """Let a deal of a new customer be won; return the customer's name and the deal's id."""
        name = f"Client{next(_NUMBERS):02}"
        deal_id = self.people.win(deal(name, amount, terms=terms, name=f"{name} deal"))
        self.people.next_minute()
        return name, deal_id

    def sent(self, amount: str = "1200", terms: str = "Net 30") -> tuple[str, str, Obj]:
        """Let a deal be won, approved and sent; return name, id and invoice."""
        name, deal_id = self.won(amount, terms)
        self.people.click("kim", APPROVE, self.people.card(name, APPROVE))
        self.people.card(name, "Sent")
        return name, deal_id, self.invoice(deal_id)

    def invoice(self, deal_id: str, status: str = "open") -> Obj:
        """Return the only invoice of a deal once it is in that status."""
        found = self.people.invoice(deal_id, status)
        assert len(self.people.invoices(deal_id)) == 1
        return found

    def mails(self, invoice: Obj) -> int:
        """Return how often Stripe e-mailed an invoice."""
        return sum(mail["invoice"] == invoice["id"] for mail in self.people.outbox())


@contextlib.contextmanager
def open_demo(*more: str) -> Iterator[Demo]:
    """Run `python -m sandbox demo` on any free port until it is ready; end it afterwards."""
    command = [sys.executable, "-m", "sandbox", "demo", "--port", "0", *more]
    env = {name: os.environ[name] for name in KEPT if name in os.environ}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=env) as run:
        try:
            people = People(_address(run))
            # A busy machine is no slow bot: tests/benchmarks measure how fast it answers Slack.
            people.post("slack/timing", ack_seconds=PATIENCE * 3, trigger_seconds=PATIENCE * 3)
            story = partial(people.get, "page/start")
            wait_for(lambda: story()["story"]["words"] == "Ready.", "the demo", seconds=READY)
            bot = people.get("page/bot")
            assert bot["state"] == "running", bot["trouble"]
            yield Demo(people.url, people)
        finally:
            run.send_signal(signal.SIGTERM)
            run.wait(timeout=15 * crowd())


def _address(run: "subprocess.Popen[str]") -> str:
    for line in run.stdout or ():
        if found := re.search(r"http://[\d.:]+", line):
            return found.group()
    raise RuntimeError("the demo did not start")
