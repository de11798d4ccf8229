"""Adjustments: what is done, with leave, about invoices and subscriptions that exist."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import NotFound
from bot.ledger.base import Base, enum_of, new_id
from bot.money import Money
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus


class AdjustmentRow(Base):
    """One correction: asked for, approved, carried out once at Stripe."""

    __tablename__ = "adjustment"

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("adj"))
    deal_id: Mapped[str] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    proposal_id: Mapped[str] = mapped_column(default="", index=True)
    """The approved change it is part of; "" when a person asked for it by itself."""
    kind: Mapped[AdjustmentKind] = mapped_column(enum_of(AdjustmentKind))
    subject: Mapped[str] = mapped_column(index=True)
    """Our id of the invoice or the retainer."""
    status: Mapped[AdjustmentStatus] = mapped_column(enum_of(AdjustmentStatus), index=True)
    version: Mapped[int] = mapped_column()
    amount_minor: Mapped[int]
    """Above zero: how much is credited, paid, written off, …"""
    currency: Mapped[str]
    words: Mapped[str]
    """For people, e.g. "Credit note of $2,000.00 on invoice HP-0003"."""
    details: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What its kind needs: a payment's date and reference, new lines, the way of a credit."""
    reason: Mapped[str] = mapped_column(default="")
    requested_by: Mapped[str]
    """Slack user id."""
    requested_by_name: Mapped[str]
    requested_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(default="")
    decided_by_name: Mapped[str] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    stripe_id: Mapped[str] = mapped_column(default="")
    """What it made at Stripe: a credit note, the revision, …"""
    attempt: Mapped[int] = mapped_column(default=1)
    attempt_at: Mapped[datetime | None]
    in_doubt: Mapped[bool] = mapped_column(default=False)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    @property
    def amount(self) -> Money:
        """Return how much it is about."""
        return Money(minor=self.amount_minor, currency=self.currency)


def get(s: Session, adjustment_id: str, *, lock: bool = False) -> AdjustmentRow:
    """Return the adjustment.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(AdjustmentRow, adjustment_id, with_for_update=lock or None, populate_existing=lock)
    if row is None:
        raise NotFound("This correction is not known here.")
    return row


def of_subject(s: Session, subject: str) -> Sequence[AdjustmentRow]:
    """Return what was, or is to be, done about an invoice or a retainer, oldest first."""
    query = sa.select(AdjustmentRow).where(AdjustmentRow.subject == subject)
    return s.scalars(query.order_by(AdjustmentRow.requested_at, AdjustmentRow.id)).all()


def of_deal(s: Session, deal_id: str) -> Sequence[AdjustmentRow]:
    """Return what was, or is to be, done about a deal's invoices, oldest first."""
    query = sa.select(AdjustmentRow).where(AdjustmentRow.deal_id == deal_id)
    return s.scalars(query.order_by(AdjustmentRow.requested_at, AdjustmentRow.id)).all()


def in_status(s: Session, *statuses: AdjustmentStatus) -> Sequence[AdjustmentRow]:
    """Return the adjustments in these states, oldest first."""
    query = sa.select(AdjustmentRow).where(AdjustmentRow.status.in_(statuses))
    return s.scalars(query.order_by(AdjustmentRow.requested_at, AdjustmentRow.id)).all()
