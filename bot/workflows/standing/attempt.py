"""Attempts: the idempotency keys of an invoice's calls to Stripe, and when to look first.

Stripe keeps a key for about a day and replays its first answer, a failure of its own included
(docs.stripe.com/api/idempotent_requests). So the same attempt is repeated while the outcome is
unknown; a new one begins only after a look has shown that the old one made nothing.

One run at a time works on an invoice: two that look at once would both see nothing, and both make
one. A later run (after a release, say) takes over, and the earlier one stops at its next step.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Protocol

from bot.deps import Deps
from bot.due import Due
from bot.errors import Conflict, VendorError
from bot.ledger import Session, deals, desk, invoices
from bot.ledger.base import new_id
from bot.ledger.desk import CursorRow
from bot.ledger.invoices import InvoiceRow

KEYS_ARE_GOOD_FOR = timedelta(hours=20)
"""Stripe says at least 24 hours; the margin covers a slow call and two clocks."""
SOON = timedelta(minutes=15)
"""After an approval, unless something holds it back."""
SERVER_ERROR = "server_error"
"""The code of a definite failure inside Stripe."""


class Attempted(Protocol):
    """What calls with keys are made for: an invoice, a retainer."""

    id: str
    attempt: int
    attempt_at: datetime | None
    in_doubt: bool


def claim(s: Session, row: Attempted) -> str:
    """Take the invoice over from any earlier run; return the name of this one."""
    run = new_id("run")
    desk.set_cursor(s, _claim(row.id), {"run": run})
    s.flush()
    return run


def is_ours(s: Session, invoice_id: str, run: str) -> bool:
    """Return whether no later run has taken the invoice over."""
    return (desk.cursor(s, _claim(invoice_id)) or {}).get("run") == run


def check(s: Session, invoice_id: str, run: str) -> None:
    """Stop here unless the invoice is this run's.

    Raises:
        Conflict: if a later run has taken it over.

    """
    if not is_ours(s, invoice_id, run):
        raise Conflict("This invoice is being issued by a later run.")


def finish(s: Session, invoice_id: str) -> None:
    """Take the claim away: the invoice is nobody's to issue any more."""
    row = s.get(CursorRow, _claim(invoice_id))
    if row is not None:
        s.delete(row)


def _claim(invoice_id: str) -> str:
    return f"issuing:{invoice_id}"


def begin(deps: Deps, row: InvoiceRow, due: Due) -> None:
    """Note that the first attempt begins, before its first call; see `count_from_its_day`."""
    if row.attempt_at is None:
        row.attempt_at = deps.now()
        row.in_doubt |= begins_late(deps, row.created_at, row.attempt)
        count_from_its_day(deps, row, due)


def begins_late(deps: Deps, approved_at: datetime, number: int) -> bool:
    """Return whether a first attempt begins so long after the approval that it has to look first.

    The ledger may be an older copy that was restored, and the attempt have been made long ago.
    """
    return number == 1 and deps.now() - approved_at > SOON


def count_from_its_day(deps: Deps, row: InvoiceRow, due: Due) -> None:
    """Have its terms count from the day it goes out: the one it has, today if that has passed."""
    row.issue_date = max(row.issue_date or deps.today(), deps.today())
    row.due_date = due.date_for(row.issue_date)


def keys_of(invoice_id: str) -> str:
    """Return how the idempotency keys of all its attempts begin."""
    return f"invoice:{invoice_id}:"


def key(row: InvoiceRow, call: str) -> str:
    """Return the idempotency key of one call of the present attempt."""
    return f"{keys_of(row.id)}{row.attempt}:{call}"


def is_doubtful(deps: Deps, row: Attempted) -> bool:
    """Return whether the key cannot be trusted to say what became of the attempt."""
    too_old = row.attempt_at is not None and deps.now() - row.attempt_at > KEYS_ARE_GOOD_FOR
    return row.in_doubt or too_old


def is_outdated(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether a draft of this attempt would count its terms from an earlier day."""
    return row.issue_date is not None and row.issue_date < deps.today()


def renew(deps: Deps, invoice_id: str) -> InvoiceRow:
    """Begin a new attempt, once it is known that the old one made nothing."""
    with deps.ledger.transaction() as s:
        return _renew(deps, s, invoice_id)


def start_over(deps: Deps, invoice_id: str, run: str, due: Due) -> None:
    """Begin a new attempt without a draft, due as of its day, or of today if that has passed.

    Raises:
        Conflict: if a later run has taken it over, and may have begun one.

    """
    with deps.ledger.transaction() as s:
        check(s, invoice_id, run)
        row = _renew(deps, s, invoice_id)
        row.stripe_id = None
        count_from_its_day(deps, row, due)


def forget_draft(deps: Deps, invoice_id: str, stripe_id: str) -> None:
    """Forget a draft that is about to be deleted: seen gone, it is nobody else's doing.

    It counts as begun just now, so that nobody else makes it anew meanwhile; whoever issues it next
    looks at Stripe first. One that another run made in its place is not forgotten.
    """
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if row.stripe_id not in (None, stripe_id):
            return
        row.stripe_id, row.attempt_at, row.in_doubt = None, deps.now(), True
        deals.get(s, row.deal_id).write_back_due = True  # Salesforce may have heard of it


def _renew(deps: Deps, s: Session, invoice_id: str) -> InvoiceRow:
    row = invoices.get(s, invoice_id, lock=True)
    row.attempt += 1
    row.attempt_at = deps.now()
    row.in_doubt = False
    s.flush()
    return row


@contextmanager
def doubting(deps: Deps, invoice_id: str) -> Iterator[None]:
    """Remember a failure inside Stripe: the next try looks before it acts."""
    try:
        yield
    except VendorError as error:
        if error.code == SERVER_ERROR:
            with deps.ledger.transaction() as s:
                invoices.get(s, invoice_id, lock=True).in_doubt = True
        raise
