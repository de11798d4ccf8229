"""What holds an invoice or a retainer back: a hold of its own, of its retainer, or of its deal."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger import holds
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import paused
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import SubscriptionStatus


def holding(s: Session, row: InvoiceRow) -> list[HoldRow]:
    """Return the open holds because of which an invoice waits."""
    return _open(s, subjects_of(s, row))


def holding_retainer(s: Session, row: SubscriptionRow) -> list[HoldRow]:
    """Return the open holds because of which a retainer waits."""
    return _open(s, (row.id, row.deal_id))


def kept_back(s: Session, row: InvoiceRow) -> bool:
    """Return whether an invoice must not go out now: for a hold, or while everything is paused."""
    return paused(s) is not None or bool(holding(s, row))


def retainer_kept_back(s: Session, row: SubscriptionRow) -> bool:
    """Return whether a retainer must not bill now: for a hold, or while everything is paused."""
    return paused(s) is not None or bool(holding_retainer(s, row))


def subjects_of(s: Session, row: InvoiceRow) -> tuple[str, ...]:
    """Return what a hold of this invoice can be of: itself, its retainer, its deal."""
    retainer = retainer_of(s, row)
    return (row.id, *([retainer.id] if retainer else []), row.deal_id)


def retainer_of(s: Session, row: InvoiceRow) -> SubscriptionRow | None:
    """Return the retainer of which an invoice bills a period, whoever makes that invoice."""
    if row.subscription_id:
        return s.get(SubscriptionRow, row.subscription_id)
    if row.period_start is None:
        return None
    query = sa.select(SubscriptionRow).where(
        SubscriptionRow.deal_id == row.deal_id,
        SubscriptionRow.party == row.party,
        SubscriptionRow.item <= row.item,
        SubscriptionRow.status != SubscriptionStatus.CANCELED,
    )
    ordered = query.order_by(SubscriptionRow.item.desc(), SubscriptionRow.revision.desc())
    return s.scalar(ordered.limit(1))


def periods_of(s: Session, row: SubscriptionRow) -> Sequence[InvoiceRow]:
    """Return the invoices of a retainer for one payer, whoever makes them, by number."""
    query = sa.select(InvoiceRow).where(
        InvoiceRow.deal_id == row.deal_id,
        InvoiceRow.party == row.party,
        InvoiceRow.period_start.is_not(None),
    )
    found = s.scalars(query.order_by(InvoiceRow.item, InvoiceRow.revision)).all()
    return [one for one in found if (of := retainer_of(s, one)) is not None and of.id == row.id]


def _open(s: Session, subjects: Sequence[str]) -> list[HoldRow]:
    found = [holds.open_on(s, subject) for subject in subjects]
    return [hold for hold in found if hold is not None]
