"""Two worlds in which the same happens: one has orderly feeds, the feeds of the other stutter."""

from collections import Counter
from collections.abc import Callable

from bot.facts import Snapshot
from bot.ledger import invoices, proposals, subscriptions
from bot.status import InvoiceStatus, SubscriptionStatus
from tests.histories.feed_side import FEEDS
from tests.histories.history import History
from tests.histories.world import pick

End = dict[str, object]


class Twin(History):
    """A history whose choices do not depend on the order in which things were made."""

    def sweep_now(self) -> None:
        """Let what is young grow old enough to be looked at, and compare everything."""
        self.feeds_are_well()
        self.minutes(61)
        slot = self.clock.now().isoformat()
        with self.ledger.transaction() as s:
            self.engine.enqueue(s, "sweep", slot, id=f"sweep:{slot}")
        self.engine.run_all()
        self.minutes(8)
        for vendor in FEEDS:
            self.feed(vendor).missed.clear()

    def _one(self, n: int, *states: InvoiceStatus) -> Snapshot | None:
        self.billing.catch_up()
        there = [one for one in self.billing.invoices.values() if one.status in states]
        return pick(sorted(there, key=self._slot), n)

    def _subscription(self, n: int) -> str | None:
        self.billing.catch_up()
        runs = SubscriptionStatus.ACTIVE
        with self.ledger.reading() as s:
            rows = [row for one in self.deals for row in subscriptions.of_deal(s, one)]
        ids = [str(r.stripe_id) for r in sorted(rows, key=lambda r: (r.deal_id, r.item, r.party))]
        return pick([i for i in ids if i in self.billing.subs and self._is(i, runs)], n)

    def _is(self, ident: str, status: SubscriptionStatus) -> bool:
        return self.billing.subs[ident].status is status

    def _slot(self, one: Snapshot) -> tuple[str, int, str, int, str]:
        with self.ledger.reading() as s:
            row = invoices.by_stripe_id(s, one.stripe_id)
        if row is None:
            return (one.deal_id or "", 0, "", 0, str(one.period))
        return (row.deal_id, row.item, row.party, row.revision, "")

    def end(self) -> End:
        """Return how everything stands: at Stripe, in Salesforce, and what is approved."""
        mails = Counter(stripe_id for stripe_id, _ in self.billing.mails)
        with self.ledger.reading() as s:
            bases = {one: proposals.in_force(s, one) for one in self.deals}
        return {
            "invoices": sorted(
                (
                    *self._slot(one)[:3], str(one.status), one.net and one.net.minor,
                    one.paid.minor, one.credited.minor if one.credited else 0,
                    sorted((b.kind, b.amount.minor, b.status) for b in one.back or ()),
                    bool(mails[one.stripe_id]),
                )
                for one in self.billing.invoices.values()
                if one.status is not InvoiceStatus.VOID
            ),
            "retainers": sorted(str(fact.status) for fact in self.billing.subs.values()),
            "approved": {one: base and base.plan.total.minor for one, base in bases.items()},
            "Salesforce": {
                deal_id: (shown.status, str(shown.invoiced), str(shown.balance))
                for deal_id, shown in self.crm.statuses.items()
            },
        }  # fmt: skip


class Twins:
    """Has the same happen in both; only the feeds of one are not in order."""

    def __init__(self) -> None:
        self.orderly, self.other = Twin(), Twin()

    def both(self, happens: Callable[[Twin], object]) -> None:
        """Have it happen in both worlds."""
        for world in (self.orderly, self.other):
            happens(world)

    def when_all_is_known(self) -> None:
        """Before somebody decides: what the feeds owe is found by the sweep, in both worlds."""
        if self.other.owed_by_feeds():
            self.both(Twin.sweep_now)

    def compare(self) -> None:
        """Insist on the same end in both.

        Raises:
            AssertionError: saying what differs.

        """
        mine, theirs = self.orderly.end(), self.other.end()
        wrong = [
            f"{what}:\n  orderly {mine[what]}\n  other   {theirs[what]}"
            for what in mine
            if mine[what] != theirs[what]
        ]
        if wrong:
            raise AssertionError("\n".join(wrong))

    def close(self) -> None:
        """Give the files back."""
        self.both(Twin.close)
