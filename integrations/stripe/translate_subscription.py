"""Stripe's subscriptions in our terms."""

from zoneinfo import ZoneInfo

import stripe

from bot.facts import SubscriptionFact
from bot.money import Money
from bot.periods import Interval, Rhythm
from bot.status import SubscriptionStatus
from integrations.stripe import metadata
from integrations.stripe.days import day_of
from integrations.stripe.errors import understood
from integrations.stripe.translate import entries, id_of, known_instant

OVER = ("canceled", "incomplete_expired")
"""States after which nothing comes any more."""


@understood()
def fact_of(subscription: stripe.Subscription, zone: ZoneInfo) -> SubscriptionFact:
    """Return `subscription` in our terms."""
    notes = entries(subscription)
    items = list(subscription["items"].auto_paging_iter())
    ended = subscription.status in OVER
    ends_at = subscription.cancel_at or subscription.ended_at
    turns_at = items[0].current_period_end
    goes_on = not ended and (ends_at is None or turns_at < ends_at)
    amount = sum((item.price.unit_amount or 0) * (item.quantity or 0) for item in items)
    return SubscriptionFact(
        stripe_id=subscription.id,
        subscription_id=notes.get(metadata.SUBSCRIPTION, ""),
        deal_id=notes.get(metadata.DEAL, ""),
        customer_id=id_of(subscription.customer),
        status=SubscriptionStatus.ENDED if ended else SubscriptionStatus.ACTIVE,
        paused=subscription.pause_collection is not None,
        next_on=day_of(turns_at, zone) if goes_on else None,
        ends_on=day_of(ends_at, zone) if ends_at else None,
        amount=Money(minor=amount, currency=subscription.currency),
        rhythm=_rhythm(items[0].price),
        created_at=known_instant(subscription.created),
        notes=notes,
    )


def _rhythm(price: stripe.Price) -> Rhythm | None:
    every = price.recurring
    if every is None or every.interval not in set(Interval):
        return None
    return Rhythm(interval=Interval(every.interval), every=every.interval_count)
