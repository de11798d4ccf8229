"""The parts of the billing port for what is out already, and for retainers."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from bot import facts
from integrations.stripe import back, corrections, reading, subscriptions
from integrations.stripe.desk import Desk
from integrations.stripe.translate_subscription import fact_of


class StripeCorrections(Desk):
    """`bot.ports.billing.Corrections`."""

    def void(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Void an open invoice; return it as it stands."""
        return self._shown(corrections.void(self._client, stripe_id, key))

    def write_off(self, stripe_id: str, *, key: str) -> facts.Snapshot:
        """Mark an open invoice as uncollectible: it can still be paid."""
        return self._shown(corrections.write_off(self._client, stripe_id, key))

    def credit(self, order: facts.CreditOrder, *, key: str) -> facts.BackFact:
        """Make a credit note."""
        return corrections.credit(self._client, order, key)

    def record_payment(self, order: facts.PaymentOrder, *, key: str) -> facts.Snapshot:
        """Report money that came in outside Stripe, in part or in full."""
        return self._shown(corrections.record_payment(self._client, order, key, self._zone))

    def back_of(self, stripe_id: str) -> Sequence[facts.BackFact]:
        """Return the invoice's credit notes, refunds and disputes, oldest first."""
        return reading.back(self._client, stripe_id)

    def taken_back(self, since: datetime, known: Collection[str]) -> Sequence[str]:
        """Return the invoices of which something not `known` was taken back since then."""
        return back.taken_since(self._client, since, known)


class StripeSubscriptions(Desk):
    """`bot.ports.billing.Subscriptions`."""

    def subscribe(self, order: facts.SubscriptionOrder, *, key: str) -> facts.SubscriptionFact:
        """Make a subscription that begins to bill on `order.starts_on`."""
        made = subscriptions.subscribe(self._client, order, key, self._zone, self._clock)
        return fact_of(made, self._zone)

    def subscription(self, stripe_id: str) -> facts.SubscriptionFact:
        """Return the subscription as it is now.

        Raises:
            NotFound: if there is none.

        """
        return fact_of(subscriptions.read(self._client, stripe_id), self._zone)

    def find_subscription(
        self, customer_id: str, subscription_id: str
    ) -> facts.SubscriptionFact | None:
        """Return the customer's subscription that carries our id, ended ones included."""
        found = subscriptions.find(self._client, customer_id, subscription_id)
        return None if found is None else fact_of(found, self._zone)

    def subscriptions(self) -> Iterator[facts.SubscriptionFact]:
        """Yield every subscription that has not ended and carries an id of ours."""
        for subscription in subscriptions.running(self._client):
            yield fact_of(subscription, self._zone)

    def invoices_of(self, stripe_id: str) -> Sequence[facts.Snapshot]:
        """Return every invoice that a subscription ever made, oldest first, drafts included."""
        return reading.of_subscription(self._client, stripe_id, self._zone)

    def change_subscription(
        self, stripe_id: str, order: facts.SubscriptionOrder, *, key: str
    ) -> facts.SubscriptionFact:
        """Have the next period, and those after it, billed as ordered, without proration.

        That is: lines, terms, tax and what is printed. When it bills stays as it is.
        """
        changed = subscriptions.change(self._client, stripe_id, order, key)
        return fact_of(changed, self._zone)

    def pause_subscription(self, stripe_id: str, *, key: str) -> facts.SubscriptionFact:
        """Keep the invoices of coming periods as drafts."""
        return fact_of(subscriptions.pause(self._client, stripe_id, key), self._zone)

    def resume_subscription(self, stripe_id: str, *, key: str) -> facts.SubscriptionFact:
        """Let the invoices of coming periods go out again; drafts kept so far stay drafts."""
        return fact_of(subscriptions.resume(self._client, stripe_id, key), self._zone)

    def end_subscription(
        self, stripe_id: str, ends_on: date | None, *, key: str
    ) -> facts.SubscriptionFact:
        """Bill no period that begins on `ends_on` or later; None: end it now."""
        return fact_of(subscriptions.end(self._client, stripe_id, ends_on, key), self._zone)

    def note_subscription(self, stripe_id: str, notes: dict[str, str], *, key: str) -> None:
        """Write `notes` into the subscription's metadata ("" removes one), ended or not."""
        subscriptions.note(self._client, stripe_id, notes, key)
