"""Closed books: what was issued up to the policy's day is corrected by credit notes only."""

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow


def closed(deps: Deps, invoice: InvoiceRow) -> str:
    """Return why an invoice is neither voided nor replaced by now, "" if it may be."""
    through = deps.policy.billing.closed_through
    if through is None or invoice.issue_date is None or invoice.issue_date > through:
        return ""
    return f"The books are closed through {through}: only a credit note corrects it."
