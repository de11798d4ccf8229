"""Giving way: what took the place of a canceled invoice yields if that went out all the same."""

from collections.abc import Iterator

from bot.deps import Deps
from bot.ledger import Session, desk, invoices
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import NOT_OUT, InvoiceStatus
from bot.workflows.standing.placing import ISSUE, cancel
from bot.workflows.telling.trouble import close_trouble, open_trouble

DOUBLED = "doubled"
"""Kind of trouble."""
LOOK = "track"
"""The workflow that looks at an invoice at Stripe."""


def gives_way(deps: Deps, s: Session, row: InvoiceRow, status: InvoiceStatus) -> bool:
    """Return whether a canceled invoice that is at Stripe counts again, as there is no other.

    One in its place that is not out is canceled, which waits for a person to see; if that is out
    as well, nothing more can be done here than to say so.
    """
    if row.status is not InvoiceStatus.CANCELED or status is InvoiceStatus.VOID:
        return True
    other = next((one for one in _others(s, row) if one.is_live), None)
    if other is None:
        return True
    name = row.number or f"invoice {row.item}"
    if other.status not in NOT_OUT:
        words = (
            f"{name} was replaced by {other.number or 'another one'} and is out as well: void one "
            "of them in the Stripe Dashboard."
        )
        open_trouble(deps, s, Outcome.refused(words), subject=row.id, kind=DOUBLED,
                     deal_id=row.deal_id,
                     retry={"workflow": LOOK, "args": [row.stripe_id, "retry"]})  # fmt: skip
        return False
    cancel(deps, s, other)
    words = (
        f"{name} went out before it could be replaced. What was to take its place is not sent: "
        "correct what is out, by a credit note for instance."
    )
    open_trouble(deps, s, Outcome.refused(words), subject=other.id, kind=ISSUE,
                 deal_id=row.deal_id, retry={"workflow": ISSUE, "args": [other.id]})  # fmt: skip
    return True


def only_one_is_left(deps: Deps, s: Session, row: InvoiceRow) -> None:
    """Close the trouble of two at once when one of them is void; the other one counts from now."""
    close_trouble(deps, s, subject=row.id, kind=DOUBLED)
    if row.status is not InvoiceStatus.VOID:
        return
    for other in _others(s, row):
        if other.stripe_id and desk.find_trouble(s, other.id, DOUBLED):
            unique = f"{LOOK}:{other.stripe_id}:void:{row.id}"
            deps.engine.enqueue(s, LOOK, other.stripe_id, "void", id=unique)


def _others(s: Session, row: InvoiceRow) -> Iterator[InvoiceRow]:
    """Yield the other invoices that were made for the same part of the plan."""
    for one in invoices.of_deal(s, row.deal_id):
        if (one.item, one.party) == (row.item, row.party) and one.id != row.id:
            yield one
