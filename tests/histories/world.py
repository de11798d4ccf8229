"""The whole bot on fakes, with a clock that starts what is due, up or down."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.deps import Deps
from bot.ledger import invoices, proposals
from bot.ledger.held import subjects_of
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.policy import Policy
from bot.rules import BillingRules
from bot.workflows.register import WORKFLOWS
from jobs import timetable
from tests.fakes.clock import FixedClock
from tests.fakes.deals import DANA
from tests.fakes.ledger import empty_ledger
from tests.fakes.settings import some_settings
from tests.histories.billing import WatchedBilling
from tests.histories.engine import PatientEngine
from tests.histories.outages import WatchedCrm, WatchedDirectory, WatchedMessenger
from tests.workflows.house import TWO_ABOVE_25K

T = TypeVar("T")
NEW_YORK = ZoneInfo("America/New_York")
MOMENTS = ((9, 20), (10, 30), (18, 0))
"""When the clock ticks on a day: twice around the hour in which drafts of periods wait."""
IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it


class World:
    """Everything from Salesforce to Stripe; what happens in it is in the classes above."""

    def __init__(self) -> None:
        shared = str(IN_MEMORY) if IN_MEMORY.is_dir() else None
        self._folder = tempfile.TemporaryDirectory(dir=shared)
        self.clock = FixedClock()
        self.ledger = empty_ledger(Path(self._folder.name))
        self.engine = PatientEngine(self.clock)
        self.crm = WatchedCrm(self.clock)
        self.billing = WatchedBilling(self.clock)
        self.messenger = WatchedMessenger()
        self.directory = _people()
        self.deps = Deps(
            settings=some_settings(),
            policy=Policy(
                version="histories",
                people={"finance": ("@finance",), "ar": ("@ar",)},
                tiers=TWO_ABOVE_25K,
            ),
            clock=self.clock,
            ledger=self.ledger,
            engine=self.engine,
            crm=self.crm,
            billing=self.billing,
            messenger=self.messenger,
            directory=self.directory,
        )
        self._register()
        self.billing.about_to_send = self._may_be_sent
        self.billing.has_gone_out = self._went_out
        self._timetable = timetable(self.deps.settings)
        self.up = True
        self.by_hand: set[str] = set()
        """Stripe ids of what somebody did something to in the Dashboard."""
        self.wrong: list[str] = []
        """What must not happen, seen when it did."""
        self.deals: list[str] = []
        self.look()

    def under(self, **billing: object) -> None:
        """Start the bot with other rules of billing than before."""
        rules = BillingRules.model_validate(dict(self.deps.policy.billing) | billing)
        policy = self.deps.policy.model_copy(update={"billing": rules})
        self.deps = replace(self.deps, policy=policy)
        self._register()

    def _register(self) -> None:
        for name, known in WORKFLOWS.items():
            self.engine.register(name, known.run, self.deps, queue=known.queue)

    def close(self) -> None:
        """Give the files back."""
        self.ledger.close()
        self._folder.cleanup()

    # --- time

    def look(self) -> None:
        """Let the clock start what is due now, and do it all."""
        self.billing.catch_up()
        if not self.up:
            return
        now = self.clock.now()
        with self.ledger.transaction() as s:
            for job in self._timetable:
                if job.wanted(s):
                    slot = job.name_of(now)
                    self.engine.enqueue(s, job.workflow, slot, id=f"{job.workflow}:{slot}")
        self.engine.run_all()

    def minutes(self, count: int) -> None:
        """Let some minutes pass."""
        self.clock.move(minutes=count)
        self.billing.prune_keys()
        self.look()

    def days(self, count: int, *, every: int = 1) -> None:
        """Let days pass; the bot looks at several moments of every so many of them."""
        self._live_until(self.clock.now() + timedelta(days=count), every)

    def evenings(self, count: int) -> None:
        """Come to the evening so many days on, when the day's work is done."""
        day = self.clock.now().astimezone(NEW_YORK).date() + timedelta(days=count)
        hour, minute = MOMENTS[-1]
        self._live_until(datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK), 1)

    def _live_until(self, last: datetime, every: int) -> None:
        day = self.clock.now().astimezone(NEW_YORK).date()
        while day <= last.astimezone(NEW_YORK).date():
            for hour, minute in MOMENTS:
                moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=NEW_YORK)
                if self.clock.now() < moment <= last:
                    self._come_to(moment)
            day += timedelta(days=every)
        self._come_to(last)

    def _come_to(self, moment: datetime) -> None:
        self.clock.set(moment.astimezone(self.clock.now().tzinfo))
        self.billing.prune_keys()
        self.look()

    # --- what there is

    def rows(self, deal_id: str = "") -> list[InvoiceRow]:
        """Return the invoices of one deal, or of all."""
        with self.ledger.reading() as s:
            return [row for one in self.known(deal_id) for row in invoices.of_deal(s, one)]

    def known(self, deal_id: str = "") -> list[str]:
        """Return the deals there are, by their ids."""
        return [deal_id] if deal_id else self.deals

    def pending(self, deal_id: str) -> str:
        """Return the id of the proposal that waits, "" if none does."""
        with self.ledger.reading() as s:
            found = proposals.pending_of(s, deal_id)
        return found.id if found else ""

    # --- what must not happen

    def _may_be_sent(self, stripe_id: str) -> None:
        with self.ledger.reading() as s:
            row = invoices.by_stripe_id(s, stripe_id)
            held = row and self._held(s_row := row, self.clock.now(), confirmed=False) and s_row
        if held:
            self.wrong.append(f"invoice {held.item} of {held.deal_id} was sent while on hold")

    def _went_out(self, stripe_id: str, at: datetime) -> None:
        with self.ledger.reading() as s:
            row = invoices.by_stripe_id(s, stripe_id)
        asks = self.billing.invoices[stripe_id].total
        if row and asks and self._held(row, at, confirmed=True):
            self.wrong.append(f"invoice {row.item} of {row.deal_id} went out while on hold")

    def _held(self, row: InvoiceRow, at: datetime, *, confirmed: bool) -> list[HoldRow]:
        with self.ledger.reading() as s:
            subjects = subjects_of(s, row)
            found = [hold for hold in s.query(HoldRow).all() if hold.subject in subjects]
        return [
            hold
            for hold in found
            if (since := hold.confirmed_at if confirmed else hold.at) is not None
            and since < at
            and (hold.released_at is None or hold.released_at > at)
        ]


def pick(found: Sequence[T], number: int) -> T | None:
    """Return one of them, None if there is none."""
    return found[number % len(found)] if found else None


def _people() -> WatchedDirectory:
    directory = WatchedDirectory()
    directory.add("UKIM", "Kim", "@finance")
    directory.add("UPAT", "Pat", "@finance")
    directory.add("UALEX", "Alex", "@ar")
    directory.add("UDANA", "Dana", email=DANA.email)
    return directory
