"""The Stripe in memory: subscriptions, made, changed, paused and ended."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from bot.errors import NotFound
from bot.facts import Snapshot, SubscriptionFact, SubscriptionOrder
from bot.money import Money
from bot.status import SubscriptionStatus
from tests.fakes.billing_time import BillingTime, boundary
from tests.fakes.billing_world import bare, refusal

MOST_ITEMS = 20
CHANGEABLE = ("lines", "due", "memo", "footer", "po_number", "custom_fields", "tax")


class FakeRetainers(BillingTime):
    """Implements `Subscriptions`."""

    def subscribe(self, order: SubscriptionOrder, *, key: str) -> SubscriptionFact:
        def effect() -> SubscriptionFact:
            self._billed(order.customer_id)
            self._check(order)
            ident = f"sub_{next(self._numbers)}"
            self.sub_orders[ident] = order
            self._turns[ident] = 0
            self.subs[ident] = SubscriptionFact(
                stripe_id=ident,
                subscription_id=order.subscription_id,
                deal_id=order.deal_id,
                customer_id=order.customer_id,
                status=SubscriptionStatus.ACTIVE,
                paused=order.waits,
                next_on=order.starts_on,
                ends_on=order.ends_on,
                amount=Money.total((line.amount for line in order.lines), order.currency),
                rhythm=order.rhythm,
                created_at=self._now(),
            )
            self._tell(ident, "customer.subscription.created", by_api=True)
            return self.subs[ident]

        return self._do("subscribe", order.subscription_id, effect, key, order.to_json())

    def subscription(self, stripe_id: str) -> SubscriptionFact:
        def effect() -> SubscriptionFact:
            if stripe_id not in self.subs:
                raise NotFound(f"There is no subscription {stripe_id} at Stripe.")
            return self.subs[stripe_id]

        return self._do("subscription", stripe_id, effect)

    def find_subscription(self, customer_id: str, subscription_id: str) -> SubscriptionFact | None:
        def effect() -> SubscriptionFact | None:
            wanted = (customer_id, subscription_id)
            mine = [s for s in self.subs.values() if (s.customer_id, s.subscription_id) == wanted]
            return min(mine, key=lambda s: s.status is SubscriptionStatus.ENDED, default=None)

        return self._do("find_subscription", subscription_id, effect)

    def subscriptions(self) -> Iterator[SubscriptionFact]:
        def effect() -> list[SubscriptionFact]:
            running = [s for s in self.subs.values() if s.status is SubscriptionStatus.ACTIVE]
            return [s for s in running[::-1] if s.subscription_id]

        yield from self._do("subscriptions", "", effect)

    def invoices_of(self, stripe_id: str) -> Sequence[Snapshot]:
        def effect() -> list[Snapshot]:
            return [bare(i) for i in self.invoices.values() if i.subscription_id == stripe_id]

        return self._do("invoices_of", stripe_id, effect)

    def change_subscription(
        self, stripe_id: str, order: SubscriptionOrder, *, key: str
    ) -> SubscriptionFact:
        def effect() -> SubscriptionFact:
            fact = self._running(stripe_id)
            new = {name: getattr(order, name) for name in CHANGEABLE}
            changed = self.sub_orders[stripe_id].model_copy(update=new)
            self._check_lines(changed)
            self.sub_orders[stripe_id] = changed
            amount = Money.total((line.amount for line in order.lines), fact.amount.currency)
            return self._alter(stripe_id, amount=amount)

        sent = [stripe_id, order.to_json()]
        return self._do("change_subscription", stripe_id, effect, key, sent)

    def pause_subscription(self, stripe_id: str, *, key: str) -> SubscriptionFact:
        def effect() -> SubscriptionFact:
            self._running(stripe_id)
            return self._alter(stripe_id, paused=True)

        return self._do("pause_subscription", stripe_id, effect, key, [stripe_id])

    def resume_subscription(self, stripe_id: str, *, key: str) -> SubscriptionFact:
        def effect() -> SubscriptionFact:
            self._running(stripe_id)
            return self._alter(stripe_id, paused=False)

        return self._do("resume_subscription", stripe_id, effect, key, [stripe_id])

    def end_subscription(
        self, stripe_id: str, ends_on: date | None, *, key: str
    ) -> SubscriptionFact:
        def effect() -> SubscriptionFact:
            self._running(stripe_id)
            if ends_on is None:
                self._end(stripe_id)
                return self.subs[stripe_id]
            order, number = self.sub_orders[stripe_id], self._turns[stripe_id]
            if self._morning(ends_on) <= self._now():
                raise refusal("`cancel_at` must be a timestamp in the future.")
            while (following := boundary(order, number)) < ends_on:
                number += 1
            if following != ends_on:
                raise refusal("A retainer ends with a period.")
            next_on = boundary(order, self._turns[stripe_id])
            left = next_on if next_on < ends_on else None
            return self._alter(stripe_id, ends_on=ends_on, next_on=left)

        return self._do("end_subscription", stripe_id, effect, key, [stripe_id, ends_on])

    def note_subscription(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        def effect() -> None:
            if stripe_id not in self.subs:
                raise refusal(f"No such subscription: '{stripe_id}'", "resource_missing")
            both = self.subs[stripe_id].notes | notes
            self._alter(stripe_id, notes={name: text for name, text in both.items() if text})

        self._do("note_subscription", stripe_id, effect, key, [stripe_id, notes])

    def cancel_by_hand(self, stripe_id: str) -> None:
        """Let a colleague end a subscription in the Dashboard."""
        self.catch_up()
        self._end(stripe_id)

    def pause_by_hand(self, stripe_id: str, *, paused: bool = True) -> None:
        """Let a colleague pause collection, or resume it."""
        self.catch_up()
        self.subs[stripe_id] = self.subs[stripe_id].model_copy(update={"paused": paused})
        self._tell(stripe_id, "customer.subscription.updated")

    def _running(self, stripe_id: str) -> SubscriptionFact:
        fact = self.subs.get(stripe_id)
        if fact is None or fact.status is not SubscriptionStatus.ACTIVE:
            raise refusal(f"No such subscription: '{stripe_id}'", "resource_missing")
        return fact

    def _alter(self, stripe_id: str, **changes: object) -> SubscriptionFact:
        self.subs[stripe_id] = self.subs[stripe_id].model_copy(update=changes)
        self._tell(stripe_id, "customer.subscription.updated", by_api=True)
        return self.subs[stripe_id]

    def _check(self, order: SubscriptionOrder) -> None:
        today = self._today()
        if order.starts_on < today:
            raise refusal("`billing_cycle_anchor` must be a timestamp in the future.")
        clock = self._now().astimezone(self.zone).time()
        natural = datetime.combine(order.rhythm.start_of(today, 2), clock, self.zone)
        if self._morning(order.starts_on) > natural:
            raise refusal("billing_cycle_anchor cannot be later than next natural billing date.")
        if order.ends_on <= order.starts_on:
            raise refusal("`cancel_at` must come after the first period begins.")
        self._check_lines(order)
        for other, theirs in self.sub_orders.items():
            runs = self.subs[other].status is SubscriptionStatus.ACTIVE
            same = theirs.customer_id == order.customer_id
            if runs and same and theirs.currency != order.currency:
                raise refusal("You cannot combine currencies on a single customer.")

    def _check_lines(self, order: SubscriptionOrder) -> None:
        if len(order.lines) > MOST_ITEMS:
            raise refusal(f"A subscription has at most {MOST_ITEMS} lines.", "too_many_lines")
        if any(line.amount.minor < 0 for line in order.lines):
            raise refusal("A line of a subscription can't be negative.", "negative_line")
