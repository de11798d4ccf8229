"""What customers, banks and colleagues in the Dashboard do at Stripe in a random history."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from bot.currency import smallest_step
from bot.errors import BotError
from bot.facts import BackFact, BackKind, Snapshot
from bot.ledger import desk
from bot.money import Money
from bot.status import InvoiceStatus, SubscriptionStatus
from tests.histories.world import World, pick

OPEN, PAID = InvoiceStatus.OPEN, InvoiceStatus.PAID


class StripeSide(World):
    """Stripe: `n` chooses among what there is; the bot has not looked yet."""

    def pay(self, n: int, percent: int = 100) -> None:
        """Pay an invoice: a part, all of it, or too much."""
        if one := self._one(n, OPEN, InvoiceStatus.UNCOLLECTIBLE):
            amount = _part(one.balance, percent)
            self._happen(lambda: self.billing.pay(one.stripe_id, amount))

    def debit(self, n: int) -> None:
        """Begin a bank debit."""
        if one := self._one(n, OPEN):
            self._happen(lambda: self.billing.process(one.stripe_id))

    def bounce(self, n: int) -> None:
        """Have a bank give a debit back that had been paid."""
        if (one := self._one(n, PAID)) and self._left(one):
            self._happen(
                lambda: self.billing.dispute(
                    one.stripe_id, self._left(one), status="lost", reason="insufficient_funds"
                )
            )

    def dispute(self, n: int) -> None:
        """Have a customer dispute a payment."""
        if (one := self._one(n, PAID)) and self._left(one):
            self._happen(lambda: self.billing.dispute(one.stripe_id, self._left(one)))

    def decide_dispute(self, n: int, *, won: bool) -> None:
        """Have the bank decide a dispute."""
        disputed = [
            back
            for one in self.billing.invoices.values()
            for back in one.back or ()
            if back.kind is BackKind.DISPUTE and back.status == "needs_response"
        ]
        if one := pick(disputed, n):
            decide = self.billing.win if won else self.billing.lose
            self._happen(lambda: decide(one.id))

    def refund(self, n: int, percent: int = 100) -> None:
        """Refund what was paid, or a part of it."""
        if (one := self._one(n, PAID, OPEN)) and (left := self._left(one)):
            amount = _part(left, min(percent, 100))
            self._happen(lambda: self.billing.refund(one.stripe_id, amount))

    def credit(self, n: int, percent: int = 100) -> None:
        """Make a credit note by hand."""
        one = self._one(n, OPEN, PAID)
        if one and (left := one.total - (one.credited or Money.zero(one.currency))):
            self.by_hand.add(one.stripe_id)
            amount = _part(left, min(percent, 100))
            self._happen(lambda: self.billing.credit_by_hand(one.stripe_id, amount))

    def void(self, n: int) -> None:
        """Void an invoice by hand."""
        if one := self._one(n, OPEN, InvoiceStatus.UNCOLLECTIBLE):
            self.by_hand.add(one.stripe_id)
            self._happen(lambda: self.billing.void(one.stripe_id))

    def write_off(self, n: int) -> None:
        """Mark an invoice as uncollectible by hand."""
        if one := self._one(n, OPEN):
            self._happen(lambda: self.billing.write_off(one.stripe_id))

    def end_subscription(self, n: int) -> None:
        """End a subscription by hand."""
        if ident := self._subscription(n):
            self.by_hand.add(ident)
            self._happen(lambda: self.billing.cancel_by_hand(ident))

    def pause_subscription(self, n: int, *, paused: bool) -> None:
        """Pause a subscription by hand, or resume it."""
        if ident := self._subscription(n):
            self._happen(lambda: self.billing.pause_by_hand(ident, paused=paused))

    def fail(self, call: int, how: str) -> None:
        """Have one of the next calls fail."""
        self.billing.fail(call, how)

    def stutter(self, seed: int) -> None:
        """Have the feed of events begin anew, and come in any order."""
        self.billing.stutter = random.Random(seed)  # noqa: S311 - any order will do
        back = (self.clock.now() - timedelta(days=2)).isoformat()
        with self.ledger.transaction() as s:
            desk.set_cursor(s, "stripe_events", {"until": back, "seen": []})

    def down(self) -> None:
        """Stop the bot."""
        self.up = False

    def again(self) -> None:
        """Start the bot."""
        self.up = True
        self.look()

    # --- inside

    def _one(self, n: int, *states: InvoiceStatus) -> Snapshot | None:
        self.billing.catch_up()
        return pick([i for i in self.billing.invoices.values() if i.status in states], n)

    def _subscription(self, n: int) -> str | None:
        self.billing.catch_up()
        runs = SubscriptionStatus.ACTIVE
        return pick([i for i, fact in self.billing.subs.items() if fact.status is runs], n)

    def _left(self, one: Snapshot) -> Money:
        """Return what was paid online and neither refunded nor disputed."""
        gone = [back.amount for back in one.back or () if self._counts(back)]
        online = [p.amount for p in one.payments if p.kind != "out_of_band"]
        return Money.total(online, one.currency) - Money.total(gone, one.currency)

    def _counts(self, back: BackFact) -> bool:
        return back.kind is not BackKind.CREDIT_NOTE and back.status != "won"

    def _happen(self, act: Callable[[], object]) -> None:
        self.clock.move(seconds=timedelta(minutes=1).seconds)
        with suppress(BotError):
            act()


def _part(whole: Money, percent: int) -> Money:
    step = smallest_step(whole.currency)
    minor = max(whole.minor * percent // 100 // step * step, step)
    return Money(minor=minor, currency=whole.currency)
