"""Whatever happens in whatever order, a deal is never billed twice, and in the end as it says."""

import tempfile
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.amending import AS_DEAL, WayKind
from bot.deps import Deps
from bot.errors import BotError
from bot.ledger import audit, deals, proposals
from bot.money import Money
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.deciding import decide
from bot.workflows.deciding.order import issue_due
from bot.workflows.standing.what_stands import change_of, offers, plan_now
from bot.workflows.tracking.track import watch_payments
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import DEAL_ID
from tests.fakes.engine import FakeEngine
from tests.fakes.ledger import empty_ledger
from tests.workflows.amended import approve, asked, choose, four, milestones
from tests.workflows.house import KIM, House

OUT = (InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE)
amounts = st.sampled_from([60_000, 80_000, 99_999, 100_000, 120_000, 240_001])

events = st.one_of(
    st.tuples(st.just("amount"), amounts),
    st.tuples(st.just("lose"), st.none()),
    st.tuples(st.just("win"), st.none()),
    st.tuples(st.just("pay"), st.sampled_from([1, 2])),
    st.tuples(st.just("days"), st.sampled_from([1, 30])),
    st.tuples(st.just("choose"), st.sampled_from(list(WayKind))),
    st.tuples(st.just("approve"), st.none()),
    st.tuples(st.just("reject"), st.none()),
    st.tuples(st.just("track"), st.none()),
)


class History:
    """A deal of four parts, of which the first is out, and what happens to it then."""

    def __init__(self, deps: Deps) -> None:
        self.house = House(deps)
        four(self.house)

    def do(self, event: tuple[str, object]) -> None:
        name, what = event
        with suppress(BotError):  # people try what is not possible any more
            getattr(self, name)(what)
        self.house.run()
        self.check()

    def amount(self, amount: int) -> None:
        self.house.change(amount=Decimal(amount), milestones=milestones(25, 25, 25, 25))

    def lose(self, _: None) -> None:
        self.house.change(is_won=False, stage="Closed Lost")

    def win(self, _: None) -> None:
        self.house.change(is_won=True, stage="Closed Won")
        self.house.clock.move(minutes=6)
        self.house.poll()

    def pay(self, parts: int) -> None:
        """Pay the first open invoice, or half of it; the bot has not looked yet."""
        owed = [i for i in self.house.billing.invoices.values() if i.status is InvoiceStatus.OPEN]
        if owed:
            half = Money(minor=owed[0].balance.minor // parts, currency="USD")
            self.house.billing.pay(owed[0].stripe_id, half)

    def days(self, count: int) -> None:
        self.house.clock.move(days=count)
        issue_due(self.house.deps, "slot")
        self.house.run()
        self.track(None)

    def choose(self, kind: WayKind) -> None:
        choose(self.house, kind)

    def approve(self, _: None) -> None:
        approve(self.house)

    def reject(self, _: None) -> None:
        latest = self.house.latest()
        seen = latest.content_hash
        decide.reject(self.house.deps, latest.id, seen, KIM, reason="no", note="")

    def track(self, _: None) -> None:
        watch_payments(self.house.deps, f"slot {self.house.clock.now()}")
        self.house.run()

    def billed(self) -> int:
        """Return what Stripe bills, in minor units."""
        found = [i for i in self.house.billing.invoices.values() if i.status in OUT]
        credited = sum(i.credited.minor for i in found if i.credited)
        return sum(i.total.minor for i in found) - credited

    def check(self) -> None:
        """Nothing is billed twice: what is out is what was approved, each once."""
        rows = self.house.invoices()
        live = [(row.item, row.party) for row in rows if row.is_live]
        assert len(live) == len(set(live))
        ours = {row.stripe_id for row in rows}
        for invoice in self.house.billing.invoices.values():
            assert invoice.status is None or invoice.stripe_id in ours
        totals = [self.house.revision(n) for n in range(1, self.house.revisions() + 1)]
        approved = [one for one in totals if one.decided_at is not None]
        assert self.billed() <= max(one.plan.total.minor for one in approved)

    def settle(self) -> int:
        """Let it be won and settled as the deal says; return the deal's amount."""
        self.win(None)
        self.amount(90_000)
        self.track(None)
        for _ in range(3):
            if self.house.latest().status is ProposalStatus.PENDING and not asked(self.house):
                approve(self.house)
            if asked(self.house):
                choose(self.house, self.first_way())
                approve(self.house)
        self.days(200)
        self.days(1)
        with self.house.deps.ledger.reading() as s:
            assert audit.verify(s) is None
        return 9_000_000

    def first_way(self) -> WayKind:
        with self.house.deps.ledger.reading() as s:
            base = proposals.in_force(s, DEAL_ID)
            assert base is not None
            row = deals.get(s, DEAL_ID)
            change = change_of(self.house.deps, s, base, plan_now(self.house.deps, row, base))
            found = offers(self.house.deps, row, change)
        return next(way.kind for way in found if way.plan and way.kind in AS_DEAL)


class TestHistories:
    @settings(
        max_examples=5, deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )  # fmt: skip
    @given(st.lists(events, max_size=10))
    def test_end_as_the_deal_says(self, deps: Deps, story: list[tuple[str, object]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            ledger = empty_ledger(Path(folder))
            clock = FixedClock()
            fresh = replace(
                deps, ledger=ledger, clock=clock, engine=FakeEngine(), crm=FakeCrm(clock)
            )
            try:
                history = History(fresh)
                for event in story:
                    history.do(event)
                assert history.settle() == history.billed()
            finally:
                ledger.close()
