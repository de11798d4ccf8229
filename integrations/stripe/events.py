"""The feed of what happened to invoices, read with an overlap: hints to look again."""

from datetime import datetime, timedelta

import stripe

from bot.facts import BillingEvent, EventPage
from integrations.stripe.errors import translated
from integrations.stripe.translate import id_of, known_instant

TYPES = [
    "invoice.created",
    "invoice.deleted",
    "invoice.finalization_failed",
    "invoice.finalized",
    "invoice.marked_uncollectible",
    "invoice.overdue",
    "invoice.overpaid",
    "invoice.paid",
    "invoice.payment_action_required",
    "invoice.payment_failed",
    "invoice.payment_succeeded",
    "invoice.sent",
    "invoice.updated",
    "invoice.voided",
    "invoice_payment.paid",
]
"""Stripe takes at most twenty in one call. `invoice.upcoming` has no id and is of no use."""

OVERLAP = timedelta(minutes=10)
"""Events may appear late and out of order."""
KEPT = timedelta(days=29)
"""Stripe keeps events for thirty days; what is older has to be found by the sweep."""


def read(client: stripe.StripeClient, since: datetime, now: datetime) -> EventPage:
    """Return what happened since `since`, oldest first; what was read before may come again."""
    start = max(since - OVERLAP, now - KEPT)
    with translated():
        listed = client.v1.events.list(
            {"types": TYPES, "created": {"gte": int(start.timestamp())}, "limit": 100}
        )
        rows = list(listed.auto_paging_iter())[::-1]
    found = [_translated(row) for row in rows]
    latest = max((event.at for event in found), default=None)
    return EventPage(events=tuple(e for e in found if e.stripe_id), read_until=latest)


def _translated(event: stripe.Event) -> BillingEvent:
    thing = event.data.object
    is_payment = event.type.startswith("invoice_payment.")
    request = getattr(event, "request", None)
    return BillingEvent(
        id=event.id,
        type=event.type,
        stripe_id=id_of(getattr(thing, "invoice", None) if is_payment else thing),
        at=known_instant(event.created),
        by_api=bool(getattr(request, "id", None)),
    )
