"""Comparing: every open invoice at Stripe beside what the ledger has of it, a page at a time.

However many there are, a page of them is in memory, and the ids of those that were listed.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, TypeVar

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import Session, listed
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.listed import Known
from bot.status import InvoiceStatus

PAGE = 500
T = TypeVar("T")


class Theirs(NamedTuple):
    """An open invoice that is not ours, and what is known of it."""

    seen: Snapshot
    known: OutsideInvoiceRow | None


class Page(NamedTuple):
    """What a page of the list shows that is not ours, or not as the ledger has it."""

    differing: Sequence[str]
    """Ids at Stripe of invoices of ours whose state or money is not what the list shows."""
    theirs: Sequence[Theirs] = ()
    gone: Sequence[str] = ()
    """Ids at Stripe of others' invoices that were open and are not listed any more."""


def paged(items: Iterable[T], size: int = PAGE) -> Iterator[list[T]]:
    """Yield the items in lists of so many."""
    rest = iter(items)
    while page := list(islice(rest, size)):
        yield page


def compared(deps: Deps) -> Iterator[Page]:
    """Yield the list of open invoices, page by page; what it does not show comes last."""
    ours: set[str] = set()
    theirs: set[str] = set()
    for seen in paged(deps.billing.open_invoices()):
        with deps.ledger.reading() as s:
            page, known = _beside(s, seen)
        ours |= known
        theirs.update(one.seen.stripe_id for one in page.theirs)
        yield page
    with deps.ledger.reading() as s:
        unlisted = [one for one in listed.open_ids(s) if one not in ours]
        gone = [one for one in listed.outside_ids(s) if one not in theirs]
    yield Page(unlisted, gone=gone)


def _beside(s: Session, seen: Sequence[Snapshot]) -> tuple[Page, set[str]]:
    """Return what a page shows, and which of it is ours."""
    ids = [one.stripe_id for one in seen]
    known = listed.known(s, ids)
    others = [one for one in seen if one.stripe_id not in known]
    outside = listed.outside(s, [one.stripe_id for one in others])
    differing = [
        one.stripe_id
        for one in seen
        if one.stripe_id in known and _differs(known[one.stripe_id], one)
    ]
    theirs = [Theirs(one, outside.get(one.stripe_id)) for one in others]
    return Page(differing, theirs), set(known)


def _differs(row: Known, seen: Snapshot) -> bool:
    if row.status is InvoiceStatus.APPROVED:
        return False  # it is being issued at this moment
    if row.status is not InvoiceStatus.OPEN:
        return True
    here = (row.balance_minor, row.paid_minor, row.total_minor, row.due_date, row.number)
    there = (seen.balance.minor, seen.paid.minor, seen.total.minor, seen.due_date, seen.number)
    return here != there
