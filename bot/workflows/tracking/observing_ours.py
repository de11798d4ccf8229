"""Corrections of ours that are seen at Stripe: whoever carries them out tells of them, once."""

from collections.abc import Sequence

from bot.facts import BackKind
from bot.ledger import Session, adjustments
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.invoices import InvoiceRow
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus, InvoiceStatus
from bot.workflows.standing.observing_back import Moved

CREDITS = frozenset({AdjustmentKind.CREDIT, AdjustmentKind.REFUND})
_ENDS = {
    AdjustmentKind.VOID: InvoiceStatus.VOID,
    AdjustmentKind.REVISE: InvoiceStatus.VOID,
    AdjustmentKind.WRITE_OFF: InvoiceStatus.UNCOLLECTIBLE,
}


def under_way(s: Session, row: InvoiceRow) -> list[AdjustmentRow]:
    """Return the corrections of the invoice that were begun, and those that are done."""
    waiting, done = AdjustmentStatus.APPROVED, AdjustmentStatus.DONE
    return [
        one
        for one in adjustments.of_subject(s, row.id)
        if (one.status is waiting and one.attempt_at) or one.status is done
    ]


def without_ours(ours: Sequence[AdjustmentRow], moved: Sequence[Moved]) -> list[Moved]:
    """Return what is news beside our own credit notes, and the refunds that came with them."""
    credits_ = [one for one in ours if one.kind in CREDITS]
    notes = [
        one.fact
        for one in moved
        if one.is_new
        and one.fact.kind is BackKind.CREDIT_NOTE
        and any(_is_of(adjustment, one) for adjustment in credits_)
    ]
    known = {note.id for note in notes}
    left = sum(note.amount.minor for note in notes)
    kept = []
    for one in moved:
        refund = one.is_new and one.fact.kind is BackKind.REFUND
        if refund and one.fact.amount.minor <= left:
            left -= one.fact.amount.minor
        elif one.fact.id not in known:
            kept.append(one)
    return kept


def _is_of(adjustment: AdjustmentRow, one: Moved) -> bool:
    if adjustment.status is AdjustmentStatus.DONE:
        return adjustment.stripe_id == one.fact.id
    return adjustment.amount == one.fact.amount


def is_ours(ours: Sequence[AdjustmentRow], to: InvoiceStatus) -> bool:
    """Return whether a correction of ours brings the invoice to this state."""
    return any(_ENDS.get(one.kind) is to for one in ours if one.status is AdjustmentStatus.APPROVED)
