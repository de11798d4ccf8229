"""Which tier of the policy a proposal needs: a change counts by the larger of both totals."""

from bot.deps import Deps
from bot.ledger import Session, proposals
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.policy import Tier
from bot.workflows.what_stands import larger


def tier_of(deps: Deps, s: Session, proposal: ProposalRow) -> Tier:
    """Return how many have to approve a proposal, and who counts."""
    return deps.policy.tier_for(weight(s, proposal))


def weight(s: Session, proposal: ProposalRow) -> Money:
    """Return the amount by which it is judged."""
    amount = Money(minor=proposal.amount_minor, currency=proposal.currency)
    if not proposal.amends:
        return amount
    return larger(amount, proposals.get(s, proposal.amends).plan.total)
