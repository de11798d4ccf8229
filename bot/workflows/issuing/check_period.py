"""Checking the draft of a period, in the hour before it finalizes by itself.

A subscription bills whatever it is set to: another amount, or no tax where there should be some.
What is not as approved does not go out; what is on hold does not either.
"""

from datetime import date
from typing import Any

from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Snapshot
from bot.ledger import Session, holds, invoices
from bot.ledger.base import new_id
from bot.ledger.held import kept_back, retainer_of, subjects_of
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import was_paused
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.workflows.holding.hold_back import hold_back
from bot.workflows.issuing.recheck import CHANGED, verdict_on
from bot.workflows.standing.issue_order import charge_for, mismatch
from bot.workflows.standing.otherwise import ACCEPT, accept
from bot.workflows.standing.quantities import variable_of
from bot.workflows.standing.retainers import CHECK_PERIOD, PERIOD, SEND_PERIOD
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.observe import observe

BY_TIME = "dashboard time"
OURS = "closedwon_invoice_id"
"""In the metadata, as on every invoice of ours."""
OF_DEAL = ("closedwon_deal_id", "sf_opportunity_id")
STAYS = (
    "Stripe keeps the draft of this period and does not send it: somebody paused or ended the "
    "subscription there. Retry sends it; if it must not go out, finalize and void it in Stripe."
)


def check_period(deps: Deps, invoice_id: str, because: str = "") -> None:
    """Look at it, keep a draft back that is wrong, and write on it whose it is."""
    if because == ACCEPT:
        deps.durably(taken_as_it_is, invoice_id)
        return
    read = deps.durably(look, invoice_id)
    if not read.done:
        deps.durably(cannot, invoice_id, read.to_json())
        return
    judged = deps.durably(judge, invoice_id, read.value).value
    if judged is None:
        return
    written = deps.durably(write, invoice_id, judged)
    if written.done:
        deps.durably(checked, invoice_id, judged, written.value)
    else:
        deps.durably(cannot, invoice_id, written.to_json())


def taken_as_it_is(deps: Deps, invoice_id: str) -> None:
    """Note that somebody takes what went out as it is."""
    with deps.ledger.transaction() as s:
        accept(deps, s, invoice_id)


def look(deps: Deps, invoice_id: str) -> dict[str, Any] | None:
    """Return the invoice as Stripe has it; None if it is gone."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
    try:
        return deps.billing.snapshot(row.stripe_id or "").to_json()
    except NotFound:
        return None


def judge(deps: Deps, invoice_id: str, shown: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what is to be done about it; None if it is gone."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if shown is None or row.status is InvoiceStatus.CANCELED:
            return None
        seen = Snapshot.from_json(shown)
        if seen.status is not None:
            observe(deps, s, seen, because=BY_TIME)
            return {"stripe_id": row.stripe_id, "deal_id": row.deal_id, "wrong": ""}
        if verdict_on(deps, s, row) == CHANGED:
            hold_back(deps, s, row.deal_id)
        wrong = "" if waits_for_quantities(s, row) else not_as_approved(row, seen)
        return {
            "stripe_id": row.stripe_id,
            "deal_id": row.deal_id,
            "wrong": wrong,
            "stop": seen.advances and bool(wrong or kept_back(s, row)),
            "on": seen.finalizes_on.isoformat() if seen.finalizes_on else "",
            "due": _other_due(s, row, seen),
        }


def waits_for_quantities(s: Session, row: InvoiceRow) -> bool:
    """Return whether its lines by quantity come last: it is compared when they are there."""
    retainer = retainer_of(s, row)
    start = row.period_start
    return bool(retainer and start and variable_of(s, retainer, start))


def not_as_approved(row: InvoiceRow, seen: Snapshot) -> str:
    """Return what differs from the approval, "" if nothing does; its day is the period's."""
    return mismatch(row, seen.model_copy(update={"finalizes_on": None}))


def _other_due(s: Session, row: InvoiceRow, seen: Snapshot) -> str:
    """Return the day it is due where a subscription cannot count it, "" where it can."""
    due = charge_for(s, row).due
    if seen.finalizes_on is None or not (due.on or due.end_of_month):
        return ""
    return due.date_for(seen.finalizes_on).isoformat()


def write(deps: Deps, invoice_id: str, judged: dict[str, Any]) -> dict[str, Any]:
    """Keep it back, or set the day it is due, and write on it whose it is; return it.

    Setting it twice is setting it once, so each try has a key of its own: what goes back and forth
    within a day would else get an old answer, and nothing would happen.
    """
    stripe_id, key = judged["stripe_id"], f"period:{invoice_id}:{new_id('try')}"
    if judged.get("stop"):
        deps.billing.unschedule(stripe_id, key=f"{key}:stop")
    elif judged.get("due"):
        on, due = date.fromisoformat(judged["on"]), date.fromisoformat(judged["due"])
        deps.billing.schedule(stripe_id, on, due, key=f"{key}:due")
    notes = {OURS: invoice_id, **dict.fromkeys(OF_DEAL, judged["deal_id"])}
    deps.billing.note(stripe_id, notes, key=f"{key}:note")
    return deps.billing.snapshot(stripe_id).to_json()


def checked(deps: Deps, invoice_id: str, judged: dict[str, Any], shown: dict[str, Any]) -> None:
    """Note it; what Stripe keeps although it may go out is sent by us, or asked about."""
    seen = Snapshot.from_json(shown)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if seen.status is not None:
            observe(deps, s, seen, because=BY_TIME)
            return
        row.advances, row.due_date = seen.advances, seen.due_date or row.due_date
        if judged["wrong"]:
            refused = Outcome.refused(judged["wrong"], vendor="Stripe", code="not_as_approved")
            _trouble(deps, s, row, refused, CHECK_PERIOD)
            return
        close_trouble(deps, s, subject=row.id, kind=PERIOD)
        if seen.advances or row.awaits_usage or kept_back(s, row):
            return
        if judged["stop"] or waits_for_quantities(s, row) or _was_held(s, row, seen):
            unique = f"send-period:{row.id}:checked"
            deps.engine.enqueue(s, SEND_PERIOD, row.id, id=unique)
        else:
            _trouble(deps, s, row, Outcome.refused(STAYS, vendor="Stripe"), SEND_PERIOD)


def _was_held(s: Session, row: InvoiceRow, seen: Snapshot) -> bool:
    """Return whether Stripe keeps it because of a hold or a pause of ours that is over."""
    latest = [holds.latest_on(s, subject) for subject in subjects_of(s, row)]
    return was_paused(s, seen.created_at) or any(
        hold.released_at is not None and hold.at <= seen.created_at <= hold.released_at
        for hold in latest
        if hold is not None
    )


def cannot(deps: Deps, invoice_id: str, refused: dict[str, Any]) -> None:
    """Say that Stripe refused to show or to change it."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id)
        _trouble(deps, s, row, Outcome.from_json(refused), CHECK_PERIOD)


def _trouble(deps: Deps, s: Session, row: InvoiceRow, refused: Outcome, again: str) -> None:
    open_trouble(deps, s, refused, subject=row.id, kind=PERIOD, deal_id=row.deal_id,
                 retry={"workflow": again, "args": [row.id]})  # fmt: skip
