"""Invoices that went out without the tax that they should bear: Stripe says so, people mend it."""

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import Session
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.workflows.telling.trouble import close_trouble, open_trouble

TAX = "tax"
"""Kind of trouble."""


def about_tax(deps: Deps, s: Session, row: InvoiceRow, seen: Snapshot) -> None:
    """Open trouble for an invoice that is out without its tax; close it once that is over."""
    if row.status is InvoiceStatus.VOID or not seen.tax_problem:
        close_trouble(deps, s, subject=row.id, kind=TAX)
        return
    if row.status is not InvoiceStatus.OPEN:
        return
    words = (
        f"{row.number or 'An invoice'} went out without tax. {seen.tax_problem} Correct the "
        f"billing address of {row.account_name} in Salesforce, so that the next one has it; this "
        "one is corrected by a credit note and a new invoice."
    )
    open_trouble(deps, s, Outcome.refused(words), subject=row.id, kind=TAX, deal_id=row.deal_id)
