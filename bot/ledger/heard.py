"""What Salesforce has heard of, and has not."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger.deals import DealRow, EventRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.receivables import batched
from bot.status import InvoiceStatus


def unwritten_deals(s: Session, before: datetime) -> Sequence[str]:
    """Return the deals of which something happened before `before` that Salesforce never heard.

    A deleted deal cannot be told: it is when somebody takes it out of the recycle bin.
    """
    there = sa.select(DealRow.id).where(DealRow.is_deleted.is_(False))
    query = sa.select(EventRow.deal_id).where(
        EventRow.written_back_at.is_(None), EventRow.at < before, EventRow.deal_id.in_(there)
    )
    return s.scalars(query.distinct().order_by(EventRow.deal_id)).all()


def written_deals(s: Session) -> Sequence[str]:
    """Return the deals of which Salesforce should have heard everything by now."""
    unheard = sa.select(EventRow.deal_id).where(EventRow.written_back_at.is_(None))
    query = sa.select(DealRow.id).where(
        DealRow.is_deleted.is_(False),
        DealRow.write_back_due.is_(False),
        DealRow.id.not_in(unheard),
    )
    return s.scalars(query.order_by(DealRow.id)).all()


def write_back_overdue(s: Session, since: date, today: date) -> None:
    """Have Salesforce hear of deals with an open invoice that became overdue since `since`."""
    due = sa.select(InvoiceRow.deal_id).where(
        InvoiceRow.status == InvoiceStatus.OPEN,
        InvoiceRow.due_date >= since,
        InvoiceRow.due_date < today,
    )
    rows = sa.select(DealRow.id).where(DealRow.id.in_(due)).order_by(DealRow.id)
    ids = s.scalars(rows.with_for_update()).all()  # in one order: two who mark wait, and go on
    for batch in batched(ids):
        s.execute(sa.update(DealRow).where(DealRow.id.in_(batch)).values(write_back_due=True))
