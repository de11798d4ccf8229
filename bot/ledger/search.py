"""Finding things by what people type, and what stands where in Slack."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger.deals import DealRow
from bot.ledger.desk import MessageRow
from bot.ledger.invoices import InvoiceRow

SHORT_ID = 15
"""Characters of a Salesforce id without its checksum."""
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
    """Return deals with this id (15 or 18 characters), or whose or whose customer's name has it."""
    wanted = text.lower()
    query = sa.select(DealRow).where(
        sa.or_(
            sa.func.lower(DealRow.name).contains(wanted, autoescape=True),
            sa.func.lower(DealRow.account_name).contains(wanted, autoescape=True),
            DealRow.id == text,
            sa.func.substr(DealRow.id, 1, SHORT_ID) == text,
        )
    )
    return s.scalars(query.order_by(DealRow.account_name, DealRow.name).limit(MOST)).all()


def message_at(s: Session, kind: str, *, channel: str, ts: str) -> MessageRow | None:
    """Return what is shown by this message."""
    query = sa.select(MessageRow).where(
        MessageRow.kind == kind, MessageRow.channel == channel, MessageRow.ts == ts
    )
    return s.scalar(query)
