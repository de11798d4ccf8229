"""Invoices, the money that came in for them and the reminders sent for them."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import NotFound
from bot.ledger.base import Base, enum_of, new_id
from bot.money import Money
from bot.status import LIVE, InvoiceStatus

_LIVE = sa.text("status in (" + ", ".join(f"'{s.value}'" for s in sorted(LIVE)) + ")")


class InvoiceRow(Base):
    """One installment for one payer. Amounts in minor units of `currency`."""

    __tablename__ = "invoice"
    __table_args__ = (
        sa.UniqueConstraint("deal_id", "item", "party", "revision"),
        sa.Index(
            "uq_invoice_live",
            "deal_id",
            "item",
            "party",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("inv"))
    deal_id: Mapped[str] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    proposal_id: Mapped[str] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    item: Mapped[int]
    """Number of the installment in the plan, 1-based."""
    party: Mapped[str] = mapped_column(default="")
    """Who pays, when one deal is billed to several; "" = the one bill-to."""
    revision: Mapped[int] = mapped_column(default=1)
    status: Mapped[InvoiceStatus] = mapped_column(enum_of(InvoiceStatus), index=True)
    version: Mapped[int] = mapped_column()
    currency: Mapped[str]
    amount_minor: Mapped[int]
    """As approved."""
    total_minor: Mapped[int]
    """As Stripe has it (with tax); as approved until it is there."""
    due_minor: Mapped[int]
    """Total less the customer's credit balance, as Stripe asked for."""
    paid_minor: Mapped[int] = mapped_column(default=0)
    balance_minor: Mapped[int]
    overpaid_minor: Mapped[int] = mapped_column(default=0)
    account_name: Mapped[str] = mapped_column(default="")
    bill_to_email: Mapped[str]
    customer_id: Mapped[str] = mapped_column(default="", index=True)
    """At Stripe."""
    stripe_id: Mapped[str | None] = mapped_column(unique=True)
    number: Mapped[str] = mapped_column(default="", index=True)
    url: Mapped[str] = mapped_column(default="")
    attempt: Mapped[int] = mapped_column(default=1)
    """Part of the idempotency keys; rises only when it is known that nothing was made."""
    attempt_at: Mapped[datetime | None]
    """When the present attempt began: Stripe keeps keys for a day."""
    in_doubt: Mapped[bool] = mapped_column(default=False)
    """Stripe failed in the middle: look before the next attempt."""
    issue_date: Mapped[date | None]
    due_date: Mapped[date | None] = mapped_column(index=True)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]
    processing: Mapped[bool] = mapped_column(default=False)
    """A bank debit or transfer is under way."""
    promised_date: Mapped[date | None]
    promised_minor: Mapped[int | None]
    promised_by: Mapped[str] = mapped_column(default="")
    promises_broken: Mapped[int] = mapped_column(default=0)
    snoozed_until: Mapped[date | None]
    do_not_chase: Mapped[bool] = mapped_column(default=False)
    handed_to: Mapped[str] = mapped_column(default="")
    """Slack user id of who took it over after the last step."""
    touched_at: Mapped[datetime | None]
    """When a person last did something about collecting it."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    def money(self, minor: int) -> Money:
        """Return `minor` units of the invoice's currency."""
        return Money(minor=minor, currency=self.currency)

    @property
    def balance(self) -> Money:
        """Return what is still owed."""
        return self.money(self.balance_minor)

    @property
    def is_live(self) -> bool:
        """Return whether the installment counts as billed by it."""
        return self.status in LIVE


class PaymentRow(Base):
    """Money in, as Stripe told."""

    __tablename__ = "payment"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Stripe's id of the invoice payment."""
    invoice_id: Mapped[str] = mapped_column(sa.ForeignKey("invoice.id"), index=True)
    amount_minor: Mapped[int]
    currency: Mapped[str]
    kind: Mapped[str] = mapped_column(default="")
    paid_at: Mapped[datetime]


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


class CustomerRow(Base):
    """Account and bill-to e-mail <-> Stripe customer."""

    __tablename__ = "customer"
    __table_args__ = (sa.UniqueConstraint("account_id", "email"),)

    stripe_id: Mapped[str] = mapped_column(primary_key=True)
    account_id: Mapped[str]
    email: Mapped[str]


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


def get(s: Session, invoice_id: str, *, lock: bool = False) -> InvoiceRow:
    """Return the invoice.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(InvoiceRow, invoice_id, with_for_update=lock, populate_existing=lock)
    if row is None:
        raise NotFound("This invoice is not known here.")
    return row


def of_deal(s: Session, deal_id: str) -> Sequence[InvoiceRow]:
    """Return the deal's invoices, by installment and revision."""
    query = sa.select(InvoiceRow).where(InvoiceRow.deal_id == deal_id)
    return s.scalars(query.order_by(InvoiceRow.item, InvoiceRow.revision)).all()


def by_stripe_id(s: Session, stripe_id: str) -> InvoiceRow | None:
    """Return our invoice with this id at Stripe."""
    return s.scalar(sa.select(InvoiceRow).where(InvoiceRow.stripe_id == stripe_id))


def by_number(s: Session, number: str) -> InvoiceRow | None:
    """Return our invoice with this number, whatever the case."""
    return s.scalar(sa.select(InvoiceRow).where(sa.func.lower(InvoiceRow.number) == number.lower()))


def in_status(s: Session, *statuses: InvoiceStatus) -> Sequence[InvoiceRow]:
    """Return the invoices in these states, the longest due first."""
    query = sa.select(InvoiceRow).where(InvoiceRow.status.in_(statuses))
    return s.scalars(query.order_by(InvoiceRow.due_date, InvoiceRow.id)).all()


def customer_of(s: Session, account_id: str, email: str) -> str | None:
    """Return the Stripe customer of this account and bill-to e-mail (any case), if known."""
    query = sa.select(CustomerRow.stripe_id).where(
        CustomerRow.account_id == account_id, CustomerRow.email == email.lower()
    )
    return s.scalar(query)


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
