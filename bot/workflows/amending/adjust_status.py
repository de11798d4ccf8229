"""Corrections that end an invoice: voided, or written off; and whether a correction is possible."""

from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import Snapshot
from bot.ledger import adjustments, invoices
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.invoices import InvoiceRow
from bot.plan import AdjustmentKind
from bot.status import InvoiceStatus, words
from bot.workflows.amending import adjust_attempt as attempt
from bot.workflows.standing.closed_books import closed
from bot.workflows.tracking.observing_ours import CREDITS

_OPEN = frozenset({InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE})
_CREDITABLE = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID})

STATES = {
    AdjustmentKind.VOID: _OPEN | {InvoiceStatus.VOID},
    AdjustmentKind.REVISE: _OPEN | {InvoiceStatus.VOID},
    AdjustmentKind.WRITE_OFF: _OPEN,
    AdjustmentKind.CREDIT: _CREDITABLE,
    AdjustmentKind.REFUND: _CREDITABLE,
    AdjustmentKind.RECORD_PAYMENT: _OPEN | {InvoiceStatus.PAID},
}
"""Where the invoice may stand, that it is done already included."""
UNPAID = frozenset({AdjustmentKind.VOID, AdjustmentKind.REVISE})


def possible(
    deps: Deps, row: AdjustmentRow, seen: Snapshot, invoice: InvoiceRow | None = None
) -> str:
    """Return why a correction is not possible as the invoice stands, "" if it is."""
    states = STATES[row.kind]
    if row.kind is AdjustmentKind.REVISE and not row.stripe_id:
        states = _OPEN  # no replacement is made yet: somebody else would have voided it
    if seen.status not in states:
        return f"The invoice is {words(seen.status) if seen.status else 'a draft'} at Stripe."
    stands = seen.status is not InvoiceStatus.VOID
    if invoice and row.kind in UNPAID and stands and (why := closed(deps, invoice)):
        return why
    if attempt.is_doubtful(deps, row) or seen.status is InvoiceStatus.VOID:
        return ""  # whether it was done already is looked at next
    if row.kind in UNPAID and seen.paid:
        return f"{seen.paid} of it was paid meanwhile."
    if row.kind in CREDITS and row.amount > seen.creditable:
        return f"Stripe takes credit notes over {seen.creditable} of it and no more{_beside(seen)}."
    waits = seen.processing and row.kind is not AdjustmentKind.RECORD_PAYMENT
    return "A bank payment is under way." if waits else ""


def _beside(seen: Snapshot) -> str:
    refunded = seen.refunded_beside
    return f": {refunded} was refunded without one" if refunded else ""


def void(deps: Deps, adjustment_id: str, run: str) -> str:
    """Void the invoice, unless it is void."""
    return _end(deps, adjustment_id, run, AdjustmentKind.VOID)


def write_off(deps: Deps, adjustment_id: str, run: str) -> str:
    """Write the invoice off, unless it is written off."""
    return _end(deps, adjustment_id, run, AdjustmentKind.WRITE_OFF)


def _end(deps: Deps, adjustment_id: str, run: str, kind: AdjustmentKind) -> str:
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        invoice = invoices.get(s, adjustments.get(s, adjustment_id).subject)
        stripe_id, shut = invoice.stripe_id or "", closed(deps, invoice)
    voids = kind is AdjustmentKind.VOID
    goal = InvoiceStatus.VOID if voids else InvoiceStatus.UNCOLLECTIBLE
    if deps.billing.snapshot(stripe_id).status is goal:
        return stripe_id
    if voids and shut:
        raise Conflict(shut)
    if attempt.is_doubtful(deps, row):
        row = attempt.renew(deps, adjustment_id)
    with attempt.doubting(deps, adjustment_id):
        if voids:
            deps.billing.void(stripe_id, key=attempt.key(row, "void"))
        else:
            deps.billing.write_off(stripe_id, key=attempt.key(row, "write_off"))
    return stripe_id
