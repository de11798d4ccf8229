"""The reminders sent for invoices."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import NotFound
from bot.ledger.base import Base, new_id


class ReminderRow(Base):
    """One dunning step for an invoice by one channel, written before it is sent."""

    __tablename__ = "reminder"
    __table_args__ = (sa.UniqueConstraint("invoice_id", "step", "channel"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("rem"))
    invoice_id: Mapped[str] = mapped_column(sa.ForeignKey("invoice.id"), index=True)
    step: Mapped[str]
    """E.g. "+7" (days past due) or "manual:<date>"."""
    channel: Mapped[str]
    """"slack" or "email"."""
    at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    skipped: Mapped[str] = mapped_column(default="")
    """Why nothing was sent after all."""
    by: Mapped[str] = mapped_column(default="")


def reminders_of(s: Session, invoice_id: str) -> Sequence[ReminderRow]:
    """Return the reminders of an invoice, oldest first."""
    query = sa.select(ReminderRow).where(ReminderRow.invoice_id == invoice_id)
    return s.scalars(query.order_by(ReminderRow.at)).all()


def get_reminder(s: Session, reminder_id: str) -> ReminderRow:
    """Return the reminder.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(ReminderRow, reminder_id)
    if row is None:
        raise NotFound("This reminder is not known here.")
    return row
