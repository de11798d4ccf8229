"""Clearing: the draft of an invoice that was canceled is deleted at Stripe, if it is still one.

What took its place waits for that. If it went out all the same, it counts again, and what took its
place gives way: the customer never gets both.
"""

from typing import Any

from bot.deps import Deps
from bot.errors import NotFound, VendorError
from bot.facts import Snapshot
from bot.ledger import Session, invoices
from bot.ledger.base import new_id
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.workflows.customers.customers import customer_of
from bot.workflows.standing import attempt
from bot.workflows.standing.issue_order import is_blank
from bot.workflows.standing.placing import DISCARD_DRAFT
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.observe import observe

BY_TIME = "dashboard time"
"""Why it is looked at: its time came before we could delete it."""


def discard_draft(deps: Deps, invoice_id: str) -> None:
    """Delete what there is at Stripe of a canceled invoice; what is out stays out, and is told."""
    clear(deps, invoice_id)


def clear(deps: Deps, invoice_id: str) -> Outcome:
    """Do so inside a workflow; return whether there is nothing of it any more."""
    found = deps.durably(delete_draft, invoice_id)
    if not found.done:
        deps.durably(cannot_delete, invoice_id, found.to_json())
        return found
    return deps.durably(note_cleared, invoice_id, found.value)


def needs_look(s: Session, row: InvoiceRow) -> bool:
    """Return whether `look_first` has anything to look at."""
    return row.status is InvoiceStatus.SCHEDULED or bool(_earlier(s, row))


def _earlier(s: Session, row: InvoiceRow) -> list[str]:
    return [
        one.id
        for one in invoices.of_deal(s, row.deal_id)
        if (one.item, one.party) == (row.item, row.party)
        and one.status is InvoiceStatus.CANCELED
        and one.attempt_at is not None
    ]


def look_first(deps: Deps, invoice_id: str, run: str) -> dict[str, Any]:
    """Return whether it went out by itself, and in whose place it is (drafts may be left of those).

    Only what was scheduled is looked at: nothing else moves by itself.
    """
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
        earlier = _earlier(s, row)
    seen = _look(deps, row, "") if row.status is InvoiceStatus.SCHEDULED else None
    if seen is None or seen.status is None or is_blank(row, seen):
        return {"out": False, "earlier": earlier}
    with deps.ledger.transaction() as s:
        observe(deps, s, seen, because=BY_TIME)
        attempt.finish(s, invoice_id)
    return {"out": True, "earlier": []}


def delete_draft(deps: Deps, invoice_id: str) -> dict[str, Any] | None:
    """Delete the draft; return the invoice if it is out, None if there is nothing any more.

    What a subscription made cannot be deleted: it is kept there as a draft that does not go out.
    """
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        customer_id = customer_of(s, row)
    nothing = row.attempt_at is None and not row.subscription_id
    if row.status is not InvoiceStatus.CANCELED or nothing:
        return None
    found = _look(deps, row, customer_id)
    if found is None or is_blank(row, found):
        return None
    if found.status is not None:
        return found.to_json()
    key = f"invoice:{row.id}:{new_id('try')}"
    if row.subscription_id:
        shown = deps.billing.unschedule(found.stripe_id, key=key)
        return shown.to_json() if shown.status is not None else None
    try:
        deps.billing.discard(found.stripe_id)
    except VendorError as refusal:
        if refusal.retryable:
            raise
        kept = deps.billing.unschedule(found.stripe_id, key=key)  # it goes out at no time
        if kept.status is None:
            raise
        return kept.to_json()  # its time came in this moment
    return None


def _look(deps: Deps, row: InvoiceRow, customer_id: str) -> Snapshot | None:
    if row.stripe_id:
        try:
            return deps.billing.snapshot(row.stripe_id)
        except NotFound:
            return None
    return deps.billing.find_invoice(customer_id, row.id, row.created_at) if customer_id else None


def note_cleared(deps: Deps, invoice_id: str, out: dict[str, Any] | None) -> bool:
    """Return whether it is gone; else take over that it is out, which is told."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        close_trouble(deps, s, subject=invoice_id, kind=DISCARD_DRAFT)
        if out is None:
            if row.status is InvoiceStatus.CANCELED:
                row.attempt_at = None  # nothing of it is at Stripe
            return True
        seen = Snapshot.from_json(out)
        row.stripe_id = seen.stripe_id
        s.flush()
        observe(deps, s, seen, because=BY_TIME)
        return seen.status is InvoiceStatus.VOID


def cannot_delete(deps: Deps, invoice_id: str, refused: dict[str, Any]) -> None:
    """Say that Stripe refused; what took its place is not made before it is gone."""
    with deps.ledger.transaction() as s:
        row: InvoiceRow = invoices.get(s, invoice_id)
        open_trouble(deps, s, Outcome.from_json(refused), subject=invoice_id, kind=DISCARD_DRAFT,
                     deal_id=row.deal_id,
                     retry={"workflow": DISCARD_DRAFT, "args": [invoice_id]})  # fmt: skip
