"""Strange retainers: subscriptions that Stripe has by our hand, and the ledger does not know.

One that has billed nothing yet and is what was approved again is taken as the deal's own; it is
recognized by payer, amount, rhythm, first and last day.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import SubscriptionFact
from bot.ledger import Session, desk, subscriptions
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import SubscriptionStatus
from bot.views.text import day

NAME = "strange_retainers"
"""Beginning of the names of cursors: {"retainers": Stripe's ids}, by deal."""


class Standing(NamedTuple):
    """A subscription that still runs at Stripe, and whom it bills."""

    fact: SubscriptionFact
    email: str
    """The payer's, in lower case; "" if the customer is gone."""
    has_billed: bool
    """Whether it made an invoice: then the ledger may be about to bill the same period."""


def note_retainer(s: Session, deal_id: str, stripe_id: str, subscription_id: str) -> None:
    """Remember a subscription of ours that the ledger does not know, by the deal it was made for.

    `subscription_id` is our id of it, from its metadata.
    """
    if not deal_id or not _is_strange(s, stripe_id, subscription_id):
        return
    known = _of(s, deal_id)
    if stripe_id not in known:
        _keep(s, deal_id, [*known, stripe_id])


def standing(deps: Deps, deal_id: str) -> list[Standing]:
    """Return the strange ones of a deal as they are; what ended or became known is forgotten."""
    with deps.ledger.reading() as s:
        known = _of(s, deal_id)
    if not known:
        return []
    found = [one for one in (_look(deps, stripe_id) for stripe_id in known) if one]
    with deps.ledger.transaction() as s:
        left = [
            one for one in found if _is_strange(s, one.fact.stripe_id, one.fact.subscription_id)
        ]
        gone = {*known} - {one.fact.stripe_id for one in left}
        _keep(s, deal_id, [stripe_id for stripe_id in _of(s, deal_id) if stripe_id not in gone])
    return left


def pairs(s: Session, deal_id: str, found: Sequence[Standing]) -> Mapping[str, SubscriptionFact]:
    """Return what is a retainer that was approved again: our id -> the subscription that it is."""
    waiting = [
        row
        for row in subscriptions.of_deal(s, deal_id)
        if row.status is SubscriptionStatus.APPROVED
        and row.stripe_id is None
        and row.attempt_at is None
    ]
    return {
        rows[0].id: one.fact
        for one in found
        if len([other for other in found if other.email == one.email]) == 1
        and len(rows := [row for row in waiting if _is_same(row, one)]) == 1
    }


def said_of(deps: Deps, one: SubscriptionFact) -> str:
    """Return what to call it within a sentence."""
    bills = f"bills next on {day(one.next_on, deps.today())}" if one.next_on else "ends"
    return f"the subscription {one.stripe_id} over {one.amount} a period ({bills})"


def _is_same(row: SubscriptionRow, one: Standing) -> bool:
    there = one.fact
    return not one.has_billed and (
        there.amount,
        there.rhythm,
        there.next_on,
        there.ends_on,
        one.email,
    ) == (
        row.amount,
        row.rhythm,
        row.starts_on,
        row.ends_on,
        row.bill_to_email.casefold(),
    )


def _is_strange(s: Session, stripe_id: str, subscription_id: str) -> bool:
    if subscriptions.by_stripe_id(s, stripe_id) is not None:
        return False
    return s.get(SubscriptionRow, subscription_id) is None


def _look(deps: Deps, stripe_id: str) -> Standing | None:
    try:
        fact = deps.billing.subscription(stripe_id)
    except NotFound:
        return None
    if fact.status is SubscriptionStatus.ENDED:
        return None
    try:
        email = deps.billing.customer(fact.customer_id).email
    except NotFound:
        email = ""
    return Standing(fact, email.casefold(), has_billed=bool(deps.billing.invoices_of(stripe_id)))


def _of(s: Session, deal_id: str) -> list[str]:
    return list((desk.cursor(s, f"{NAME}:{deal_id}") or {}).get("retainers", ()))


def _keep(s: Session, deal_id: str, stripe_ids: list[str]) -> None:
    desk.set_cursor(s, f"{NAME}:{deal_id}", {"retainers": stripe_ids})
