"""What is held against Stripe's lists: a few columns of invoices, for as many as are listed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.receivables import batched
from bot.status import InvoiceStatus

AT_A_TIME = 1000
"""Rows that a stream has in memory."""


class Known(NamedTuple):
    """What the ledger has of one of our invoices. Amounts in minor units."""

    stripe_id: str | None
    status: InvoiceStatus
    balance_minor: int
    paid_minor: int
    total_minor: int
    due_date: date | None
    number: str


_KNOWN = sa.select(
    InvoiceRow.stripe_id,
    InvoiceRow.status,
    InvoiceRow.balance_minor,
    InvoiceRow.paid_minor,
    InvoiceRow.total_minor,
    InvoiceRow.due_date,
    InvoiceRow.number,
)


def known(s: Session, stripe_ids: Sequence[str]) -> Mapping[str, Known]:
    """Return what is known of those that are ours, by their id at Stripe, whatever their state."""
    found: dict[str, Known] = {}
    for batch in batched(stripe_ids):
        for row in s.execute(_KNOWN.where(InvoiceRow.stripe_id.in_(batch))):
            one = Known(*row)
            found[one.stripe_id or ""] = one
    return found


def outside(s: Session, stripe_ids: Sequence[str]) -> Mapping[str, OutsideInvoiceRow]:
    """Return what is known of those that others made, by their id at Stripe."""
    found: dict[str, OutsideInvoiceRow] = {}
    for batch in batched(stripe_ids):
        query = sa.select(OutsideInvoiceRow).where(OutsideInvoiceRow.stripe_id.in_(batch))
        found |= {row.stripe_id: row for row in s.scalars(query)}
    return found


def open_ids(s: Session) -> Iterator[str]:
    """Yield the ids at Stripe of our open invoices."""
    return ids_in(s, InvoiceStatus.OPEN)


def ids_in(s: Session, status: InvoiceStatus) -> Iterator[str]:
    """Yield the ids at Stripe of our invoices in this state, as far as they are there."""
    query = sa.select(InvoiceRow.stripe_id).where(
        InvoiceRow.status == status, InvoiceRow.stripe_id.is_not(None)
    )
    for stripe_id in s.scalars(query.execution_options(yield_per=AT_A_TIME)):
        if stripe_id:
            yield stripe_id


def outside_ids(s: Session) -> Iterator[str]:
    """Yield the ids at Stripe of the open invoices that others made."""
    query = sa.select(OutsideInvoiceRow.stripe_id)
    yield from s.scalars(query.execution_options(yield_per=AT_A_TIME))
