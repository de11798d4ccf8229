"""The retainers: what the ledger says that Stripe bills again and again, held against Stripe."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

from bot.ledger import Session, deals, subscriptions
from bot.ledger.held import holding_retainer
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import SubscriptionStatus
from sandbox.company import ZONE
from sandbox.control import Obj
from sandbox.people import People

ENDED = ("canceled", "incomplete_expired")
"""What Stripe says of a subscription that bills nothing more."""


Terms = tuple[int, date | None, bool]
"""Minor units a period, the day after the last one, and whether it is paused."""


def running(s: Session) -> dict[str, Terms]:
    """Return what is to run at Stripe, by its id there."""
    found = [row for deal_id in deals.known_ids(s) for row in subscriptions.of_deal(s, deal_id)]
    return {
        row.stripe_id or row.id: (row.amount_minor, row.ends_on, row.waits or _is_held(s, row))
        for row in found
        if row.status is SubscriptionStatus.ACTIVE
    }


def _is_held(s: Session, row: SubscriptionRow) -> bool:
    return bool(holding_retainer(s, row))


def unlike(here: dict[str, Terms], people: People) -> Iterator[str]:
    """Yield where retainers are not at Stripe as the ledger has them."""
    there = {row["id"]: row for row in people.get("stripe/subscriptions")}
    live = {ident: row for ident, row in there.items() if row["status"] not in ENDED}
    for ident, wanted in here.items():
        seen = live.pop(ident, None)
        if seen is None:
            yield f"the retainer {ident} does not run at Stripe"
        elif _shown(seen) != wanted:
            yield f"the retainer {ident} is {wanted} in the ledger, {_shown(seen)} there"
    now = people.now().timestamp()
    for ident, row in live.items():
        last = row["items"]["data"][0]["current_period_end"]
        if row["cancel_at"] is None or row["cancel_at"] > max(now, last):
            yield f"Stripe bills the retainer {ident}, the ledger does not"


def _shown(row: Obj) -> Terms:
    cents = sum(
        one["price"]["unit_amount"] * one.get("quantity", 1) for one in row["items"]["data"]
    )
    end = row["cancel_at"]
    day = datetime.fromtimestamp(end, UTC).astimezone(ZONE).date() if end else None
    return cents, day, row["pause_collection"] is not None
