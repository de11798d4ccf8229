"""What is owed, without having all of it at once: a stream, sums, and the first few of a kind.

A company may have a hundred thousand open invoices. Whoever wants to show ten of them, or add all
of them up, has no need of the rest.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from heapq import merge
from typing import NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, load_only

from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.receivables import Owed
from bot.status import InvoiceStatus

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
    """None also in sums over all days."""
    invoices: int
    minor: int


@dataclass(frozen=True)
class Part:
    """Which of the open invoices."""

    due_before: date | None = None
    """Only those on which something is still owed, due before this day."""
    without: frozenset[str] = frozenset()
    """None of ours with these ids."""


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


def totals(s: Session, part: Part) -> Sequence[Sum]:
    """Return how many of ours there are in each currency, and what is owed of them."""
    return _counted(s, InvoiceRow, _ours_in(part))


def outside_totals(s: Session, part: Part) -> Sequence[Sum]:
    """Return the same of what others made."""
    return _counted(s, OutsideInvoiceRow, _outside_in(part))


def each(
    s: Session, part: Part | None = None, *, start: int = 0, limit: int | None = None
) -> Iterator[Owed]:
    """Yield our open invoices, the longest due first, as they are needed."""
    query = _ours().where(_ours_in(part or Part())).order_by(InvoiceRow.due_date, InvoiceRow.id)
    return _owed(s, query.offset(start).limit(limit).execution_options(yield_per=AT_A_TIME))


def each_outside(
    s: Session, part: Part | None = None, *, start: int = 0, limit: int | None = None
) -> Iterator[OutsideInvoiceRow]:
    """Yield the open invoices that others made, the longest due first, as they are needed."""
    query = sa.select(OutsideInvoiceRow).where(_outside_in(part or Part()))
    ordered = query.order_by(OutsideInvoiceRow.due_date, OutsideInvoiceRow.stripe_id)
    some = ordered.offset(start).limit(limit)
    return iter(s.scalars(some.execution_options(yield_per=AT_A_TIME)))


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


def _ours_in(part: Part) -> sa.ColumnElement[bool]:
    if part.due_before is None:
        return sa.and_(_OPEN, _not_of(part.without))
    late = InvoiceRow.due_date < part.due_before
    return sa.and_(_OPEN, late, InvoiceRow.balance_minor > 0, _not_of(part.without))


def _outside_in(part: Part) -> sa.ColumnElement[bool]:
    if part.due_before is None:
        return sa.true()
    return OutsideInvoiceRow.due_date < part.due_before


def _counted(
    s: Session, table: type[InvoiceRow | OutsideInvoiceRow], where: sa.ColumnElement[bool]
) -> Sequence[Sum]:
    minor = sa.cast(sa.func.sum(table.balance_minor), sa.BigInteger)
    query = sa.select(table.currency, sa.null(), sa.func.count(), minor).where(where)
    return [Sum(*row) for row in s.execute(query.group_by(table.currency))]


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
