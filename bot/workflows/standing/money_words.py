"""The money of an invoice in a few words, as Salesforce shows it."""

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.remainder import is_small
from bot.status import InvoiceStatus, words
from bot.views.text import joined
from bot.workflows.standing.observing_back import CONTESTED


def is_contested(row: InvoiceRow) -> bool:
    """Return whether a bank has money of it until a dispute is decided."""
    return row.dispute in CONTESTED


def is_left_alone(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether so little is left of an open invoice that nobody is to chase it."""
    if row.status is not InvoiceStatus.OPEN or not row.paid_minor:
        return False
    return is_small(row.balance, row.money(row.paid_minor), deps.policy.billing)


def is_overdue(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether an open invoice is late in a way that somebody should mind."""
    late = row.due_date is not None and row.due_date < deps.today()
    return row.status is InvoiceStatus.OPEN and late and not is_left_alone(deps, row)


def money_words(deps: Deps, row: InvoiceRow) -> str:
    """Return where an invoice that the customer has stands, e.g. "Paid, $500.00 refunded"."""
    if is_contested(row):
        return f"Disputed: {row.money(row.disputed_minor)}"
    said = {
        InvoiceStatus.OPEN: _open,
        InvoiceStatus.PAID: _paid,
        InvoiceStatus.UNCOLLECTIBLE: _written_off,
    }
    state = said[row.status](deps, row) if row.status in said else words(row.status).capitalize()
    return joined((state, _back(row)), ", ")


def _open(deps: Deps, row: InvoiceRow) -> str:
    if is_left_alone(deps, row):
        return f"Paid but for {row.balance}, which is left alone"
    if is_overdue(deps, row):
        return "Partly paid, overdue" if row.paid_minor else "Overdue"
    return "Partly paid" if row.paid_minor else "Sent"


def _paid(_: Deps, row: InvoiceRow) -> str:
    if row.credited_minor and not row.paid_minor:
        return "Settled by credit"
    return "Paid after write-off" if row.written_off else "Paid"


def _written_off(_: Deps, __: InvoiceRow) -> str:
    return "Written off"


def _back(row: InvoiceRow) -> str:
    """Return what was taken back of it; a refund by a credit note is said once."""
    credited = row.credited_minor - min(row.credited_after_minor, row.refunded_minor)
    lost = f"{row.money(row.disputed_minor)} lost in a dispute" if row.disputed_minor else ""
    asked = "the bank inquires about it" if row.dispute in _ASKED else ""
    return joined(
        (
            f"{row.money(credited)} credited" if credited > 0 and row.paid_minor else "",
            f"{row.money(row.refunded_minor)} refunded" if row.refunded_minor else "",
            lost,
            asked,
        ),
        ", ",
    )


_ASKED = ("warning_needs_response", "warning_under_review")
