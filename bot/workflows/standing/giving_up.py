"""Giving up retainers that were approved and of which nothing is out."""

from collections.abc import Iterator

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.ledger import Session, holds, subscriptions
from bot.ledger.proposals import ProposalRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import RUNS, SubscriptionStatus, move_subscription
from bot.workflows.standing.retainers import SUBSCRIBE, UNSUBSCRIBE
from bot.workflows.telling.trouble import close_trouble


def give_up(deps: Deps, s: Session, row: SubscriptionRow) -> None:
    """Give a retainer up; what there is of it at Stripe is ended afterwards."""
    was_active = row.status is SubscriptionStatus.ACTIVE
    move_subscription(row, SubscriptionStatus.ENDED if was_active else SubscriptionStatus.CANCELED)
    row.ended_at = deps.now()
    _keep_on_hold(deps, s, row)
    close_trouble(deps, s, subject=row.id, kind=SUBSCRIBE)
    if row.attempt_at is not None:
        deps.engine.enqueue(s, UNSUBSCRIBE, row.id, id=f"unsubscribe:{row.id}")
    s.flush()


def _keep_on_hold(deps: Deps, s: Session, row: SubscriptionRow) -> None:
    """Hold the deal instead: what had to wait waits on, as a proposal."""
    hold = holds.open_on(s, row.id)
    if hold is None:
        return
    if hold.by != CLOSEDWON.id and holds.open_on(s, row.deal_id) is None:
        hold.subject, hold.confirmed_at = row.deal_id, deps.now()
    else:
        hold.released_at, hold.released_by = deps.now(), CLOSEDWON.id
    s.flush()


def give_up_all(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Give up the retainers of a proposal that is called off: nothing of them is out."""
    for row in _running(s, proposal.deal_id):
        if row.proposal_id == proposal.id:
            give_up(deps, s, row)


def drop_others(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Give up what an approved plan does not have any more and Stripe was never asked for."""
    for row in _running(s, proposal.deal_id):
        unmade = row.status is SubscriptionStatus.APPROVED
        if unmade and row.proposal_id != proposal.id:
            give_up(deps, s, row)


def _running(s: Session, deal_id: str) -> Iterator[SubscriptionRow]:
    yield from (row for row in subscriptions.of_deal(s, deal_id) if row.status in RUNS)
