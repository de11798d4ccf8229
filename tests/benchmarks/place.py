"""Where the figures are taken: sandbox and bot in processes of their own."""

import contextlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from sandbox.company import APPROVALS, FINANCE, deal, email_of, furnish, user_id
from sandbox.control import Obj
from sandbox.people import People
from sandbox.process import Bot
from tests.burst.burst import policy_in

CLICKERS = tuple(f"clicker{number}" for number in range(1, 21))
_NUMBERS = count(1)


@dataclass
class Place:
    """A sandbox, a bot that is not running yet, and twenty people of Finance."""

    people: People
    bot: Bot
    folder: Path

    def deal(self) -> Obj:
        """Return a deal of a new customer."""
        name = f"Customer{next(_NUMBERS)}"
        return deal(name, "1200", terms="Net 30", name=f"{name} deal")

    def cards(self, number: int) -> list[tuple[str, Obj]]:
        """Win some deals at a time; return their ids and cards."""
        sold = [self.deal() for _ in range(number)]
        ids = [self.people.win(each) for each in sold]
        self.people.next_minute()
        cards = [self.people.card(f"{each['account']} deal", "Approve & send") for each in sold]
        return list(zip(ids, cards, strict=True))

    def calls(self, vendor: str = "") -> list[Obj]:
        """Return the calls so far."""
        rows: list[Obj] = self.people.get("calls", vendor=vendor)
        return rows


@contextlib.contextmanager
def open_place(folder: Path, database_url: str = "") -> Iterator[Place]:
    """Serve a sandbox for the time being; the bot's ledger is in `folder` if nowhere else."""
    command = [sys.executable, "-m", "sandbox", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            people = People(_address(server))
            furnish(people)
            _hire(people)
            folder.mkdir(parents=True, exist_ok=True)
            policy = str(policy_in(folder))
            bot = Bot(people, folder / "fast", database_url, POLICY_FILE=policy)
            try:
                yield Place(people, bot, folder)
            finally:
                bot.stop()
        finally:
            server.terminate()


def _address(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if found := re.search(r"http://[\d.:]+", line):
            return found.group()
    raise RuntimeError("the sandbox did not start")


def _hire(people: People) -> None:
    for name in CLICKERS:
        people.post("slack/users", id=user_id(name), name=name, email=email_of(name))
    everybody = [*FINANCE, *CLICKERS]
    people.patch("slack/usergroups/finance", members=everybody)
    people.patch(f"slack/channels/{APPROVALS[1:]}", members=[*everybody, "alex"])
