"""What a proposal comes to, and which tier it needs: a change by the larger of both totals."""

from bot.deps import Deps
from bot.ledger import Session, adjustments, proposals
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.policy import Tier
from bot.standing import corrected
from bot.status import AdjustmentStatus, ProposalStatus
from bot.workflows.standing.what_stands import larger, standing_of


def tier_of(deps: Deps, s: Session, proposal: ProposalRow) -> Tier:
    """Return how many have to approve a proposal, and who counts."""
    return deps.policy.tier_for(weight(s, proposal))


def weight(s: Session, proposal: ProposalRow) -> Money:
    """Return the amount by which it is judged."""
    amount = Money(minor=proposal.amount_minor, currency=proposal.currency)
    if not proposal.amends:
        return amount
    return larger(amount, proposals.get(s, proposal.amends).plan.total)


def bills(s: Session, proposal: ProposalRow) -> Money | None:
    """Return what a change leaves the deal billing in all, net, after corrections.

    None where that is its plan's total: it changes nothing that was approved, is over, or bills in
    another currency than what stands.
    """
    if not proposal.amends or proposal.status is ProposalStatus.SUPERSEDED:
        return None
    plan = proposal.plan
    if proposals.get(s, proposal.amends).currency != plan.currency:
        return None
    to_do = plan.adjustments
    if proposal.status is ProposalStatus.APPROVED:
        mine = [r for r in adjustments.of_deal(s, proposal.deal_id) if r.proposal_id == proposal.id]
        under_way = {row.subject for row in mine if row.status is AdjustmentStatus.APPROVED}
        to_do = tuple(one for one in to_do if one.subject in under_way)
    return corrected(standing_of(s, proposal.deal_id, plan), plan, to_do)
