"""The call that makes a subscription: repeated under its key, and looked for once that is too old.

Stripe may be away for longer than it keeps keys, in the middle of the tries of one step: a call
under the key of yesterday would make a second subscription, which bills as well.
"""

from typing import Any

from bot.deps import Deps
from bot.errors import VendorError
from bot.facts import SubscriptionFact
from bot.ledger import subscriptions
from bot.ledger.subscriptions import SubscriptionRow
from bot.workflows.gating.gate import is_stopped
from bot.workflows.standing import attempt
from bot.workflows.standing.retainers import SUBSCRIBE, order_for
from bot.workflows.standing.strangers import claim

AGAIN = {"again": True}
"""Nothing was made, and periods began meanwhile: all of it from the look on."""


def look_first(
    deps: Deps, subscription_id: str, run: str, customer_id: str
) -> dict[str, Any] | None:
    """Return what an earlier attempt made; while its keys are good, they say so themselves.

    What was made before an older copy of the ledger was restored is found as well.
    """
    if (own := claim(deps, subscription_id)) is not None:
        return own.to_json()
    with deps.ledger.reading() as s:
        attempt.check(s, subscription_id, run)
        row = subscriptions.get(s, subscription_id)
    begun = row.starts_on <= deps.today()
    if row.attempt_at is None and not attempt.begins_late(deps, row.created_at, row.attempt):
        return None
    if row.attempt_at is not None and not (attempt.is_doubtful(deps, row) or begun):
        return None
    found = _find(deps, row, customer_id)
    if found is not None:
        return found.to_json()
    with deps.ledger.transaction() as s:
        attempt.check(s, subscription_id, run)
        row = subscriptions.get(s, subscription_id, lock=True)
        row.attempt, row.attempt_at, row.in_doubt = row.attempt + 1, None, False
    return None


def make(deps: Deps, subscription_id: str, run: str, customer_id: str) -> dict[str, Any]:
    """Make it, or find what an earlier try made; return it, {} if it has to wait after all."""
    with deps.ledger.reading() as s:
        attempt.check(s, subscription_id, run)
        row = subscriptions.get(s, subscription_id)
        order = order_for(s, row, customer_id)
    if is_stopped(deps, subject=row.id, workflow=SUBSCRIBE, deal_id=row.deal_id):
        return {}
    if attempt.is_doubtful(deps, row):
        found = _find(deps, row, customer_id)
        if found is not None:
            return found.to_json()
        if row.starts_on <= deps.today():
            return AGAIN
        row = _renew(deps, subscription_id, run)
    try:
        key = f"retainer:{row.id}:{row.attempt}"
        return deps.billing.subscribe(order, key=key).to_json()
    except VendorError as error:
        if error.code == attempt.SERVER_ERROR:
            with deps.ledger.transaction() as s:
                subscriptions.get(s, subscription_id, lock=True).in_doubt = True
        raise


def _find(deps: Deps, row: SubscriptionRow, customer_id: str) -> SubscriptionFact | None:
    return deps.billing.find_subscription(row.customer_id or customer_id, row.id)


def _renew(deps: Deps, subscription_id: str, run: str) -> SubscriptionRow:
    """Begin a new attempt, once it is known that the old one made nothing."""
    with deps.ledger.transaction() as s:
        attempt.check(s, subscription_id, run)
        row = subscriptions.get(s, subscription_id, lock=True)
        row.attempt, row.attempt_at, row.in_doubt = row.attempt + 1, deps.now(), False
        s.flush()
        return row
