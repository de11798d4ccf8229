"""What is owed: our open invoices and those that others made, and sums over both."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.facts import Snapshot
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.payments import BackRow
from bot.ledger.reminders import ReminderRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.money import Money
from bot.status import LIVE, RUNS, InvoiceStatus

TO_ANSWER = ("warning_needs_response", "needs_response")
"""Disputes, in Stripe's words, that wait for our answer."""
UNDECIDED = (
    *TO_ANSWER,
    "warning_under_review",
    "under_review",
    "requires_action",
    "pending",
)
"""Refunds and disputes that will still move."""


class Owed(NamedTuple):
    """One of our open invoices with its deal."""

    invoice: InvoiceRow
    deal: DealRow


class PaidDeal(NamedTuple):
    """What was paid for a deal."""

    proposal_id: str
    total: Money
    at: datetime | None


def owed(s: Session, *, overdue_on: date | None = None, customer_id: str = "") -> Sequence[Owed]:
    """Return our open invoices, the longest due first; the overdue ones, or one customer's."""
    query = (
        sa.select(InvoiceRow, DealRow)
        .join(DealRow, DealRow.id == InvoiceRow.deal_id)
        .where(InvoiceRow.status == InvoiceStatus.OPEN)
        .order_by(InvoiceRow.due_date, InvoiceRow.id)
    )
    if overdue_on is not None:
        query = query.where(InvoiceRow.due_date < overdue_on, InvoiceRow.balance_minor > 0)
    if customer_id:
        query = query.where(InvoiceRow.customer_id == customer_id)
    return [Owed(invoice, deal) for invoice, deal in s.execute(query)]


def outside(s: Session) -> Sequence[OutsideInvoiceRow]:
    """Return the open invoices that the bot did not make, the longest due first."""
    query = sa.select(OutsideInvoiceRow)
    return s.scalars(query.order_by(OutsideInvoiceRow.due_date, OutsideInvoiceRow.stripe_id)).all()


def see_outside(s: Session, seen: Snapshot, now: datetime) -> None:
    """Take over what Stripe shows of an invoice that is not ours; only open ones are kept."""
    row = s.get(OutsideInvoiceRow, seen.stripe_id)
    if seen.status is not InvoiceStatus.OPEN:
        if row is not None:
            s.delete(row)
        return
    if row is None:
        row = OutsideInvoiceRow(stripe_id=seen.stripe_id)
        s.add(row)
    row.number, row.url = seen.number, seen.url
    row.customer_id, row.customer_name = seen.customer_id, seen.customer_name
    row.currency, row.balance_minor = seen.currency, seen.balance.minor
    row.due_date, row.seen_at = seen.due_date, now
    s.flush()


def forget_outside(s: Session, stripe_id: str) -> None:
    """Drop an invoice that the bot did not make and that is no longer open."""
    row = s.get(OutsideInvoiceRow, stripe_id)
    if row is not None:
        s.delete(row)


def with_stripe_ids(s: Session, stripe_ids: Sequence[str]) -> Sequence[InvoiceRow]:
    """Return our invoices with these ids at Stripe, whatever their state."""
    found: list[InvoiceRow] = []
    for batch in batched(stripe_ids):
        found += s.scalars(sa.select(InvoiceRow).where(InvoiceRow.stripe_id.in_(batch)))
    return found


def batched(ids: Sequence[str], size: int = 500) -> Iterator[Sequence[str]]:
    """Yield parts that fit into one query."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def is_fully_paid(s: Session, deal_id: str) -> bool:
    """Return whether all of the deal is billed and paid, and the money stayed."""
    query = sa.select(InvoiceRow).where(InvoiceRow.deal_id == deal_id, InvoiceRow.status.in_(LIVE))
    rows = s.scalars(query).all()
    running = sa.select(SubscriptionRow.id).where(
        SubscriptionRow.deal_id == deal_id, SubscriptionRow.status.in_(RUNS)
    )
    paid = all(row.status is InvoiceStatus.PAID and not row.missing for row in rows)
    return bool(rows) and paid and s.scalar(running.limit(1)) is None


def paid_of_deal(s: Session, deal_id: str) -> PaidDeal:
    """Return what was paid for a deal that has a paid invoice, and stayed.

    What was paid in a currency that the deal had before is not in it.
    """
    query = sa.select(InvoiceRow).where(
        InvoiceRow.deal_id == deal_id, InvoiceRow.status == InvoiceStatus.PAID
    )
    rows = s.scalars(query.order_by(InvoiceRow.paid_at, InvoiceRow.item)).all()
    last = rows[-1]
    same = (row for row in rows if row.currency == last.currency)
    kept = (min(row.money(row.due_minor), row.kept) for row in same)
    total = Money.total(kept, last.currency)
    return PaidDeal(proposal_id=last.proposal_id, total=total, at=last.paid_at)


def paid_totals(s: Session) -> Mapping[str, int]:
    """Return all money that ever came in for our invoices: currency -> minor units."""
    return _totals(s, sa.func.sum(InvoiceRow.paid_minor))


def back_totals(s: Session) -> Mapping[str, int]:
    """Return all that ever went back, by refunds and disputes: currency -> minor units."""
    return _totals(s, sa.func.sum(InvoiceRow.refunded_minor + InvoiceRow.disputed_minor))


def _totals(s: Session, summed: sa.ColumnElement[int]) -> Mapping[str, int]:
    query = sa.select(InvoiceRow.currency, summed).group_by(InvoiceRow.currency)
    return {currency: int(minor) for currency, minor in s.execute(query).all() if minor}


def unsettled(s: Session) -> Sequence[str]:
    """Return the ids at Stripe of invoices whose money is under way, either way."""
    pending = sa.select(BackRow.invoice_id).where(BackRow.status.in_(UNDECIDED))
    query = sa.select(InvoiceRow.stripe_id).where(
        InvoiceRow.stripe_id.is_not(None),
        InvoiceRow.processing.is_(True) | InvoiceRow.id.in_(pending),
    )
    return [stripe_id for stripe_id in s.scalars(query.order_by(InvoiceRow.id)) if stripe_id]


def held_ids(s: Session) -> frozenset[str]:
    """Return the ids of all deals and invoices on hold."""
    return frozenset(s.scalars(sa.select(HoldRow.subject).where(HoldRow.released_at.is_(None))))


def reminders_by_invoice(
    s: Session, invoice_ids: Sequence[str]
) -> Mapping[str, Sequence[ReminderRow]]:
    """Return the reminders of each of these invoices, oldest first."""
    found: dict[str, list[ReminderRow]] = {ident: [] for ident in invoice_ids}
    for batch in batched(invoice_ids):
        query = sa.select(ReminderRow).where(ReminderRow.invoice_id.in_(batch))
        for row in s.scalars(query.order_by(ReminderRow.at)):
            found[row.invoice_id].append(row)
    return found


def reminded(s: Session, customer_id: str) -> Sequence[Owed]:
    """Return a customer's invoices of which Slack was ever reminded, the longest due first."""
    query = (
        sa.select(InvoiceRow, DealRow)
        .join(DealRow, DealRow.id == InvoiceRow.deal_id)
        .where(
            InvoiceRow.customer_id == customer_id,
            InvoiceRow.id.in_(
                sa.select(ReminderRow.invoice_id).where(ReminderRow.channel == "slack")
            ),
        )
        .order_by(InvoiceRow.due_date, InvoiceRow.id)
    )
    return [Owed(invoice, deal) for invoice, deal in s.execute(query)]


def unsent_reminders(s: Session, customer_id: str) -> Sequence[ReminderRow]:
    """Return what is written down for a customer's invoices by the ladder and not sent."""
    query = (
        sa.select(ReminderRow)
        .join(InvoiceRow, InvoiceRow.id == ReminderRow.invoice_id)
        .where(
            InvoiceRow.customer_id == customer_id,
            ReminderRow.sent_at.is_(None),
            ReminderRow.skipped == "",
            ReminderRow.step.startswith("+", autoescape=True),
        )
        .order_by(ReminderRow.at, ReminderRow.id)
    )
    return s.scalars(query).all()
