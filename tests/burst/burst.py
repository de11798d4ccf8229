"""Many deals, approved while everything is paused, that go out at one moment."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import app
from bot.actor import Actor
from bot.deps import Deps
from bot.ledger import proposals
from bot.ledger.proposals import ProposalRow
from bot.policy_file import load_policy
from bot.settings import Settings
from bot.status import ProposalStatus
from bot.workflows.deciding import decide
from sandbox.company import deal, email_of, environment, user_id
from sandbox.control import Obj, wait_for
from sandbox.people import People
from sandbox.process import POLICY, Bot

KIM = Actor(id=user_id("kim"), name="kim", email=email_of("kim"))
SLACK_SECOND = 0.1
"""How long Slack's second lasts here, in the limits and for the bot that keeps to them."""
LOOK_EVERY = 0.2
SENT = "/send"
OUT = ("open", "paid")


@dataclass
class Glance:
    """Implements `bot.clock.Clock`: the sandbox's time, looked at now and then."""

    people: People
    _ahead: timedelta | None = None

    def now(self) -> datetime:
        """Return the sandbox's present instant."""
        if self._ahead is None:
            self._ahead = self.people.now() - datetime.now(UTC)
        return datetime.now(UTC) + self._ahead


@dataclass
class Burst:
    """So many deals, by their ids, and whoever decides on them."""

    people: People
    bot: Bot
    """Any one of those that run."""
    policy: Path
    ids: list[str] = field(default_factory=list)

    def win(self, count: int) -> None:
        """Win so many deals of customers that Stripe knows, and wait until all ask for approval."""
        for number in range(len(self.ids), len(self.ids) + count):
            name = f"Burst{number}"
            sold = deal(name, "1200", terms="Net 30", name=f"{name} deal")
            self.people.post("stripe/customers", name=name, email=sold["contact"])
            self.ids.append(self.people.win(sold))
        self.people.next_minute()
        with self.deciding() as deps:
            count = len(self.ids)
            wait_for(lambda: len(self.waiting(deps)) == count, "all to be proposed", seconds=60)

    @contextmanager
    def deciding(self) -> Iterator[Deps]:
        """Yield a bot that is built and does not run, to decide by as a click would."""
        given = environment(self.people.url)
        given |= {"DATABASE_URL": self.bot.database_url, "POLICY_FILE": str(self.policy)}
        values = {name.lower(): value for name, value in given.items()}
        settings = Settings(_env_file=None, **values)  # type: ignore[arg-type]  # read as variables are
        house = app.build(settings, load_policy(self.policy), Glance(self.people))
        try:
            yield house.deps
        finally:
            house.deps.ledger.close()

    def waiting(self, deps: Deps) -> Sequence[ProposalRow]:
        """Return what of these deals waits for approval."""
        mine = set(self.ids)
        return [row for row in pending(deps) if row.deal_id in mine]

    def approve(self) -> None:
        """Have Kim approve them all while sending is paused, and wait until that is known."""
        self.people.command("kim", "pause month end")
        with self.deciding() as deps:
            for row in self.waiting(deps):
                decide.approve(deps, row.id, row.content_hash, KIM)

    def limit(self, slack_second: float = SLACK_SECOND) -> None:
        """Have the vendors keep to their limits from now on."""
        self.people.post("limits", enforce=True, slack_second=slack_second)

    def release(self) -> None:
        """Let all go out."""
        self.people.command("kim", "resume")

    def sends(self) -> list[Obj]:
        """Return the calls by which Stripe sent invoices."""
        rows = self.people.get("calls", vendor="stripe")
        return [row for row in rows if row["path"].endswith(SENT) and row["status"] == 200]

    def wait_for_sends(self, count: int, seconds: float = 60) -> list[Obj]:
        """Wait until so many are sent; return the calls."""

        def enough() -> bool:
            time.sleep(LOOK_EVERY)
            return len(self.people.outbox()) >= count  # short, where the calls are megabytes

        wait_for(
            enough,
            f"{count} to be sent",
            seconds=seconds,
            instead=lambda: f"{len(self.sends())}: {self.bot.end_of_log()}",
        )
        return self.sends()

    def made(self, *status: str) -> Counter[str]:
        """Return how many invoices each of the deals has at Stripe, of those that are out."""
        rows = [row for row in self.people.invoices() if row["status"] in (status or OUT)]
        return Counter(row["metadata"]["sf_opportunity_id"] for row in rows)

    def refused(self) -> Obj:
        """Return what Stripe refused for its rate."""
        found: Obj = self.people.get("limits").get("stripe", {})
        return found


def pending(deps: Deps) -> Sequence[ProposalRow]:
    """Return what waits for approval."""
    with deps.ledger.reading() as s:
        return [row for row in proposals.pending(s) if row.status is ProposalStatus.PENDING]


def policy_in(folder: Path) -> Path:
    """Write the sandbox's policy, but for the breaker: all these deals are meant."""
    path = folder / "policy.toml"
    path.write_text(f"{POLICY.read_text()}\n[limits]\ncards_per_hour = 0\n")
    return path


def settings(policy: Path, slack_second: float = SLACK_SECOND) -> dict[str, str]:
    """Return the settings of a bot in a burst."""
    return {"POLICY_FILE": str(policy), "SLACK_SECONDS_APART": str(slack_second)}


def quiet(people: People) -> None:
    """Wait until no call comes for a second."""
    before = -1
    while (now := len(people.get("calls"))) != before:
        before = now
        time.sleep(1)
