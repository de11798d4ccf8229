"""Invoices of retainers that went out while nobody looked, over another amount than approved.

A draft that is wrong is kept back in its first hour. Who was away for longer finds it sent: it is
said, and stays trouble until it is void or a person takes it as it is.
"""

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import Session
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.workflows.standing.retainers import CHECK_PERIOD
from bot.workflows.telling.trouble import close_trouble, open_trouble

OTHERWISE = "otherwise"
"""Kind of trouble."""
ACCEPT = "accept"
"""Why a period's invoice is looked at when somebody takes it as it is."""
OUT = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID})


def about_amount(deps: Deps, s: Session, row: InvoiceRow, seen: Snapshot) -> None:
    """Open trouble for a period's invoice that went out over another amount; close it if void."""
    if row.status is InvoiceStatus.VOID:
        accept(deps, s, row.id)
    if row.status not in OUT or not row.subscription_id or row.awaits_usage or seen.net is None:
        return
    approved = row.money(row.amount_minor)
    if seen.net == approved:
        return
    words = (
        f"{row.number or 'An invoice'} went out over {seen.net}, and {approved} was approved for "
        "its period. Credit what is too much, bill what is too little; Retry takes it as it is."
    )
    open_trouble(deps, s, Outcome.refused(words), subject=row.id, kind=OTHERWISE,
                 deal_id=row.deal_id,
                 retry={"workflow": CHECK_PERIOD, "args": [row.id, ACCEPT]})  # fmt: skip


def accept(deps: Deps, s: Session, invoice_id: str) -> None:
    """Take it as it is."""
    close_trouble(deps, s, subject=invoice_id, kind=OTHERWISE)
