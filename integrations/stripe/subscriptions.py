"""Retainers at Stripe: made, read, changed, paused and ended, by calls that may be repeated."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import cast
from zoneinfo import ZoneInfo

import stripe
from stripe.params import ProductCreateParams, SubscriptionUpdateParams
from stripe.params import SubscriptionUpdateParamsItem as ItemParams

from bot.clock import Clock
from bot.errors import VendorError
from bot.facts import SubscriptionOrder
from bot.periods import Interval, Rhythm
from integrations.stripe import metadata
from integrations.stripe.days import period_start
from integrations.stripe.errors import EXISTS, MISSING, missing_is, translated, understood
from integrations.stripe.subscription_order import (
    end_of,
    items_of,
    products_of,
    subscription_params,
    terms_of,
)
from integrations.stripe.translate import entries
from integrations.stripe.translate_subscription import OVER


@understood()
def subscribe(
    client: stripe.StripeClient, order: SubscriptionOrder, key: str, zone: ZoneInfo, clock: Clock
) -> stripe.Subscription:
    """Make a subscription; one that waits for quantities is paused before its first period.

    When the usual hour of its first day is over, it begins at the end of that day.
    """
    params = subscription_params(order, zone)
    _make_products(client, products_of(order.subscription_id, order.lines), key)
    try:
        with translated():
            made = client.v1.subscriptions.create(params, {"idempotency_key": key})
    except VendorError as refusal:
        if refusal.retryable or period_start(order.starts_on, zone) > clock.now():
            raise
        params = subscription_params(order, zone, late=True)
        with translated():
            made = client.v1.subscriptions.create(params, {"idempotency_key": f"{key}:late"})
    return pause(client, made.id, f"{key}:pause") if order.waits else made


def _make_products(
    client: stripe.StripeClient, products: Sequence[ProductCreateParams], key: str
) -> None:
    """See to it that the products are there; one that is already is fine."""
    for product in {product["id"]: product for product in products}.values():
        try:
            with translated():
                client.v1.products.create(
                    product, {"idempotency_key": f"{key}:product:{product['id']}"}
                )
        except VendorError as refusal:
            if refusal.code != EXISTS:
                raise


def read(client: stripe.StripeClient, stripe_id: str) -> stripe.Subscription:
    """Return the subscription as it is now.

    Raises:
        NotFound: if there is none.

    """
    with missing_is(f"There is no subscription {stripe_id} at Stripe."), translated():
        return client.v1.subscriptions.retrieve(stripe_id)


@understood()
def find(
    client: stripe.StripeClient, customer_id: str, subscription_id: str
) -> stripe.Subscription | None:
    """Return the customer's subscription that carries our id: a running one before an ended one."""
    with translated():
        listed = client.v1.subscriptions.list(
            {"customer": customer_id, "status": "all", "limit": 100}
        )
        ours = [
            row
            for row in listed.auto_paging_iter()
            if entries(row).get(metadata.SUBSCRIPTION) == subscription_id
        ]
    return min(ours, key=lambda row: (row.status in OVER, row.created), default=None)


def running(client: stripe.StripeClient) -> Iterator[stripe.Subscription]:
    """Yield the subscriptions of ours that have not ended, newest first."""
    with understood(), translated():
        for row in client.v1.subscriptions.list({"limit": 100}).auto_paging_iter():
            if entries(row).get(metadata.SUBSCRIPTION):
                yield row


@understood()
def change(
    client: stripe.StripeClient, stripe_id: str, order: SubscriptionOrder, key: str
) -> stripe.Subscription:
    """Have the periods to come billed as ordered, without prorating the present one.

    All items are exchanged in one call; a repetition knows them by their mark.
    """
    now = read(client, stripe_id)
    with translated():
        rows = list(now["items"].auto_paging_iter())
    mark = metadata.mark(key)
    if all(entries(row).get(metadata.MARK) == mark for row in rows):
        return now
    ours = entries(now).get(metadata.SUBSCRIPTION) or stripe_id
    recurring = rows[0].price.recurring
    rhythm = Rhythm(interval=Interval(recurring.interval), every=recurring.interval_count)
    _make_products(client, products_of(ours, order.lines), key)
    added = items_of(ours, order.lines, now.currency, rhythm, mark)
    gone: list[ItemParams] = [{"id": row.id, "deleted": True} for row in rows]
    # The SDK has a type for items of each call; these have the same fields in both.
    items = [*gone, *cast("list[ItemParams]", added)]
    params: SubscriptionUpdateParams = {"items": items, "proration_behavior": "none"}
    return _update(client, stripe_id, {**params, **terms_of(order)}, key)


def pause(client: stripe.StripeClient, stripe_id: str, key: str) -> stripe.Subscription:
    """Keep the invoices of coming periods as drafts."""
    return _update(client, stripe_id, {"pause_collection": {"behavior": "keep_as_draft"}}, key)


def resume(client: stripe.StripeClient, stripe_id: str, key: str) -> stripe.Subscription:
    """Let the invoices of coming periods go out again; the drafts kept so far stay drafts."""
    return _update(client, stripe_id, {"pause_collection": ""}, key)


def note(client: stripe.StripeClient, stripe_id: str, notes: dict[str, str], key: str) -> None:
    """Write `notes` into the subscription's metadata; "" removes one."""
    _update(client, stripe_id, {"metadata": metadata.fitted(notes)}, key)


@understood()
def end(
    client: stripe.StripeClient, stripe_id: str, ends_on: date | None, key: str
) -> stripe.Subscription:
    """Bill no period that begins on `ends_on` or later; None: end it now, giving nothing back."""
    if ends_on is None:
        return _end_now(client, stripe_id)
    at = end_of(ends_on, read(client, stripe_id).billing_cycle_anchor)
    return _update(client, stripe_id, {"cancel_at": at, "proration_behavior": "none"}, key)


def _end_now(client: stripe.StripeClient, stripe_id: str) -> stripe.Subscription:
    """End it; Stripe does not find one that has ended, as a repetition sees it."""
    try:
        with translated():
            return client.v1.subscriptions.cancel(stripe_id, {"invoice_now": False})
    except VendorError as refusal:
        if refusal.code != MISSING:
            raise
    return read(client, stripe_id)


def _update(
    client: stripe.StripeClient, stripe_id: str, params: SubscriptionUpdateParams, key: str
) -> stripe.Subscription:
    with translated():
        return client.v1.subscriptions.update(stripe_id, params, {"idempotency_key": key})
