"""What people do in Slack in a random history."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

from bot.actor import Actor
from bot.amending import WayKind
from bot.currency import smallest_step
from bot.errors import BotError
from bot.facts import CreditWay
from bot.ledger import adjustments, deals, desk, holds, proposals, subscriptions
from bot.ledger.proposals import ProposalRow
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus
from bot.views.ids import HoldReason, RejectReason
from bot.workflows.amending import amend_choose, correct
from bot.workflows.deciding import decide
from bot.workflows.holding import hold
from bot.workflows.holding.hold import HoldWish
from bot.workflows.issuing import moving
from bot.workflows.standing.what_stands import change_of, plan_now, situation
from bot.workflows.telling import trouble
from bot.workflows.tracking import conditions, usage
from tests.histories.shapes import HOURS
from tests.histories.world import World, pick
from tests.workflows.house import ALEX, KIM, PAT

FINANCE = (KIM, PAT)


class PeopleSide(World):
    """Slack: `n` chooses among what there is; what is not possible is refused, and that is fine."""

    def approve(self, n: int, who: int = 0) -> None:
        """Approve what waits."""
        if waits := self._waiting(n):
            self._try(lambda: decide.approve(self.deps, waits.id, waits.content_hash, _who(who)))

    def approve_by_both(self, n: int) -> None:
        """Have both approve, as large amounts need."""
        self.approve(n, 0)
        self.approve(n, 1)

    def reject(self, n: int) -> None:
        """Reject what waits."""
        if waits := self._waiting(n):
            seen, why = waits.content_hash, RejectReason.OTHER
            self._try(lambda: decide.reject(self.deps, waits.id, seen, KIM, reason=why, note="no"))

    def reopen(self, n: int) -> None:
        """Ask again about what was rejected."""
        deal_id = pick(self.deals, n)
        with self.ledger.reading() as s:
            latest = proposals.latest_of(s, deal_id or "")
        if latest:
            self._try(lambda: decide.reopen(self.deps, latest.id, KIM))

    def choose(self, n: int, kind: WayKind) -> None:
        """Choose what becomes of an approved plan."""
        deal_id = pick(self.deals, n)
        with self.ledger.reading() as s:
            base = proposals.in_force(s, deal_id or "")
            if base is None or deal_id is None:
                return
            now = plan_now(self.deps, deals.get(s, deal_id), base)
            change = change_of(self.deps, s, base, now)
            seen = situation(change, proposals.pending_of(s, deal_id))
        self._try(lambda: amend_choose.choose(self.deps, base.id, seen, kind, "as agreed", PAT))

    def hold_deal(self, n: int, *, everything: bool = False) -> None:
        """Hold a deal."""
        if deal_id := pick(self.deals, n):
            wish = HoldWish(reason=HoldReason.OTHER, note="wait", everything=everything)
            self._try(lambda: hold.hold_deal(self.deps, deal_id, wish, ALEX))

    def hold_invoice(self, n: int) -> None:
        """Hold an invoice."""
        if row := pick(self.rows(), n):
            wish = HoldWish(reason=HoldReason.OTHER, note="wait")
            self._try(lambda: hold.hold_invoice(self.deps, row.id, wish, ALEX))

    def hold_retainer(self, n: int) -> None:
        """Hold a retainer."""
        if row := pick(self.retainers(), n):
            wish = HoldWish(reason=HoldReason.OTHER, note="wait")
            self._try(lambda: hold.hold_retainer(self.deps, row.id, wish, ALEX))

    def release(self, n: int) -> None:
        """Release something."""
        with self.ledger.reading() as s:
            one = pick([h for h in holds.all_open(s) if h.by != "closedwon"], n)
        if one is None:
            return
        subject = one.subject
        if subject in self.deals:
            self._try(lambda: hold.release_deal(self.deps, subject, KIM))
        elif subject in {row.id for row in self.retainers()}:
            self._try(lambda: hold.release_retainer(self.deps, subject, KIM))
        else:
            self._try(lambda: hold.release_invoice(self.deps, subject, KIM))

    def move(self, n: int, days: int) -> None:
        """Have an installment go out on another day."""
        if row := pick(self.rows(), n):
            to = self.deps.today() + timedelta(days=days)
            self._try(lambda: moving.move(self.deps, row.id, to, KIM))

    def deliver(self, n: int) -> None:
        """Say that a condition is met."""
        if row := pick([row for row in self.rows() if row.condition], n):
            self._try(lambda: conditions.deliver(self.deps, row.id, KIM))

    def give_usage(self, n: int, quantity: int) -> None:
        """Give the quantity of a period."""
        if row := pick([row for row in self.rows() if row.period_start], n):
            given = {HOURS: Decimal(quantity)}
            self._try(lambda: usage.give_usage(self.deps, row.id, given, KIM))

    def correct(self, n: int, kind: AdjustmentKind, percent: int = 100) -> None:
        """Ask for a correction of an invoice."""
        row = pick([row for row in self.rows() if row.number], n)
        if row is None:
            return
        part = max(row.total_minor * percent // 100, 1)
        step = smallest_step(row.currency)
        wish = correct.Wish(
            kind=kind,
            amount=row.money(max(part // step * step, step)) if percent < 100 else None,
            reason="as agreed",
            way=CreditWay.BALANCE,
            paid_on=self.deps.today(),
            reference=f"MT103 {len(self.billing.happened)}",
        )
        self._try(lambda: correct.request(self.deps, row.id, wish, ALEX))

    def second(self, n: int, *, agree: bool = True) -> None:
        """Approve or refuse a correction that somebody asked for."""
        with self.ledger.reading() as s:
            row = pick(adjustments.in_status(s, AdjustmentStatus.REQUESTED), n)
        if row:
            answer = correct.approve if agree else correct.refuse
            self._try(lambda: answer(self.deps, row.id, KIM))

    def retry(self) -> int:
        """Press Retry on everything that can be retried; return how much that was."""
        with self.ledger.reading() as s:
            ids = [row.id for row in desk.open_troubles(s) if row.retry]
        for ident in ids:
            self._try(lambda ident=ident: trouble.retry(self.deps, ident, KIM))  # type: ignore[misc] # mypy types no lambda with a default
        return len(ids)

    # --- inside

    def retainers(self) -> list[subscriptions.SubscriptionRow]:
        """Return all retainers."""
        with self.ledger.reading() as s:
            return [row for one in self.deals for row in subscriptions.of_deal(s, one)]

    def _waiting(self, n: int) -> ProposalRow | None:
        with self.ledger.reading() as s:
            found = [proposals.pending_of(s, one) for one in self.deals]
        return pick([one for one in found if one], n)

    def _try(self, act: Callable[[], object]) -> None:
        """Do what a click does, if the bot is up; people hear why if it is not possible."""
        if not self.up:
            return
        with suppress(BotError):
            act()
        self.engine.run_all()


def _who(number: int) -> Actor:
    return FINANCE[number % len(FINANCE)]
