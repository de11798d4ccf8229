"""Ending at Stripe a retainer that was given up, also one of which we never heard that it runs."""

from typing import Any

from bot.deps import Deps
from bot.ledger import subscriptions
from bot.ledger.base import new_id
from bot.ledger.subscriptions import SubscriptionRow
from bot.outcome import Outcome
from bot.status import SubscriptionStatus
from bot.workflows.customers.customers import customer_for
from bot.workflows.standing.issue_order import payer
from bot.workflows.standing.retainers import UNSUBSCRIBE, charge_in
from bot.workflows.telling.trouble import close_trouble, open_trouble


def unsubscribe(deps: Deps, subscription_id: str) -> None:
    """End at Stripe what was given up: it bills nothing more."""
    ended = deps.durably(end, subscription_id)
    deps.durably(note_end, subscription_id, ended.to_json())


def end(deps: Deps, subscription_id: str) -> str:
    """End it, found by our id if we never heard what became of the call; return its id.

    What is ended is not ended again, so each try has a key of its own (see `align.write`).
    """
    with deps.ledger.reading() as s:
        row: SubscriptionRow = subscriptions.get(s, subscription_id)
        bill_to = payer(charge_in(s, row, min(row.first_period, row.last_period)))
        customer_id = customer_for(s, bill_to, row.customer_id)
    found = (
        deps.billing.subscription(row.stripe_id)
        if row.stripe_id
        else deps.billing.find_subscription(customer_id, row.id)
        if customer_id
        else None
    )
    if found is None or found.status is SubscriptionStatus.ENDED:
        return found.stripe_id if found else ""
    key = f"retainer:{row.id}:{row.attempt}:end:{new_id('try')}"
    return deps.billing.end_subscription(found.stripe_id, None, key=key).stripe_id


def note_end(deps: Deps, subscription_id: str, outcome_json: dict[str, Any]) -> None:
    """Note that it is ended; or say that Stripe refused: it would bill on."""
    outcome = Outcome.from_json(outcome_json)
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id, lock=True)
        if outcome.done:
            row.stripe_id = row.stripe_id or outcome.value or None
            row.attempt_at = None
            close_trouble(deps, s, subject=row.id, kind=UNSUBSCRIBE)
        else:
            open_trouble(deps, s, outcome, subject=row.id, kind=UNSUBSCRIBE, deal_id=row.deal_id,
                         retry={"workflow": UNSUBSCRIBE, "args": [row.id]})  # fmt: skip
