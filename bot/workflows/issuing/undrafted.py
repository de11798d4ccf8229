"""Undrafted: what is scheduled here has a draft at Stripe; without one it is made anew, once.

Only what we deleted ourselves, or may have: a draft that a person deleted in the Dashboard is not
made again, and is noted as canceled when that is seen.
"""

from bot.deps import Deps
from bot.ledger import Session, invoices
from bot.ledger.held import holding
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus, move_invoice
from bot.workflows.standing.drifting import GRACE
from bot.workflows.standing.placing import ISSUE


def is_undrafted(row: InvoiceRow) -> bool:
    """Return whether it is scheduled, and no draft of it is known."""
    ours = not row.subscription_id
    return row.status is InvoiceStatus.SCHEDULED and ours and not row.stripe_id


def take_back(row: InvoiceRow) -> None:
    """Have an invoice without its draft wait to be issued, as approved; nothing else changes.

    Whoever issues it looks at Stripe first: the draft may be there all the same.
    """
    if is_undrafted(row):
        move_invoice(row, InvoiceStatus.APPROVED)
        row.advances, row.in_doubt = False, row.attempt_at is not None


def make_anew(deps: Deps, invoice_id: str, because: str) -> bool:
    """Have the draft made that is missing; return whether it was.

    One that was begun just now may be on its way. What is on hold is made after its release.
    """
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        young = row.attempt_at is not None and row.attempt_at > deps.now() - GRACE
        if not is_undrafted(row) or young:
            return False
        take_back(row)
        s.flush()
        _issue(deps, s, row, because)
        return True


def _issue(deps: Deps, s: Session, row: InvoiceRow, because: str) -> None:
    if row.issue_date is not None and not holding(s, row):
        deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}:anew:{because}")
