"""Aligning: a scheduled draft at Stripe is brought to what the ledger says about it.

What is on hold does not advance; what is not, goes out on its day. Holds, releases and moved dates
only change the ledger: whoever writes to Stripe looks again after it wrote, so that the last one
wrote what is true.
"""

from datetime import date
from itertools import count
from typing import Any

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import Session, invoices
from bot.ledger.base import new_id
from bot.ledger.held import holding, kept_back, subjects_of
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.pause import paused
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.views.text import day
from bot.workflows.issuing.scheduling import ALIGN, is_later
from bot.workflows.issuing.undrafted import make_anew
from bot.workflows.standing.placing import ISSUE
from bot.workflows.telling.telling import show, tell
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.observe import observe
from bot.workflows.tracking.track import note_gone

__all__ = ["ALIGN", "align", "bring_in_line"]

BY_TIME = "dashboard time"
"""Why it is looked at: time, or a person in the Dashboard, was faster than we."""
GONE = "NotFound"
"""The code of a look at what was deleted."""


def align(deps: Deps, invoice_id: str, because: str) -> None:
    """Bring one scheduled draft in line; `because` names the change for good."""
    bring_in_line(deps, invoice_id, because)


def bring_in_line(
    deps: Deps, invoice_id: str, because: str, retry: dict[str, Any] | None = None
) -> bool:
    """Do so inside a workflow; return whether Stripe has it as the ledger says.

    `retry` is what a click on Retry starts if Stripe refuses; aligning it again by default.
    """
    rounds = count()
    while (wanted := deps.durably(wanted_of, invoice_id).value) is not None:
        written = deps.durably(write, wanted, f"{because}:{next(rounds)}")
        if not written.done and deps.durably(wanted_of, invoice_id).value != wanted:
            continue  # its draft was replaced under way, say: there is something else to write
        if not written.done:
            seen = deps.durably(look, wanted["stripe_id"])
            if seen.code == GONE:
                deps.durably(note_gone, wanted["stripe_id"])
                return True
            if not seen.done or seen.value["status"] is None:
                deps.durably(cannot_align, invoice_id, because, written.to_json(), retry or {})
                return False
            written = seen
        if deps.durably(note_written, invoice_id, wanted, written.value).value:
            return True
    deps.durably(make_anew, invoice_id, because)  # if it has no draft
    return True


def wanted_of(deps: Deps, invoice_id: str) -> dict[str, Any] | None:
    """Return how Stripe is to have the draft, None if it is no scheduled draft."""
    with deps.ledger.reading() as s:
        return _wanted(deps, s, invoices.get(s, invoice_id))


def _wanted(deps: Deps, s: Session, row: InvoiceRow) -> dict[str, Any] | None:
    if row.status is not InvoiceStatus.SCHEDULED or not row.stripe_id:
        return None
    if row.subscription_id:  # it goes out in its hour, or is sent; it is not put off to a day
        return {"stripe_id": row.stripe_id, "on": "", "due": ""} if kept_back(s, row) else None
    goes = is_later(deps, row) and not kept_back(s, row)
    if row.issue_date == deps.today() and row.advances and not kept_back(s, row):
        return None  # it goes out today by itself
    return {
        "stripe_id": row.stripe_id,
        "on": row.issue_date.isoformat() if goes and row.issue_date else "",
        "due": row.due_date.isoformat() if goes and row.due_date else "",
    }


def _holds(s: Session, row: InvoiceRow) -> list[HoldRow]:
    return holding(s, row)


def write(deps: Deps, wanted: dict[str, Any], key: str) -> dict[str, Any]:
    """Have it finalize on its day, or not at all; return it as it stands.

    Setting it twice is setting it once, so each try has a key of its own: under the same one,
    Stripe would give back a failure of its own for a day.
    """
    key = f"{key}:{new_id('try')}"
    if not wanted["on"]:
        return deps.billing.unschedule(wanted["stripe_id"], key=key).to_json()
    on, due = date.fromisoformat(wanted["on"]), date.fromisoformat(wanted["due"])
    return deps.billing.schedule(wanted["stripe_id"], on, due, key=key).to_json()


def look(deps: Deps, stripe_id: str) -> dict[str, Any]:
    """Return it as it stands."""
    return deps.billing.snapshot(stripe_id).to_json()


def note_written(
    deps: Deps, invoice_id: str, wanted: dict[str, Any], shown: dict[str, Any]
) -> bool:
    """Return whether what was written is still true; if so, holds of it are confirmed."""
    seen = Snapshot.from_json(shown)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if seen.status is not None:
            _note_out(deps, s, row, seen)
            return True
        if row.status is InvoiceStatus.SCHEDULED:
            row.advances = seen.advances
            s.flush()
        if (now := _wanted(deps, s, row)) is not None and now != wanted:
            return False
        close_trouble(deps, s, subject=invoice_id, kind=ALIGN)
        for hold in _holds(s, row):
            _confirm(deps, s, hold)
        if now is not None and not now["on"] and not kept_back(s, row):
            unique = f"issue:{row.id}:{wanted['stripe_id']}:{deps.today().isoformat()}"
            deps.engine.enqueue(s, ISSUE, row.id, id=unique)  # its day has come meanwhile
        return True


def _confirm(deps: Deps, s: Session, hold: HoldRow) -> None:
    """Let the card say "on hold" once nothing that it covers goes out by itself."""
    covered = invoices.of_deal(s, hold.deal_id)
    if any(
        row.advances and row.status is InvoiceStatus.SCHEDULED
        for row in covered
        if hold.subject in subjects_of(s, row)
    ):
        return
    if hold.confirmed_at is None:
        hold.confirmed_at = deps.now()
        show(deps, s, hold.deal_id, because=f"{hold.id}:confirmed")


def _note_out(deps: Deps, s: Session, row: InvoiceRow, seen: Snapshot) -> None:
    """Take over that it went out before Stripe heard of the change, and say so."""
    if row.status is not InvoiceStatus.SCHEDULED:
        observe(deps, s, seen, because=BY_TIME)
        return
    moved_to = row.issue_date if is_later(deps, row) else None
    close_trouble(deps, s, subject=row.id, kind=ALIGN)
    observe(deps, s, seen, because=BY_TIME)
    if _holds(s, row):
        what = "It was finalized before the hold reached Stripe."
    elif paused(s) is not None:
        what = "It was finalized before the pause reached Stripe."
    elif moved_to is not None:
        what = f"It was finalized before it could be set to {day(moved_to, deps.today())}."
    else:
        return
    tell(deps, s, row.deal_id, by=CLOSEDWON, action="invoice.got_out", what=what,
         detail=f"Invoice {row.number or row.item}", subject=row.id)  # fmt: skip


def cannot_align(
    deps: Deps, invoice_id: str, because: str, refused: dict[str, Any], retry: dict[str, Any]
) -> None:
    """Say that Stripe refused: its draft does not follow the ledger."""
    again = {"workflow": ALIGN, "args": [invoice_id, f"{because}:{deps.now().timestamp()}"]}
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id)
        open_trouble(deps, s, Outcome.from_json(refused), subject=invoice_id, kind=ALIGN,
                     deal_id=row.deal_id, retry=retry or again)  # fmt: skip
