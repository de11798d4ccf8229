"""Finding things by what people type, and what stands where in Slack."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger.deals import DealRow
from bot.ledger.desk import MessageRow
from bot.ledger.invoices import InvoiceRow

SHORT_ID = 15
"""Characters of a Salesforce id without its checksum."""
LONG_ID = 18
MOST = 200
"""More matches than anybody reads."""


def invoices_like(s: Session, text: str) -> Sequence[InvoiceRow]:
    """Return invoices whose number contains `text`, or whose id at Stripe or here it is."""
    query = sa.select(InvoiceRow).where(
        sa.or_(
            sa.func.lower(InvoiceRow.number).contains(text.lower(), autoescape=True),
            InvoiceRow.stripe_id == text,
            InvoiceRow.id == text,
        )
    )
    return s.scalars(query.order_by(InvoiceRow.number, InvoiceRow.id).limit(MOST)).all()


def deals_like(s: Session, text: str) -> Sequence[DealRow]:
    """Return deals with this id (15 or 18 characters), or with all words in the two names."""
    names = sa.func.lower(DealRow.account_name + " " + DealRow.name)
    words = [names.contains(word, autoescape=True) for word in text.lower().split()]
    same_id = sa.func.substr(DealRow.id, 1, SHORT_ID) == text[:SHORT_ID]
    if len(text) in (SHORT_ID, LONG_ID):
        query = sa.select(DealRow).where(sa.or_(same_id, sa.and_(*words)))
    else:
        query = sa.select(DealRow).where(*words)
    return s.scalars(query.order_by(DealRow.account_name, DealRow.name).limit(MOST)).all()


def message_at(s: Session, kind: str, *, channel: str, ts: str) -> MessageRow | None:
    """Return what is shown by this message."""
    query = sa.select(MessageRow).where(
        MessageRow.kind == kind, MessageRow.channel == channel, MessageRow.ts == ts
    )
    return s.scalar(query)
