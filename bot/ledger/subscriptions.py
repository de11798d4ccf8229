"""Retainers at Stripe, and the quantities of their variable lines."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import NotFound
from bot.ledger.base import Base, enum_of, new_id
from bot.money import Money
from bot.periods import Interval, Period, Rhythm
from bot.status import SubscriptionStatus

_LIVE = sa.text("status in ('active', 'approved')")


class SubscriptionRow(Base):
    """A retainer of a deal for one payer: the periods that a subscription at Stripe bills."""

    __tablename__ = "subscription"
    __table_args__ = (
        sa.UniqueConstraint("deal_id", "item", "party", "revision"),
        sa.Index(
            "uq_subscription_live",
            "deal_id",
            "item",
            "party",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("sub"))
    deal_id: Mapped[str] = mapped_column(sa.ForeignKey("deal.id"), index=True)
    proposal_id: Mapped[str] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    item: Mapped[int]
    """Number of the retainer in the plan: that of its first period's invoice."""
    party: Mapped[str] = mapped_column(default="")
    revision: Mapped[int] = mapped_column(default=1)
    status: Mapped[SubscriptionStatus] = mapped_column(enum_of(SubscriptionStatus), index=True)
    version: Mapped[int] = mapped_column()
    currency: Mapped[str]
    amount_minor: Mapped[int]
    """Net, of one period, without what is variable."""
    label: Mapped[str] = mapped_column(default="")
    account_name: Mapped[str] = mapped_column(default="")
    bill_to_email: Mapped[str]
    customer_id: Mapped[str] = mapped_column(default="", index=True)
    stripe_id: Mapped[str | None] = mapped_column(unique=True)
    start_date: Mapped[date]
    """First day of the retainer's first period, whoever bills that."""
    interval: Mapped[Interval] = mapped_column(enum_of(Interval))
    every: Mapped[int] = mapped_column(default=1)
    anchor_day: Mapped[int] = mapped_column(default=0)
    """Day of the month on which its periods begin; 0: that of `start_date`."""
    first_period: Mapped[int]
    """Number (1-based) of the first period that the subscription bills."""
    last_period: Mapped[int]
    """And of the last one; less than `first_period`: none."""
    waits: Mapped[bool] = mapped_column(default=False)
    """Its invoices wait for quantities."""
    renews: Mapped[bool] = mapped_column(default=False)
    renewal_asked_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=1)
    attempt_at: Mapped[datetime | None]
    in_doubt: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it so

    @property
    def rhythm(self) -> Rhythm:
        """Return how often it bills."""
        return Rhythm(interval=self.interval, every=self.every)

    @property
    def amount(self) -> Money:
        """Return the net amount of one period."""
        return Money(minor=self.amount_minor, currency=self.currency)

    @property
    def starts_on(self) -> date:
        """Return the first day that the subscription bills."""
        return self.start_of(self.first_period)

    @property
    def ends_on(self) -> date:
        """Return the day after the last period that it bills."""
        return self.start_of(self.last_period + 1)

    def start_of(self, number: int) -> date:
        """Return the first day of period `number` (1-based, of the retainer)."""
        return self.rhythm.start_of(self.start_date, number, self.anchor_day)

    def period(self, number: int) -> Period:
        """Return period `number` (1-based, of the retainer)."""
        return self.rhythm.period(self.start_date, number, self.anchor_day)

    def number_of(self, start: date) -> int | None:
        """Return the number of the invoice whose period begins on `start`; None: there is none."""
        for period in range(self.first_period, self.last_period + 1):
            if self.start_of(period) == start:
                return self.item + period - 1
        return None


class UsageRow(Base):
    """The quantity of one variable line in one period."""

    __tablename__ = "usage"
    __table_args__ = (sa.UniqueConstraint("subscription_id", "period_start", "line"),)

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("use"))
    subscription_id: Mapped[str] = mapped_column(sa.ForeignKey("subscription.id"), index=True)
    period_start: Mapped[date]
    line: Mapped[str]
    """Key of the variable line."""
    quantity: Mapped[str]
    """A decimal number, written out."""
    by: Mapped[str]
    """Slack user id, or "Salesforce"."""
    at: Mapped[datetime]

    @property
    def amount(self) -> Decimal:
        """Return the quantity as a number."""
        return Decimal(self.quantity)


def get(s: Session, subscription_id: str, *, lock: bool = False) -> SubscriptionRow:
    """Return the retainer.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(
        SubscriptionRow, subscription_id, with_for_update=lock or None, populate_existing=lock
    )
    if row is None:
        raise NotFound("This retainer is not known here.")
    return row


def of_deal(s: Session, deal_id: str) -> Sequence[SubscriptionRow]:
    """Return the deal's retainers, by number and revision."""
    query = sa.select(SubscriptionRow).where(SubscriptionRow.deal_id == deal_id)
    return s.scalars(query.order_by(SubscriptionRow.item, SubscriptionRow.revision)).all()


def by_stripe_id(s: Session, stripe_id: str) -> SubscriptionRow | None:
    """Return our retainer with this id at Stripe."""
    return s.scalar(sa.select(SubscriptionRow).where(SubscriptionRow.stripe_id == stripe_id))


def of_customer(
    s: Session, customer_id: str, *statuses: SubscriptionStatus
) -> Sequence[SubscriptionRow]:
    """Return the retainers in these states of a customer at Stripe."""
    query = sa.select(SubscriptionRow).where(
        SubscriptionRow.customer_id == customer_id, SubscriptionRow.status.in_(statuses)
    )
    return s.scalars(query.order_by(SubscriptionRow.created_at, SubscriptionRow.id)).all()


def in_status(s: Session, *statuses: SubscriptionStatus) -> Sequence[SubscriptionRow]:
    """Return the retainers in these states."""
    query = sa.select(SubscriptionRow).where(SubscriptionRow.status.in_(statuses))
    return s.scalars(query.order_by(SubscriptionRow.created_at, SubscriptionRow.id)).all()


def usage_of(s: Session, subscription_id: str, period_start: date) -> dict[str, UsageRow]:
    """Return the quantities known of a period: key of the line -> row."""
    query = sa.select(UsageRow).where(
        UsageRow.subscription_id == subscription_id, UsageRow.period_start == period_start
    )
    return {row.line: row for row in s.scalars(query)}
