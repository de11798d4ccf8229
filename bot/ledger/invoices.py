"""Invoices: one installment, or one period of a retainer, for one payer."""

from collections.abc import Iterator, Sequence
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
        sa.Index(None, "status", "due_date", "id"),
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
    status: Mapped[InvoiceStatus] = mapped_column(enum_of(InvoiceStatus))
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
    label: Mapped[str] = mapped_column(default="")
    """What it is for, for people."""
    source: Mapped[str] = mapped_column(default="")
    """Of the installment or retainer of the plan."""
    condition: Mapped[str] = mapped_column(default="")
    """What has to happen before it is sent; "" = nothing."""
    met_at: Mapped[datetime | None]
    met_by: Mapped[str] = mapped_column(default="")
    subscription_id: Mapped[str] = mapped_column(default="", index=True)
    """Of the retainer (our id) whose subscription makes it; "" = we make it."""
    period_start: Mapped[date | None]
    period_end: Mapped[date | None]
    advances: Mapped[bool] = mapped_column(default=False)
    """Whether Stripe is known to act by itself: finalize a draft on its date, or remind."""
    awaits_usage: Mapped[bool] = mapped_column(default=False)
    """A draft of a period whose quantities are not known yet."""
    warned_for: Mapped[date | None]
    """The send date of which people had notice."""
    net_minor: Mapped[int | None]
    """As Stripe has it; None until it is there."""
    tax_minor: Mapped[int] = mapped_column(default=0)
    credited_minor: Mapped[int] = mapped_column(default=0)
    """By credit notes."""
    credited_after_minor: Mapped[int] = mapped_column(default=0)
    """The part of it that had been paid: refunded, or the customer's credit now."""
    refunded_minor: Mapped[int] = mapped_column(default=0)
    disputed_minor: Mapped[int] = mapped_column(default=0)
    """Withheld while a dispute is open, gone once it is lost; 0 when it was won."""
    dispute: Mapped[str] = mapped_column(default="")
    """Stripe's status of the latest dispute."""
    written_off: Mapped[bool] = mapped_column(default=False)
    """Whether it was given up at some time; it may have been paid since."""
    read_at: Mapped[datetime | None]
    """When Stripe was asked for what is known now."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    def money(self, minor: int) -> Money:
        """Return `minor` units of the invoice's currency."""
        return Money(minor=minor, currency=self.currency)

    @property
    def balance(self) -> Money:
        """Return what is still owed."""
        return self.money(self.balance_minor)

    @property
    def kept(self) -> Money:
        """Return the money that stayed: paid, less refunds and what a dispute took."""
        return self.money(self.paid_minor - self.refunded_minor - self.disputed_minor)

    @property
    def missing(self) -> Money:
        """Return what went back of what was to stay: a credit note's refund leaves no gap."""
        back = self.refunded_minor + self.disputed_minor
        return self.money(max(0, back - self.credited_after_minor))

    @property
    def refunded_beside(self) -> Money:
        """Return what was refunded without a credit note, as far as the sums tell."""
        return self.money(max(0, self.refunded_minor - self.credited_after_minor))

    @property
    def creditable(self) -> Money:
        """Return how much can still be credited, with tax; Stripe may take less."""
        left = self.money(self.total_minor - self.credited_minor) - self.refunded_beside
        return max(left, self.money(0))

    @property
    def is_live(self) -> bool:
        """Return whether the installment counts as billed by it."""
        return self.status in LIVE


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


def of_customer(s: Session, customer_id: str, *statuses: InvoiceStatus) -> Sequence[InvoiceRow]:
    """Return the invoices in these states of a customer at Stripe, by deal and number."""
    query = sa.select(InvoiceRow).where(
        InvoiceRow.customer_id == customer_id, InvoiceRow.status.in_(statuses)
    )
    return s.scalars(query.order_by(InvoiceRow.deal_id, InvoiceRow.item)).all()


def in_status(s: Session, *statuses: InvoiceStatus) -> Sequence[InvoiceRow]:
    """Return the invoices in these states, the longest due first."""
    query = sa.select(InvoiceRow).where(InvoiceRow.status.in_(statuses))
    return s.scalars(query.order_by(InvoiceRow.due_date, InvoiceRow.id)).all()


def each_scheduled(s: Session) -> Iterator[InvoiceRow]:
    """Yield the invoices that wait for their day at Stripe, as they are needed."""
    query = sa.select(InvoiceRow).where(InvoiceRow.status == InvoiceStatus.SCHEDULED)
    ordered = query.order_by(InvoiceRow.due_date, InvoiceRow.id)
    return iter(s.scalars(ordered.execution_options(yield_per=500)))


def unsent(s: Session, before: date) -> Sequence[InvoiceRow]:
    """Return the open invoices that should have been e-mailed before a day and were not."""
    query = sa.select(InvoiceRow).where(
        InvoiceRow.status == InvoiceStatus.OPEN,
        InvoiceRow.sent_at.is_(None),
        InvoiceRow.issue_date < before,
    )
    return s.scalars(query.order_by(InvoiceRow.due_date, InvoiceRow.id)).all()
