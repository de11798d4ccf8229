"""How deals stand, with all that Salesforce is to show of them: for many in a few queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.receivables import batched
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import RUNS, ProposalStatus


@dataclass
class Overview:
    """How a deal stands."""

    invoices: list[InvoiceRow] = field(default_factory=list)
    """By installment and revision."""
    latest: ProposalStatus | None = None
    """Of its latest revision; None: it was never proposed."""
    currency: str = ""
    """Of what is approved now; "" = nothing is."""
    retainers: list[str] = field(default_factory=list)
    """Our ids of those that run, by number and revision."""
    holds: dict[str, HoldRow] = field(default_factory=dict)
    """The open ones by what they are of: the deal, an invoice or a retainer."""


def of_deals(s: Session, deal_ids: Sequence[str]) -> Mapping[str, Overview]:
    """Return how each of these deals stands."""
    found = {deal_id: Overview() for deal_id in deal_ids}
    for batch in batched(deal_ids):
        _add_invoices(s, found, batch)
        _add_proposals(s, found, batch)
        _add_retainers(s, found, batch)
    _add_holds(s, found)
    return found


def _add_invoices(s: Session, found: Mapping[str, Overview], ids: Sequence[str]) -> None:
    query = sa.select(InvoiceRow).where(InvoiceRow.deal_id.in_(ids))
    for row in s.scalars(query.order_by(InvoiceRow.item, InvoiceRow.revision)):
        found[row.deal_id].invoices.append(row)


def _add_proposals(s: Session, found: Mapping[str, Overview], ids: Sequence[str]) -> None:
    query = sa.select(ProposalRow.deal_id, ProposalRow.status, ProposalRow.currency).where(
        ProposalRow.deal_id.in_(ids)
    )
    for deal_id, status, currency in s.execute(query.order_by(ProposalRow.revision)):
        found[deal_id].latest = status
        if status is ProposalStatus.APPROVED:
            found[deal_id].currency = currency


def _add_retainers(s: Session, found: Mapping[str, Overview], ids: Sequence[str]) -> None:
    query = sa.select(SubscriptionRow.deal_id, SubscriptionRow.id).where(
        SubscriptionRow.deal_id.in_(ids), SubscriptionRow.status.in_(RUNS)
    )
    ordered = query.order_by(SubscriptionRow.item, SubscriptionRow.revision)
    for deal_id, subscription_id in s.execute(ordered):
        found[deal_id].retainers.append(subscription_id)


def _add_holds(s: Session, found: Mapping[str, Overview]) -> None:
    of = {
        subject: deal_id
        for deal_id, one in found.items()
        for subject in (deal_id, *(row.id for row in one.invoices), *one.retainers)
    }
    for batch in batched(list(of)):
        query = sa.select(HoldRow).where(HoldRow.subject.in_(batch), HoldRow.released_at.is_(None))
        for row in s.scalars(query):
            found[of[row.subject]].holds[row.subject] = row
