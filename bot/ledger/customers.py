"""Customers at Stripe, and the open invoices that others made for them."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.ledger.base import Base


class CustomerRow(Base):
    """Account and bill-to e-mail <-> Stripe customer."""

    __tablename__ = "customer"
    __table_args__ = (sa.UniqueConstraint("account_id", "email"),)

    stripe_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    email: Mapped[str]
    content: Mapped[str] = mapped_column(default="")
    """Digest of what Stripe was told of them last; "" when that was nothing yet."""
    changes: Mapped[int] = mapped_column(default=0)
    """How often Stripe was told: part of the idempotency key."""


class OutsideInvoiceRow(Base):
    """An open invoice at Stripe that the bot did not make; it counts in the totals."""

    __tablename__ = "outside_invoice"

    stripe_id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(default="")
    customer_id: Mapped[str]
    customer_name: Mapped[str] = mapped_column(default="")
    currency: Mapped[str]
    balance_minor: Mapped[int]
    due_date: Mapped[date | None]
    url: Mapped[str] = mapped_column(default="")
    seen_at: Mapped[datetime]
    linked_deal_id: Mapped[str] = mapped_column(default="")
    """The deal somebody said it belongs to."""


def customer_of(s: Session, account_id: str, email: str) -> str | None:
    """Return the Stripe customer of this account and bill-to e-mail (any case), if known."""
    query = sa.select(CustomerRow.stripe_id).where(
        CustomerRow.account_id == account_id, CustomerRow.email == email.lower()
    )
    return s.scalar(query)


def of_account(s: Session, account_id: str) -> Sequence[CustomerRow]:
    """Return the Stripe customers of an account, one for each bill-to e-mail."""
    query = sa.select(CustomerRow).where(CustomerRow.account_id == account_id)
    return s.scalars(query.order_by(CustomerRow.stripe_id)).all()


def outside_of(s: Session, customer_id: str) -> Sequence[OutsideInvoiceRow]:
    """Return the open invoices of a customer that the bot did not make."""
    query = sa.select(OutsideInvoiceRow).where(OutsideInvoiceRow.customer_id == customer_id)
    return s.scalars(query.order_by(OutsideInvoiceRow.stripe_id)).all()
