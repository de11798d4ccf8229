"""The feed of what happened to invoices and subscriptions, read with overlap: hints to look."""

from datetime import datetime, timedelta

import stripe

from bot.facts import BillingEvent, EventPage
from integrations.stripe import metadata
from integrations.stripe.errors import translated, understood
from integrations.stripe.translate import entries, id_of, known_instant

TYPES = [
    "charge.dispute.closed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.refunded",
    "credit_note.created",
    "credit_note.voided",
    "customer.subscription.created",
    "customer.subscription.deleted",
    "customer.subscription.updated",
    "invoice.created",
    "invoice.deleted",
    "invoice.finalization_failed",
    "invoice.finalized",
    "invoice.marked_uncollectible",
    "invoice.paid",
    "invoice.sent",
    "invoice.updated",
    "invoice.voided",
    "invoice_payment.paid",
    "refund.updated",
]
"""Stripe takes at most twenty in one call. What pays too much, or fails to, updates the invoice;
`invoice.upcoming` has no id and is of no use."""

_SUBSCRIPTIONS = "customer.subscription."
_OF_INVOICES = ("invoice.", _SUBSCRIPTIONS)
_NAMING_INVOICES = ("invoice_payment.", "credit_note.")

OVERLAP = timedelta(minutes=10)
"""Events may appear late and out of order."""
KEPT = timedelta(days=29)
"""Stripe keeps events for thirty days; what is older has to be found by the sweep."""


@understood()
def read(client: stripe.StripeClient, since: datetime, now: datetime) -> EventPage:
    """Return what happened since `since`, oldest first; what was read before may come again."""
    with translated():
        listed = client.v1.events.list(
            {"types": TYPES, "created": {"gte": _from(since, now)}, "limit": 100}
        )
        rows = list(listed.auto_paging_iter())[::-1]
    subjects = Subjects(client)
    found = [_translated(row, subjects) for row in rows]
    latest = max((event.at for event in found), default=None)
    return EventPage(events=tuple(e for e in found if e.stripe_id), read_until=latest)


@understood()
def was_e_mailed(
    client: stripe.StripeClient, stripe_id: str, since: datetime, now: datetime
) -> bool:
    """Return whether Stripe tells of an e-mail with the invoice since `since`.

    It has no list of what happened to one invoice: of all, only e-mails are read, and those until
    it is found. On the first of a month hundreds of invoices ask.
    """
    with translated():
        listed = client.v1.events.list(
            {"type": "invoice.sent", "created": {"gte": _from(since, now)}, "limit": 100}
        )
        return any(id_of(event.data.object) == stripe_id for event in listed.auto_paging_iter())


def _from(since: datetime, now: datetime) -> int:
    """Return from when on Stripe is asked, in seconds: a little before, and what it still has."""
    return int(max(since - OVERLAP, now - KEPT).timestamp())


class Subjects:
    """Finds the invoice, or the subscription, that an event is about."""

    def __init__(self, client: stripe.StripeClient) -> None:
        """Ask `client` once for each payment."""
        self._client = client
        self._known: dict[str, str] = {}

    def of(self, event: stripe.Event) -> str:
        """Return its id, "" when it is about none."""
        thing = event.data.object
        if event.type.startswith(_OF_INVOICES):
            return id_of(thing)
        if event.type.startswith(_NAMING_INVOICES):
            return id_of(getattr(thing, "invoice", None))
        return self.paid_by(id_of(getattr(thing, "payment_intent", None)))

    def paid_by(self, intent: str) -> str:
        """Return the invoice that was paid by a payment; what was sold otherwise has none."""
        if intent and intent not in self._known:
            with translated():
                listed = self._client.v1.invoice_payments.list(
                    {"payment": {"type": "payment_intent", "payment_intent": intent}, "limit": 1}
                )
            self._known[intent] = id_of(listed.data[0].invoice) if listed.data else ""
        return self._known.get(intent, "")


@understood()
def _translated(event: stripe.Event, subjects: Subjects) -> BillingEvent:
    request = getattr(event, "request", None)
    of_subscription = event.type.startswith(_SUBSCRIPTIONS)
    notes = entries(event.data.object) if of_subscription else {}
    return BillingEvent(
        id=event.id,
        type=event.type,
        stripe_id=subjects.of(event),
        of_subscription=of_subscription,
        subscription_id=notes.get(metadata.SUBSCRIPTION, ""),
        deal_id=notes.get(metadata.DEAL, ""),
        at=known_instant(event.created),
        by_api=bool(getattr(request, "id", None)),
        key=getattr(request, "idempotency_key", None) or "",
    )
