"""Reconciling: every open invoice at Stripe is held against the ledger."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import Session, desk, listed, payments, receivables, subscriptions
from bot.status import InvoiceStatus
from bot.workflows.standing import strangers
from bot.workflows.standing.comparing import Theirs, compared
from bot.workflows.tracking.observe import BY_HAND
from bot.workflows.tracking.track import track

TAKEN_BACK = "stripe_taken_back"
"""The cursor of looks at what was taken back."""
FIRST_LOOK = timedelta(days=120)
"""How far the first one goes back: as long as a card's holder has to dispute a payment."""
OVERLAP = timedelta(days=1)


def refresh_receivables(deps: Deps, because: str) -> bool:
    """Bring what is owed up to date with Stripe, inside a workflow; return whether that worked."""
    seen = deps.durably(list_open)
    read = set(seen.value or [])
    for stripe_id in seen.value or []:
        track(deps, stripe_id, because)
    late = deps.durably(list_gone_out)
    for stripe_id in late.value or []:
        track(deps, stripe_id, f"{BY_HAND} {because}")
    moving = deps.durably(list_moving)
    for stripe_id in moving.value or []:
        if stripe_id not in read:
            track(deps, stripe_id, because)
    taken = deps.durably(list_taken_back)
    if taken.done:
        for stripe_id in taken.value["ours"]:
            track(deps, stripe_id, f"{BY_HAND} {because}")
        deps.durably(note_looked, taken.value["until"])
    return seen.done


def list_moving(deps: Deps) -> list[str]:
    """Return the invoices of which money is under way: a debit, a refund, a dispute.

    No list of open invoices shows what becomes of these, and not all of it makes an event.
    """
    with deps.ledger.reading() as s:
        return list(receivables.unsettled(s))


def list_taken_back(deps: Deps) -> dict[str, Any]:
    """Return our invoices of which something was taken back that is not known; and until when.

    Once an invoice is paid, no list of open ones shows it: a refund or a dispute of which we did
    not hear would never be found.
    """
    until = deps.now()
    with deps.ledger.reading() as s:
        cursor = desk.cursor(s, TAKEN_BACK)
        before = datetime.fromisoformat(cursor["until"]) - OVERLAP if cursor else until - FIRST_LOOK
        known = payments.back_since(s, before)
    found = deps.billing.taken_back(before, known)
    with deps.ledger.reading() as s:
        ours = [row.stripe_id for row in receivables.with_stripe_ids(s, found)]
    return {"ours": ours, "until": until.isoformat()}


def note_looked(deps: Deps, until: str) -> None:
    """Note until when all that was taken back is known."""
    with deps.ledger.transaction() as s:
        desk.set_cursor(s, TAKEN_BACK, {"until": until})


def list_gone_out(deps: Deps) -> list[str]:
    """Return the scheduled drafts that are no drafts any more: they have to be read again."""
    with deps.ledger.reading() as s:
        waiting = list(listed.ids_in(s, InvoiceStatus.SCHEDULED))
    if not waiting:
        return []
    there = {draft.stripe_id for draft in deps.billing.drafts()}
    return [stripe_id for stripe_id in waiting if stripe_id not in there]


def list_open(deps: Deps) -> list[str]:
    """Take over the open invoices that others made; return ours that have to be read again."""
    again: list[str] = []
    for page in compared(deps):
        again += page.differing
        with deps.ledger.reading() as s:
            unseen = [one for one in page.theirs if _is_retainers(s, one.seen)]
        again += [one.seen.stripe_id for one in unseen]
        changed = [one.seen for one in page.theirs if one not in unseen and _changed(one)]
        if changed or page.gone:
            _take_over(deps, changed, page.gone)
    return again


def _take_over(deps: Deps, changed: Sequence[Snapshot], gone: Sequence[str]) -> None:
    with deps.ledger.transaction() as s:
        for snapshot in changed:
            strangers.note(s, snapshot)
            receivables.see_outside(s, snapshot, deps.now())
        for stripe_id in gone:
            receivables.forget_outside(s, stripe_id)


def _is_retainers(s: Session, seen: Snapshot) -> bool:
    """Return whether a retainer of ours made it: read on its own it is adopted."""
    of = seen.subscription_id
    return bool(of) and subscriptions.by_stripe_id(s, of) is not None


def _changed(one: Theirs) -> bool:
    """Return whether it is new or differs: most do not, and need no write."""
    row, seen = one.known, one.seen
    return row is None or (row.balance_minor, row.due_date, row.number, row.customer_name) != (
        seen.balance.minor,
        seen.due_date,
        seen.number,
        seen.customer_name,
    )
