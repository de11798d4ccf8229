"""Corrections in money: credit notes, refunds, payments reported by hand."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.deps import Deps
from bot.facts import ISSUED, BackFact, BackKind, CreditOrder, CreditWay, PaymentOrder, Snapshot
from bot.ledger import Session, adjustments, invoices
from bot.ledger.adjustments import AdjustmentRow
from bot.workflows.amending import adjust_attempt as attempt
from bot.workflows.amending.marks import marks_on_made
from bot.workflows.gating.gate import is_stopped
from bot.workflows.standing.ripe import ADJUST

MARGIN = timedelta(minutes=10)
"""Between two clocks."""
MOST_MEMO = 400
WAITS = "waits"
"""Instead of an id: everything was paused meanwhile."""


def give_credit(deps: Deps, adjustment_id: str, run: str) -> str:
    """Make the credit note, unless an earlier attempt did; return its id, or `WAITS`."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        stripe_id = _stripe_id(s, row)
        others = {one.stripe_id for one in adjustments.of_subject(s, row.subject)}
    if attempt.is_doubtful(deps, row):
        if found := _made(row, deps.billing.back_of(stripe_id), others):
            return found.id
        row = attempt.renew(deps, adjustment_id)
    order = CreditOrder(
        stripe_id=stripe_id,
        adjustment_id=row.id,
        amount=row.amount,
        way=CreditWay(row.details.get("way", CreditWay.BALANCE)),
        memo=row.reason[:MOST_MEMO],
        tell_customer=row.details.get("tell", "yes") == "yes",
        notes=marks_on_made(row),
    )
    if is_stopped(deps, subject=row.id, workflow=ADJUST, deal_id=row.deal_id):
        return WAITS
    with attempt.doubting(deps, adjustment_id):
        return deps.billing.credit(order, key=attempt.key(row, "credit")).id


def _made(row: AdjustmentRow, back: Sequence[BackFact], others: set[str]) -> BackFact | None:
    """Return the credit note of an earlier attempt: as much, since then, and nobody else's."""
    since = (row.decided_at or row.requested_at) - MARGIN
    return next(
        (
            one
            for one in back
            if one.kind is BackKind.CREDIT_NOTE
            and (one.status, one.amount) == (ISSUED, row.amount)
            and one.at >= since
            and one.id not in others
        ),
        None,
    )


def record(deps: Deps, adjustment_id: str, run: str) -> str:
    """Report the payment, unless an earlier attempt did."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        stripe_id = _stripe_id(s, row)
    if attempt.is_doubtful(deps, row):
        if _is_recorded(row, deps.billing.snapshot(stripe_id)):
            return ""
        row = attempt.renew(deps, adjustment_id)
    order = PaymentOrder(
        stripe_id=stripe_id,
        adjustment_id=row.id,
        amount=row.amount,
        paid_on=date.fromisoformat(row.details["paid_on"]),
        reference=row.details["reference"],
        notes=marks_on_made(row),
    )
    with attempt.doubting(deps, adjustment_id):
        deps.billing.record_payment(order, key=attempt.key(row, "payment"))
    return ""


def _is_recorded(row: AdjustmentRow, seen: Snapshot) -> bool:
    said = (row.details["reference"], row.amount)
    return any((one.reference, one.amount) == said for one in seen.payments)


def _stripe_id(s: Session, row: AdjustmentRow) -> str:
    return invoices.get(s, row.subject).stripe_id or ""
