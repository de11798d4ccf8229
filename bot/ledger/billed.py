"""How far deals are billed, in a few columns: for many of them in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.receivables import batched
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import InvoiceStatus, ProposalStatus, SubscriptionStatus


@dataclass
class Billed:
    """How far a deal is billed."""

    settles: bool
    """Whether it is still to be proposed."""
    standing: ProposalStatus | None = None
    """Approved, if one of its proposals is in force; else that of the latest; None: there is none.
    """
    ended: bool = False
    """Whether people chose to bill nothing of it any more, and approved that."""
    invoices: set[InvoiceStatus] = field(default_factory=set)
    """In which states its invoices are."""
    retainers: set[SubscriptionStatus] = field(default_factory=set)


def of_deals(s: Session, deal_ids: Sequence[str]) -> Mapping[str, Billed]:
    """Return how far these deals are billed, without those that were never seen."""
    found: dict[str, Billed] = {}
    for batch in batched(deal_ids):
        found |= _of_batch(s, batch)
    return found


def _of_batch(s: Session, ids: Sequence[str]) -> dict[str, Billed]:
    deals = sa.select(DealRow.id, DealRow.settles_at.is_not(None)).where(DealRow.id.in_(ids))
    found = {row[0]: Billed(settles=bool(row[1])) for row in s.execute(deals)}
    ends = sa.and_(ProposalRow.amends != "", ProposalRow.amount_minor == 0)
    proposals = sa.select(ProposalRow.deal_id, ProposalRow.status, ends).where(
        ProposalRow.deal_id.in_(ids := list(found))  # one that came just now is not among them
    )
    for deal_id, proposed, ended in s.execute(proposals.order_by(ProposalRow.revision)):
        if proposed is ProposalStatus.APPROVED:
            found[deal_id].ended = bool(ended)
        elif found[deal_id].standing is ProposalStatus.APPROVED:
            continue
        found[deal_id].standing = proposed
    made = sa.select(InvoiceRow.deal_id, InvoiceRow.status).where(InvoiceRow.deal_id.in_(ids))
    for deal_id, status in s.execute(made):
        found[deal_id].invoices.add(status)
    running = sa.select(SubscriptionRow.deal_id, SubscriptionRow.status).where(
        SubscriptionRow.deal_id.in_(ids)
    )
    for deal_id, retainer in s.execute(running):
        found[deal_id].retainers.add(retainer)
    return found
