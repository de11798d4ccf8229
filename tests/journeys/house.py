"""A sandbox with the real bot on it, each in a process or thread of its own."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

from sandbox.company import MORNING, deal, furnish
from sandbox.control import PATIENCE, Obj, wait_for
from sandbox.people import People
from sandbox.process import Bot, QuickBot
from sandbox.serving import serving
from sandbox.tour.books import differences, read
from sandbox.world import World

_NUMBERS = count(1)


@dataclass
class House:
    """What a test does things to, and looks at."""

    people: People
    bot: Bot

    def won(self, amount: str = "1200") -> tuple[str, str]:
        """Win a deal of a new customer; return its name and id."""
        name = f"Customer{next(_NUMBERS)}"
        deal_id = self.people.win(deal(name, amount, terms="Net 30", name=f"{name} deal"))
        self.people.next_minute()
        return name, deal_id

    def card(self) -> tuple[str, str, Obj]:
        """Win a deal and wait until all is quiet around its card; return name, id and card."""
        name, deal_id = self.won()
        card = self.people.card(name, "Approve & send")
        self.people.told(name, "Proposed")
        self.agreed()
        return name, deal_id, card

    def approve(self, card: Obj) -> None:
        """Let Finance approve."""
        self.people.click("kim", "Approve & send", card)

    def restart(self) -> None:
        """Wait for the bot to die, and start it again on its database."""
        self.people.wait(self.bot.died, "the bot to die")
        self.bot.start()

    def settle(self, name: str) -> None:
        """Wait until the invoice is sent and everybody agrees on everything."""
        self.people.card(name, "sent Mar")
        self.agreed()

    def agreed(self) -> None:
        """Wait until ledger, Stripe, Salesforce and Slack agree."""
        wait_for(
            lambda: not self.differences(),
            "ledger, Stripe, Salesforce and Slack to agree",
            instead=self.differences,
        )

    def differences(self) -> list[str]:
        """Return where ledger, Stripe, Salesforce and Slack do not agree."""
        return differences(read(self.bot.database_url), self.people)


@contextlib.contextmanager
def open_house(
    folder: Path, start: datetime = MORNING, database_url: str = "", **settings: str
) -> Iterator[House]:
    """Serve a furnished sandbox with a connected bot; its ledger is in `folder` if nowhere else."""
    with serving(World(start)) as url:
        people = People(url)
        furnish(people)
        # A busy machine is no slow bot: tests/benchmarks measure how fast it answers Slack.
        people.post("slack/timing", ack_seconds=PATIENCE, trigger_seconds=PATIENCE)
        bot = QuickBot(people, folder, database_url, **settings)
        try:
            bot.start()
            yield House(people, bot)
        finally:
            bot.stop()
