"""A retainer that somebody ended in the Dashboard: it is trouble until people have decided.

They decide by approving a way to go on or another term, by releasing what was on hold, or by
Retry, which looks at Stripe again and takes what it says.
"""

from bot.deps import Deps
from bot.ledger import Session, subscriptions
from bot.status import SubscriptionStatus
from bot.workflows.standing.retainers import RETAINER
from bot.workflows.telling.trouble import close_trouble

ACCEPT = "accept"
"""Why a retainer is looked at when somebody takes its end as it is."""

ENDED = "ended"
"""The code of that trouble."""


def decided(deps: Deps, s: Session, deal_id: str) -> None:
    """Close the trouble of each retainer of the deal that is over: people know, and chose."""
    for row in subscriptions.of_deal(s, deal_id):
        if row.status is SubscriptionStatus.ENDED:
            close_trouble(deps, s, subject=row.id, kind=RETAINER)
