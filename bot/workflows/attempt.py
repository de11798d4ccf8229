"""Attempts: the idempotency keys of an invoice's calls to Stripe, and when to look first.

Stripe keeps a key for about a day and replays its first answer, a failure of its own included
(docs.stripe.com/api/idempotent_requests). So the same attempt is repeated while the outcome is
unknown; a new one begins only after a look has shown that the old one made nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.deps import Deps
from bot.errors import VendorError
from bot.ledger import Session, invoices
from bot.ledger.invoices import InvoiceRow
from bot.plan import Due

KEYS_ARE_GOOD_FOR = timedelta(hours=20)
"""Stripe says at least 24 hours; the margin covers a slow call and two clocks."""
SERVER_ERROR = "server_error"
"""The code of a definite failure inside Stripe."""


def begin(deps: Deps, s: Session, row: InvoiceRow, due: Due) -> None:
    """Note that the first attempt begins, before its first call; it is due from this day on."""
    if row.attempt_at is None:
        row.attempt_at = deps.now()
        row.issue_date = deps.today()
        row.due_date = due.date_for(row.issue_date)
    s.flush()


def key(row: InvoiceRow, call: str) -> str:
    """Return the idempotency key of one call of the present attempt."""
    return f"invoice:{row.id}:{row.attempt}:{call}"


def is_doubtful(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether the key cannot be trusted to say what became of the attempt."""
    too_old = row.attempt_at is not None and deps.now() - row.attempt_at > KEYS_ARE_GOOD_FOR
    return row.in_doubt or too_old


def renew(deps: Deps, invoice_id: str) -> InvoiceRow:
    """Begin a new attempt, once it is known that the old one made nothing."""
    with deps.ledger.transaction() as s:
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
