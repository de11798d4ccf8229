"""Holds: of a deal that is not yet billed, or of an invoice."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import NotFound
from bot.ledger.base import Base, new_id

_OPEN = sa.text("released_at is null")


class HoldRow(Base):
    """Why something waits, by whom, until when. One open hold per subject."""

    __tablename__ = "hold"
    __table_args__ = (
        sa.Index(
            "uq_hold_open", "subject", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("hold"))
    subject: Mapped[str] = mapped_column(index=True)
    """A deal id (its proposal, whatever the revision) or an invoice id."""
    deal_id: Mapped[str] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    reason: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    until_date: Mapped[date | None]
    by: Mapped[str]
    """Slack user id."""
    by_name: Mapped[str]
    at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    """When the vendor knew of it; a hold of a proposal needs nobody's confirmation."""
    released_at: Mapped[datetime | None]
    released_by: Mapped[str] = mapped_column(default="")


def open_on(s: Session, subject: str) -> HoldRow | None:
    """Return the open hold of a deal or an invoice."""
    query = sa.select(HoldRow).where(HoldRow.subject == subject, HoldRow.released_at.is_(None))
    return s.scalar(query)


def all_open(s: Session) -> Sequence[HoldRow]:
    """Return all open holds, oldest first."""
    query = sa.select(HoldRow).where(HoldRow.released_at.is_(None))
    return s.scalars(query.order_by(HoldRow.at)).all()


def get(s: Session, hold_id: str) -> HoldRow:
    """Return the hold.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(HoldRow, hold_id)
    if row is None:
        raise NotFound("This hold is not known here.")
    return row


def latest_on(s: Session, subject: str) -> HoldRow | None:
    """Return the latest hold of a deal or an invoice, open or released."""
    query = sa.select(HoldRow).where(HoldRow.subject == subject)
    return s.scalar(query.order_by(HoldRow.at.desc(), HoldRow.id).limit(1))


def open_of_deal(s: Session, deal_id: str) -> Sequence[HoldRow]:
    """Return the open holds of a deal and of its invoices, oldest first."""
    query = sa.select(HoldRow).where(HoldRow.deal_id == deal_id, HoldRow.released_at.is_(None))
    return s.scalars(query.order_by(HoldRow.at, HoldRow.id)).all()
