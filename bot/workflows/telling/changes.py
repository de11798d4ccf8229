"""What people changed in a proposal, between their commit and the revision that shows it."""

from bot.ledger import Session, audit
from bot.ledger.proposals import ProposalRow

MODIFIED, FIXED = "proposal.modified", "proposal.fixed"
"""Names in the audit trail, under the id of the proposal that was changed."""
CHANGES, REMADE = "changes", "remade"
"""In those entries: what was changed; whether it makes a new revision."""


def under_way(s: Session, proposal: ProposalRow) -> bool:
    """Return whether somebody changed this plan and the new revision is not made yet."""
    return any(entry.after.get(REMADE) for entry in audit.entries(s, proposal.id))


def changers(s: Session, proposal: ProposalRow) -> list[str]:
    """Return who changed this plan so that a new revision has to be made."""
    return [entry.actor for entry in audit.entries(s, proposal.id) if entry.after.get(REMADE)]
