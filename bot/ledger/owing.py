"""What is owed, without having all of it at once: a stream, sums, and the first few of a kind.

A company may have a hundred thousand open invoices. Whoever wants to show ten of them, or add all
of them up, has no need of the rest.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from heapq import merge
from typing import NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, load_only

from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.receivables import TO_ANSWER, Owed
from bot.status import InvoiceStatus, ProposalStatus

AT_A_TIME = 500
"""Rows that a stream has in memory."""
_OF_DEAL = load_only(
    DealRow.name,
    DealRow.account_id,
    DealRow.account_name,
    DealRow.owner_email,
    DealRow.owner_name,
)
"""What lists show of a deal: all that Salesforce said is ten times as much."""
_OF_MONEY = load_only(
    InvoiceRow.status,
    InvoiceRow.currency,
    InvoiceRow.paid_minor,
    InvoiceRow.balance_minor,
    InvoiceRow.due_date,
)
_OPEN = InvoiceRow.status == InvoiceStatus.OPEN

_TABLES: Sequence[tuple[type[InvoiceRow | OutsideInvoiceRow], sa.ColumnElement[bool]]] = (
    (InvoiceRow, _OPEN),
    (OutsideInvoiceRow, sa.true()),
)
S = TypeVar("S", sa.Select[InvoiceRow, DealRow], sa.Select[OutsideInvoiceRow])

Line = Owed | OutsideInvoiceRow
"""An open invoice: one of ours, or one that others made."""


class Sum(NamedTuple):
    """What is owed in one currency and due on one day."""

    currency: str
    due_date: date | None
    invoices: int
    minor: int


def sums(s: Session) -> Sequence[Sum]:
    """Return what is owed by currency and day, ours and others': few rows of many invoices."""
    parts = [
        sa.select(
            table.currency,
            table.due_date,
            sa.func.count(),
            sa.cast(sa.func.sum(table.balance_minor), sa.BigInteger),
        )
        .where(where)
        .group_by(table.currency, table.due_date)
        for table, where in _TABLES
    ]
    return [Sum(*row) for part in parts for row in s.execute(part)]


def each(s: Session, *, overdue_on: date | None = None) -> Iterator[Owed]:
    """Yield our open invoices, or the overdue ones, the longest due first, as they are needed."""
    query = _ours().order_by(InvoiceRow.due_date, InvoiceRow.id)
    if overdue_on is not None:
        query = query.where(InvoiceRow.due_date < overdue_on, InvoiceRow.balance_minor > 0)
    return _owed(s, query.execution_options(yield_per=AT_A_TIME))


def each_line(s: Session) -> Iterator[Line]:
    """Yield every open invoice, ours and others', by due date and number; without, last."""
    ours = _by_day(_ours(), InvoiceRow).execution_options(yield_per=AT_A_TIME)
    theirs = _by_day(sa.select(OutsideInvoiceRow), OutsideInvoiceRow)
    others = iter(s.scalars(theirs.execution_options(yield_per=AT_A_TIME)))
    both: tuple[Iterator[Line], Iterator[Line]] = (_owed(s, ours), others)
    return merge(*both, key=_place)


def due_between(
    s: Session, first: date, last: date, limit: int, *, without: Collection[str] = ()
) -> Sequence[Line]:
    """Return the first open invoices due from `first` to `last`, of ours none of `without`."""
    ours = _ours().where(InvoiceRow.due_date.between(first, last), _not_of(without))
    theirs = sa.select(OutsideInvoiceRow).where(OutsideInvoiceRow.due_date.between(first, last))
    found: list[Line] = list(_owed(s, _by_day(ours, InvoiceRow).limit(limit)))
    found += s.scalars(_by_day(theirs, OutsideInvoiceRow).limit(limit))
    return sorted(found, key=_place)[:limit]


def biggest(s: Session, currencies: Collection[str], limit: int) -> Sequence[Line]:
    """Return the open invoices of the biggest balances in minor units of any of `currencies`."""
    ours = _ours().where(InvoiceRow.currency.in_(currencies))
    theirs = sa.select(OutsideInvoiceRow).where(OutsideInvoiceRow.currency.in_(currencies))
    ours = ours.order_by(InvoiceRow.balance_minor.desc())
    theirs = theirs.order_by(OutsideInvoiceRow.balance_minor.desc())
    found: list[Line] = list(_owed(s, _by_day(ours, InvoiceRow).limit(limit)))
    found += s.scalars(_by_day(theirs, OutsideInvoiceRow).limit(limit))
    return sorted(found, key=lambda line: (-balance_of(line), _place(line)))[:limit]


def part_paid(s: Session) -> Sequence[InvoiceRow]:
    """Return the open invoices of which something was paid and something is left."""
    query = sa.select(InvoiceRow).where(
        _OPEN, InvoiceRow.paid_minor > 0, InvoiceRow.balance_minor > 0
    )
    return s.scalars(query.order_by(InvoiceRow.id).options(_OF_MONEY)).all()


def count_open(s: Session, condition: sa.ColumnElement[bool]) -> int:
    """Return how many of our open invoices fulfil a condition."""
    return s.scalar(sa.select(sa.func.count()).where(_OPEN, condition)) or 0


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


def _owed(s: Session, query: sa.Select[InvoiceRow, DealRow]) -> Iterator[Owed]:
    return (Owed(invoice, deal) for invoice, deal in s.execute(query))


def _ours() -> sa.Select[InvoiceRow, DealRow]:
    joined = sa.select(InvoiceRow, DealRow).join(DealRow, DealRow.id == InvoiceRow.deal_id)
    return joined.where(_OPEN).options(_OF_DEAL)


def _by_day(query: S, table: type[InvoiceRow | OutsideInvoiceRow]) -> S:
    return query.order_by(table.due_date.is_(None), table.due_date, table.number)


def _not_of(ids: Collection[str]) -> sa.ColumnElement[bool]:
    return InvoiceRow.id.not_in(ids) if ids else sa.true()


def _place(line: Line) -> tuple[date, str]:
    row = line.invoice if isinstance(line, Owed) else line
    return row.due_date or date.max, row.number


def balance_of(line: Line) -> int:
    """Return what is still owed of it, in minor units."""
    return (line.invoice if isinstance(line, Owed) else line).balance_minor
