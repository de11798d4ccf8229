"""A further term of a retainer while it is pending: whether it fits, and taking it back."""

from bot.actor import CLOSEDWON
from bot.amending import WayKind
from bot.deps import Deps
from bot.ledger import Session, subscriptions
from bot.ledger.proposals import ProposalRow
from bot.renewal import RENEWS, renewed
from bot.workflows.amending.amend_proposal import supersede, told
from bot.workflows.standing.what_stands import standing_of

RENEW = "renew"
"""The workflow that looks for retainers that end soon; and the kind of its trouble."""


def is_renewal(proposal: ProposalRow | None) -> bool:
    """Return whether a proposal is another term of a retainer."""
    return proposal is not None and proposal.way == WayKind.RENEW


def renewal_fits(s: Session, base: ProposalRow, proposal: ProposalRow) -> bool:
    """Return whether it is still the term that follows what is in force."""
    plan = base.plan
    number = _renews(proposal)
    part = next((part for part in plan.retainers if part.number == number), None)
    if part is None:
        return False
    last = standing_of(s, base.deal_id, plan).last_number
    return renewed(plan, part, last).content_hash == proposal.content_hash


def _renews(proposal: ProposalRow) -> int:
    """Return the number of the retainer that it renews."""
    return int(proposal.plan.retainers[-1].source.removeprefix(RENEWS))


def withdraw_renewal(deps: Deps, s: Session, proposal: ProposalRow, why: str) -> None:
    """Take it back; it is proposed anew once nothing else is to be decided."""
    supersede(deps, s, proposal, why)
    forget_asking(s, proposal)
    what = f"The further term is proposed again later: {why}."
    told(deps, s, proposal, CLOSEDWON, "renewal.withdrawn", what)


def forget_asking(s: Session, proposal: ProposalRow) -> None:
    """Forget that a further term was proposed, so that it is again."""
    number = _renews(proposal)
    for row in subscriptions.of_deal(s, proposal.deal_id):
        if row.item == number:
            row.renewal_asked_at = None
    s.flush()
