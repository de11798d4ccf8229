"""Retainers for the tests of the local Stripe's subscriptions."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe

from tests.sandbox.stripe_kit import Stage

HOUR = 3600


def at(year: int, month: int, day: int, hour: int = 9) -> int:
    """Return that moment (UTC) in Unix seconds."""
    return int(datetime(year, month, day, hour, tzinfo=UTC).timestamp())


def until(stage: Stage, moment: int) -> None:
    """Let the clock jump to just after `moment`."""
    clock = stage.world.clock
    clock.advance(datetime.fromtimestamp(moment, UTC) - clock.now())


def item(
    stage: Stage, amount: int = 100_000, interval: str = "month", count: int = 1, **row: object
) -> dict[str, Any]:
    """Describe an item of a subscription; its product is there afterwards."""
    sent: Any = {"id": "retainer", "name": "Retainer"}
    if not stage.v1.products.list().data:
        stage.v1.products.create(sent)
    recurring = {"interval": interval, "interval_count": count}
    price = {"currency": "usd", "product": "retainer", "recurring": recurring}
    return {"price_data": {**price, "unit_amount": amount}, **row}


def subscribe(stage: Stage, *items: dict[str, Any], **params: object) -> stripe.Subscription:
    """Subscribe a new customer, monthly unless told otherwise; None leaves a parameter out."""
    sent: Any = {
        "collection_method": "send_invoice",
        "days_until_due": 10,
        "items": list(items) or [item(stage)],
        "proration_behavior": "none",
        **params,
    }
    if "customer" not in params:
        sent["customer"] = stage.customer().id
    kept: Any = {name: value for name, value in sent.items() if value is not None}
    return stage.v1.subscriptions.create(kept)


def change(
    stage: Stage, subscription: stripe.Subscription, **params: object
) -> stripe.Subscription:
    sent: Any = params
    return stage.v1.subscriptions.update(subscription.id, sent)


def again(stage: Stage, subscription: stripe.Subscription) -> stripe.Subscription:
    return stage.v1.subscriptions.retrieve(subscription.id)


def invoices(stage: Stage, subscription: stripe.Subscription) -> list[stripe.Invoice]:
    """Return what the subscription made, oldest first."""
    listed = stage.v1.invoices.list({"subscription": subscription.id, "limit": 100})
    return listed.data[::-1]


def days(moments: list[int]) -> list[str]:
    """Return the dates (UTC) of the moments."""
    return [datetime.fromtimestamp(moment, UTC).date().isoformat() for moment in moments]


def first_item(subscription: stripe.Subscription) -> stripe.SubscriptionItem:
    found: stripe.SubscriptionItem = subscription["items"].data[0]
    return found


def statuses(stage: Stage, made: stripe.Subscription) -> list[str | None]:
    return [bill.status for bill in invoices(stage, made)]


def error_of(call: Callable[[], object]) -> stripe.InvalidRequestError:
    with pytest.raises(stripe.InvalidRequestError) as caught:
        call()
    return caught.value
