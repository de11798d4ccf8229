"""Money in for invoices, and what was taken back, as Stripe told."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.facts import BackKind
from bot.ledger.base import Base, enum_of


class PaymentRow(Base):
    """Money in, as Stripe told."""

    __tablename__ = "payment"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Stripe's id of the invoice payment."""
    invoice_id: Mapped[str] = mapped_column(sa.ForeignKey("invoice.id"), index=True)
    amount_minor: Mapped[int]
    currency: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    reference: Mapped[str] = mapped_column(default="")
    """Of a payment recorded by hand, e.g. the bank's."""
    paid_at: Mapped[datetime]


class BackRow(Base):
    """A credit note, a refund or a dispute of an invoice, as Stripe last told."""

    __tablename__ = "taken_back"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Stripe's."""
    invoice_id: Mapped[str] = mapped_column(sa.ForeignKey("invoice.id"), index=True)
    kind: Mapped[BackKind] = mapped_column(enum_of(BackKind))
    amount_minor: Mapped[int]
    currency: Mapped[str]
    status: Mapped[str]
    """Stripe's; see `facts.BackFact`."""
    number: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


def back_of(s: Session, invoice_id: str) -> Sequence[BackRow]:
    """Return what was taken back of an invoice, oldest first."""
    query = sa.select(BackRow).where(BackRow.invoice_id == invoice_id)
    return s.scalars(query.order_by(BackRow.at, BackRow.id)).all()


def back_since(s: Session, since: datetime) -> frozenset[str]:
    """Return the ids of everything known that was taken back since then."""
    return frozenset(s.scalars(sa.select(BackRow.id).where(BackRow.at >= since)))
