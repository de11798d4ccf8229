"""Reconciling: every open invoice at Stripe is held against the ledger."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.deps import Deps
from bot.facts import Snapshot
from bot.ledger import Session, desk, invoices, payments, receivables, subscriptions
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.workflows.observe import BY_HAND
from bot.workflows.track import track

TAKEN_BACK = "stripe_taken_back"
"""The cursor of looks at what was taken back."""
FIRST_LOOK = timedelta(days=120)
"""How far the first one goes back: as long as a card's holder has to dispute a payment."""
OVERLAP = timedelta(days=1)


def refresh_receivables(deps: Deps, because: str) -> bool:
    """Bring what is owed up to date with Stripe, inside a workflow; return whether that worked."""
    listed = deps.durably(list_open)
    for stripe_id in listed.value or []:
        track(deps, stripe_id, because)
    late = deps.durably(list_gone_out)
    for stripe_id in late.value or []:
        track(deps, stripe_id, f"{BY_HAND} {because}")
    moving = deps.durably(list_moving)
    for stripe_id in moving.value or []:
        if stripe_id not in (listed.value or []):
            track(deps, stripe_id, because)
    taken = deps.durably(list_taken_back)
    if taken.done:
        for stripe_id in taken.value["ours"]:
            track(deps, stripe_id, f"{BY_HAND} {because}")
        deps.durably(note_looked, taken.value["until"])
    return listed.done


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
        rows = [row for row in invoices.in_status(s, InvoiceStatus.SCHEDULED) if row.stripe_id]
    if not rows:
        return []
    there = {draft.stripe_id for draft in deps.billing.drafts()}
    return [row.stripe_id for row in rows if row.stripe_id and row.stripe_id not in there]


def list_open(deps: Deps) -> list[str]:
    """Take over the open invoices that others made; return ours that have to be read again."""
    seen = list(deps.billing.open_invoices())
    with deps.ledger.reading() as s:
        ours = ours_of(s, seen)
        theirs = [snapshot for snapshot in seen if snapshot.stripe_id not in ours]
        unseen = [one.stripe_id for one in theirs if _is_retainers(s, one)]
        changed = _changed(s, [one for one in theirs if one.stripe_id not in unseen])
        gone = _gone(s, theirs)
    if changed or gone:
        with deps.ledger.transaction() as s:
            for snapshot in changed:
                receivables.see_outside(s, snapshot, deps.now())
            for stripe_id in gone:
                receivables.forget_outside(s, stripe_id)
    return [*differing(ours, seen), *unseen]


def _is_retainers(s: Session, seen: Snapshot) -> bool:
    """Return whether a retainer of ours made it: read on its own it is adopted."""
    of = seen.subscription_id
    return bool(of) and subscriptions.by_stripe_id(s, of) is not None


def ours_of(s: Session, seen: Sequence[Snapshot]) -> dict[str, InvoiceRow]:
    """Return our invoices that are open here or there, by their id at Stripe."""
    rows = list(invoices.in_status(s, InvoiceStatus.OPEN))
    known = {row.stripe_id for row in rows}
    rows += receivables.with_stripe_ids(
        s, [snapshot.stripe_id for snapshot in seen if snapshot.stripe_id not in known]
    )
    return {row.stripe_id: row for row in rows if row.stripe_id}


def differing(ours: dict[str, InvoiceRow], seen: Sequence[Snapshot]) -> list[str]:
    """Return our invoices whose state or balance is not what the list shows."""
    there = {snapshot.stripe_id: snapshot for snapshot in seen}
    return [stripe_id for stripe_id, row in ours.items() if _differs(row, there.get(stripe_id))]


def _differs(row: InvoiceRow, seen: Snapshot | None) -> bool:
    if row.status is InvoiceStatus.APPROVED:
        return False  # it is being issued at this moment
    if seen is None or row.status is not InvoiceStatus.OPEN:
        return True
    here = (row.balance_minor, row.paid_minor, row.total_minor, row.due_date, row.number)
    there = (seen.balance.minor, seen.paid.minor, seen.total.minor, seen.due_date, seen.number)
    return here != there


def _changed(s: Session, theirs: Sequence[Snapshot]) -> list[Snapshot]:
    """Return the invoices of others that are new or differ: most do not, and need no write."""
    known = {row.stripe_id: row for row in receivables.outside(s)}
    return [
        seen
        for seen in theirs
        if (row := known.get(seen.stripe_id)) is None
        or (row.balance_minor, row.due_date, row.number, row.customer_name)
        != (seen.balance.minor, seen.due_date, seen.number, seen.customer_name)
    ]


def _gone(s: Session, theirs: Sequence[Snapshot]) -> list[str]:
    listed = {snapshot.stripe_id for snapshot in theirs}
    return [row.stripe_id for row in receivables.outside(s) if row.stripe_id not in listed]
