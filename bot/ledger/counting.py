"""What the daily summary counts and adds up, each by one question to the database."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.receivables import TO_ANSWER
from bot.status import InvoiceStatus, ProposalStatus


def count_open(s: Session, condition: sa.ColumnElement[bool]) -> int:
    """Return how many of our open invoices fulfil a condition."""
    return (
        s.scalar(
            sa.select(sa.func.count()).where(InvoiceRow.status == InvoiceStatus.OPEN, condition)
        )
        or 0
    )


def count_broken_promises(s: Session) -> int:
    """Return of how many a promise was broken and not renewed."""
    return count_open(
        s, sa.and_(InvoiceRow.promises_broken > 0, InvoiceRow.promised_date.is_(None))
    )


def count_handed_over(s: Session) -> int:
    """Return how many somebody took over after the last reminder."""
    return count_open(s, InvoiceRow.handed_to != "")


def count_contested(s: Session) -> int:
    """Return how many invoices have a dispute that waits for our answer."""
    query = sa.select(sa.func.count()).where(InvoiceRow.dispute.in_(TO_ANSWER))
    return s.scalar(query) or 0


def count_waiting_for_quantities(s: Session) -> int:
    """Return how many retainers have a period that is not sent for want of its quantities."""
    query = sa.select(sa.func.count(InvoiceRow.subscription_id.distinct())).where(
        InvoiceRow.status == InvoiceStatus.SCHEDULED, InvoiceRow.awaits_usage
    )
    return s.scalar(query) or 0


def approved_totals(s: Session, *statuses: InvoiceStatus) -> Mapping[str, int]:
    """Return what was approved of invoices in these states: currency -> minor units."""
    return _totals(s, InvoiceRow.currency, InvoiceRow.amount_minor, InvoiceRow.status.in_(statuses))


def pending_totals(s: Session) -> Mapping[str, int]:
    """Return what waits for approval: currency -> minor units."""
    waits = ProposalRow.status == ProposalStatus.PENDING
    return _totals(s, ProposalRow.currency, ProposalRow.amount_minor, waits)


def _totals(
    s: Session,
    currency: InstrumentedAttribute[str],
    minor: InstrumentedAttribute[int],
    where: sa.ColumnElement[bool],
) -> Mapping[str, int]:
    query = sa.select(currency, sa.func.sum(minor)).where(where).group_by(currency)
    return {row[0]: int(row[1]) for row in s.execute(query)}
