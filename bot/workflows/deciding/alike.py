"""Look-alikes: deals that may be copies of one another, so that nobody bills the same twice."""

from datetime import timedelta

from bot.deal import Deal
from bot.ledger import Session, deals, proposals
from bot.ledger.deals import DealRow
from bot.ledger.proposals import ProposalRow
from bot.status import ProposalStatus

NEAR = timedelta(days=60)
"""Two deals won farther apart are rather a renewal than a copy."""
COUNTS = (ProposalStatus.PENDING, ProposalStatus.APPROVED)


def alike(s: Session, row: DealRow) -> tuple[str, ...]:
    """Return a sentence for each other deal of the account that this one may be a copy of."""
    deal = row.deal
    said = []
    for other in deals.of_account(s, row.account_id):
        proposal = proposals.latest_of(s, other.id)
        if other.id == row.id or proposal is None or proposal.status not in COUNTS:
            continue
        if abs(other.won_at - row.won_at) <= NEAR and _sold(other.deal) == _sold(deal):
            said.append(_sentence(other, proposal))
    return tuple(said)


def _sold(deal: Deal) -> tuple[object, ...]:
    lines = tuple((line.description, line.quantity, line.total) for line in deal.lines)
    return deal.amount, deal.currency, lines


def _sentence(other: DealRow, proposal: ProposalRow) -> str:
    state = "is approved" if proposal.status is ProposalStatus.APPROVED else "waits for approval"
    return (
        f'It may be a copy of "{other.name}", which {state} ({proposal.plan.total}): same '
        "account, amount and products."
    )
