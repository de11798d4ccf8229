"""Adjusting: one approved correction is carried out at Stripe, once.

It is looked at first: what a customer or a colleague did meanwhile may have made it needless, or
impossible, and then a person hears of it. Nothing is done twice, whenever the bot stops.
"""

from collections.abc import Callable
from typing import Any

from bot.deps import Deps
from bot.errors import NotFound
from bot.ledger import adjustments, invoices
from bot.outcome import Outcome
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus
from bot.workflows.amending import adjust_attempt as attempt
from bot.workflows.amending.adjust_end import done, hopeless, stop
from bot.workflows.amending.adjust_money import WAITS, give_credit, record
from bot.workflows.amending.adjust_retainer import change_retainer, end_retainer
from bot.workflows.amending.adjust_revise import compare, discard, draft, drop, fill, revised, send
from bot.workflows.amending.adjust_status import possible, void, write_off
from bot.workflows.gating.gate import may_leave
from bot.workflows.standing.attempt import begins_late
from bot.workflows.standing.ripe import ADJUST
from bot.workflows.telling.trouble import close_trouble
from bot.workflows.tracking.observe import observe

__all__ = ["ADJUST", "adjust"]

GO, OVER = "go", "over"

ONE_CALL: dict[AdjustmentKind, Callable[..., Any]] = {
    AdjustmentKind.VOID: void,
    AdjustmentKind.WRITE_OFF: write_off,
    AdjustmentKind.CREDIT: give_credit,
    AdjustmentKind.REFUND: give_credit,
    AdjustmentKind.RECORD_PAYMENT: record,
    AdjustmentKind.CHANGE_RETAINER: change_retainer,
    AdjustmentKind.END_RETAINER: end_retainer,
}
"""What is one call at Stripe; each returns the id of what it made, "" if nothing."""


TELLS = (AdjustmentKind.REVISE, AdjustmentKind.CREDIT, AdjustmentKind.REFUND)
"""What Stripe e-mails to the customer."""


class _Stopped(Exception):
    """A step did not do what it was for."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def adjust(deps: Deps, adjustment_id: str) -> None:
    """Look, correct, look again, tell."""
    run = ""
    try:
        begun = _must(deps.durably(begin, adjustment_id))
        if begun["verdict"] == OVER:
            return
        run = begun["run"]
        if why := _must(deps.durably(look, adjustment_id, run)):
            if begun["kind"] == AdjustmentKind.REVISE:
                _must(deps.durably(drop, adjustment_id, run))
            deps.durably(hopeless, adjustment_id, run, why)
            return
        made = _carry_out(deps, adjustment_id, run, AdjustmentKind(begun["kind"]))
        if made is None:
            return
        _must(deps.durably(look_after, adjustment_id))
        _must(deps.durably(done, adjustment_id, run, made))
    except _Stopped as stopped:
        deps.durably(stop, adjustment_id, run, stopped.outcome.to_json())


def _carry_out(deps: Deps, adjustment_id: str, run: str, kind: AdjustmentKind) -> str | None:
    """Return the id of what was made at Stripe, None if it has to wait after all."""
    if kind in ONE_CALL:
        made = str(_must(deps.durably(ONE_CALL[kind], adjustment_id, run)))
        return None if made == WAITS else made
    stripe_id: str = _must(deps.durably(draft, adjustment_id, run))
    filled = _must(deps.durably(fill, adjustment_id, run, stripe_id))
    if wrong := _must(deps.durably(compare, adjustment_id, run, filled)):
        _must(deps.durably(discard, adjustment_id, run, stripe_id))
        _must(Outcome.refused(wrong, vendor="Stripe", code="not_as_approved"))
    shown = _must(deps.durably(send, adjustment_id, run, stripe_id))
    if not shown:
        return None
    _must(deps.durably(revised, adjustment_id, run, shown))
    return stripe_id


def begin(deps: Deps, adjustment_id: str) -> dict[str, str]:
    """Return whether it is to be done, and the name of this run."""
    with deps.ledger.transaction() as s:
        row = adjustments.get(s, adjustment_id, lock=True)
        if row.status is not AdjustmentStatus.APPROVED:
            close_trouble(deps, s, subject=adjustment_id, kind=ADJUST)
            return {"verdict": OVER}
        waits = row.kind in TELLS and not may_leave(
            deps, s, subject=row.id, workflow=ADJUST, deal_id=row.deal_id
        )
        if waits:
            return {"verdict": OVER}  # it is started again when it may
        if row.attempt_at is None:
            row.attempt_at = deps.now()
            since = row.decided_at or row.requested_at
            row.in_doubt |= begins_late(deps, since, row.attempt)
        return {"verdict": GO, "run": attempt.claim(s, row), "kind": row.kind.value}


def look(deps: Deps, adjustment_id: str, run: str) -> str:
    """Take in how the invoice stands; return why it cannot be corrected so, "" if it can."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        invoice = s.get(invoices.InvoiceRow, row.subject)
        stripe_id = invoice.stripe_id if invoice else None
    if stripe_id is None:
        return "" if invoice is None else "The invoice is not at Stripe."
    try:
        seen = deps.billing.snapshot(stripe_id)
    except NotFound:
        return "The invoice is not at Stripe any more."
    with deps.ledger.transaction() as s:
        observe(deps, s, seen)
        row = attempt.check(s, adjustment_id, run)
        return possible(deps, row, seen, s.get(invoices.InvoiceRow, row.subject))


def look_after(deps: Deps, adjustment_id: str) -> None:
    """Take in how the invoice stands afterwards, so that the card shows it."""
    with deps.ledger.reading() as s:
        row = adjustments.get(s, adjustment_id)
        invoice = s.get(invoices.InvoiceRow, row.subject)
        stripe_id = invoice.stripe_id if invoice else None
    if stripe_id is None:
        return
    seen = deps.billing.snapshot(stripe_id)
    with deps.ledger.transaction() as s:
        observe(deps, s, seen, because=f"adjusted {adjustment_id}")


def _must(outcome: Outcome) -> Any:  # noqa: ANN401 - what steps return is JSON
    if not outcome.done:
        raise _Stopped(outcome)
    return outcome.value
