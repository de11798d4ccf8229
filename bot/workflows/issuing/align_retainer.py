"""Aligning a retainer: its subscription at Stripe is brought to what the ledger says.

What is on hold, or waits for quantities, is paused there; what is not, runs. It ends when its last
approved period does. Whoever wrote looks again, so that the last one wrote what is true.
"""

from datetime import date
from itertools import count
from typing import Any

from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import SubscriptionFact
from bot.ledger import Session, subscriptions
from bot.ledger.base import new_id
from bot.ledger.held import retainer_kept_back
from bot.ledger.pause import note_told
from bot.ledger.subscriptions import SubscriptionRow
from bot.outcome import Outcome
from bot.status import SubscriptionStatus
from bot.workflows.standing.retainers import ALIGN_RETAINER, RETAINER
from bot.workflows.telling.trouble import close_trouble, open_trouble

GONE = "NotFound"


def align_retainer(deps: Deps, subscription_id: str, because: str) -> None:
    """Bring one subscription in line; `because` names the change for good."""
    bring_retainer_in_line(deps, subscription_id, because)


def bring_retainer_in_line(
    deps: Deps, subscription_id: str, because: str, retry: dict[str, Any] | None = None
) -> bool:
    """Do so inside a workflow; return whether Stripe has it as the ledger says.

    `retry` is what a click on Retry starts if Stripe refuses; aligning it again by default.
    """
    rounds = count()
    while (wanted := deps.durably(wanted_of, subscription_id).value) is not None:
        written = deps.durably(write, wanted, f"{because}:{next(rounds)}")
        if not written.done:
            deps.durably(cannot_align, subscription_id, because, written.to_json(), retry or {})
            return False
        if deps.durably(is_still_so, subscription_id, wanted).value:
            return True
    return True


def wanted_of(deps: Deps, subscription_id: str) -> dict[str, Any] | None:
    """Return how Stripe is to have it; None if it is over, or not there yet."""
    with deps.ledger.reading() as s:
        return _wanted(s, subscriptions.get(s, subscription_id))


def _wanted(s: Session, row: SubscriptionRow) -> dict[str, Any] | None:
    if row.status is not SubscriptionStatus.ACTIVE or not row.stripe_id:
        return None
    return {
        "stripe_id": row.stripe_id,
        "paused": row.waits or retainer_kept_back(s, row),
        "ends_on": row.ends_on.isoformat(),
    }


def write(deps: Deps, wanted: dict[str, Any], key: str) -> bool:
    """Write what is different; return whether it still runs.

    Setting it twice is setting it once, so each try has a key of its own: what goes back and forth
    within a day would else get an old answer, and nothing would happen.
    """
    key = f"{key}:{new_id('try')}"
    stripe_id, ends_on = wanted["stripe_id"], date.fromisoformat(wanted["ends_on"])
    try:
        seen = deps.billing.subscription(stripe_id)
    except NotFound:
        return False
    if _is_over(seen):
        return False  # who looks after it next says so
    if seen.paused != wanted["paused"] and wanted["paused"]:
        deps.billing.pause_subscription(stripe_id, key=f"{key}:pause")
    elif seen.paused != wanted["paused"]:
        deps.billing.resume_subscription(stripe_id, key=f"{key}:resume")
    if seen.ends_on != ends_on:
        deps.billing.end_subscription(stripe_id, ends_on, key=f"{key}:end")
    return True


def _is_over(seen: SubscriptionFact) -> bool:
    return seen.status is SubscriptionStatus.ENDED


def is_still_so(deps: Deps, subscription_id: str, wanted: dict[str, Any]) -> bool:
    """Return whether what was written is still true."""
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        if _wanted(s, row) not in (None, wanted):
            return False
        if wanted["paused"]:
            note_told(s, row.id)
        close_trouble(deps, s, subject=row.id, kind=RETAINER)
        return True


def cannot_align(
    deps: Deps, subscription_id: str, because: str, refused: dict[str, Any], retry: dict[str, Any]
) -> None:
    """Say that Stripe refused: the subscription does not follow the ledger."""
    again = {"workflow": ALIGN_RETAINER,
             "args": [subscription_id, f"{because}:{deps.now().timestamp()}"]}  # fmt: skip
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id)
        open_trouble(deps, s, Outcome.from_json(refused), subject=row.id, kind=RETAINER,
                     deal_id=row.deal_id, retry=retry or again)  # fmt: skip
