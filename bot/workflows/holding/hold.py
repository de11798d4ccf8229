"""Holding: what has to wait, waits; and goes on when Finance releases it."""

from collections.abc import Sequence
from datetime import date

from bot import authority
from bot.actor import Actor
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict, Invalid
from bot.ledger import Session, deals, holds, invoices, proposals, subscriptions
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.policy import Action
from bot.status import RUNS, words
from bot.value import Value
from bot.views.ids import FieldId, HoldReason
from bot.views.status_words import reason_words
from bot.views.text import day
from bot.workflows.holding.hold_back import OFF, ON, confirm, go_on, retainer_goes_on
from bot.workflows.holding.hold_target import (
    HOLDABLE,
    Target,
    after_release,
    at_stripe,
    held_words,
    in_scope,
    moving,
    target_of,
)
from bot.workflows.standing.ended_early import decided
from bot.workflows.telling.telling import tell
from bot.workflows.tracking.observe import receivables_changed

__all__ = [
    "HOLDABLE",
    "HoldWish",
    "Target",
    "after_release",
    "hold_deal",
    "hold_invoice",
    "hold_retainer",
    "release_deal",
    "release_invoice",
    "release_retainer",
]

TELL_HELD = "tell_held"


class HoldWish(Value):
    """What somebody typed in the form."""

    reason: HoldReason
    note: str = ""
    until_date: date | None = None
    everything: bool = False
    """Also whatever else of the deal still moves."""
    tell_owner: bool = False


def hold_deal(deps: Deps, deal_id: str, wish: HoldWish, actor: Actor) -> None:
    """Hold the deal's pending proposal, else all of its invoices that still move.

    Raises:
        NotAllowed: naming who may.
        Conflict: if nothing is left to hold, or somebody else holds it.

    """
    _require(deps, Action.HOLD, deal_id, actor)
    with deps.ledger.transaction() as s:
        proposal = [Target(deal_id)] if proposals.pending_of(s, deal_id) else []
        rest = moving(s, deal_id) if wish.everything or not proposal else []
        _hold(deps, s, deal_id, [*proposal, *rest], wish, actor)


def hold_invoice(deps: Deps, invoice_id: str, wish: HoldWish, actor: Actor) -> None:
    """Hold one invoice, or all of its deal that still move; see `hold_deal`."""
    with deps.ledger.reading() as s:
        deal_id = invoices.get(s, invoice_id).deal_id
    _require(deps, Action.HOLD, deal_id, actor)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id)
        if row.status not in HOLDABLE:
            raise Conflict(f"This invoice is {words(row.status)}: there is nothing to hold.")
        targets = in_scope(s, deal_id, Target(invoice_id, row), everything=wish.everything)
        _hold(deps, s, deal_id, targets, wish, actor)


def hold_retainer(deps: Deps, subscription_id: str, wish: HoldWish, actor: Actor) -> None:
    """Hold a retainer: its invoices are made as drafts and kept; see `hold_deal`."""
    with deps.ledger.reading() as s:
        deal_id = subscriptions.get(s, subscription_id).deal_id
    _require(deps, Action.HOLD, deal_id, actor)
    with deps.ledger.transaction() as s:
        row = subscriptions.get(s, subscription_id)
        if row.status not in RUNS:
            raise Conflict(f"This retainer is {words(row.status)}: there is nothing to hold.")
        target = Target(subscription_id, retainer=row)
        targets = in_scope(s, deal_id, target, everything=wish.everything)
        _hold(deps, s, deal_id, targets, wish, actor)


def release_deal(deps: Deps, deal_id: str, actor: Actor) -> None:
    """Release the deal's proposal, else all of its invoices that are on hold.

    Raises:
        NotAllowed: naming who may.
        Conflict: if nothing is on hold, or somebody else released it.

    """
    _require(deps, Action.RELEASE, deal_id, actor)
    with deps.ledger.transaction() as s:
        own = holds.open_on(s, deal_id)
        rows = [own] if own else list(holds.open_of_deal(s, deal_id))
        _release(deps, s, rows, actor)
    if not rows:
        _refuse_release(deps, deal_id, actor)


def release_invoice(deps: Deps, invoice_id: str, actor: Actor) -> None:
    """Release one invoice; see `release_deal`."""
    with deps.ledger.reading() as s:
        deal_id = invoices.get(s, invoice_id).deal_id
    _require(deps, Action.RELEASE, deal_id, actor)
    with deps.ledger.transaction() as s:
        row = holds.open_on(s, invoice_id)
        _release(deps, s, [row] if row else [], actor)
    if not row:
        _refuse_release(deps, invoice_id, actor)


def release_retainer(deps: Deps, subscription_id: str, actor: Actor) -> None:
    """Release a retainer, and send what it kept; see `release_deal`."""
    with deps.ledger.reading() as s:
        deal_id = subscriptions.get(s, subscription_id).deal_id
    _require(deps, Action.RELEASE, deal_id, actor)
    with deps.ledger.transaction() as s:
        row = holds.open_on(s, subscription_id)
        _release(deps, s, [row] if row else [], actor)
    if not row:
        _refuse_release(deps, subscription_id, actor)


def _require(deps: Deps, action: Action, deal_id: str, actor: Actor) -> None:
    with deps.ledger.reading() as s:
        owner_email = deals.get(s, deal_id).owner_email
    authority.require(deps, action, actor, owner_email=owner_email)


def _hold(
    deps: Deps, s: Session, deal_id: str, targets: Sequence[Target], wish: HoldWish, actor: Actor
) -> None:
    if wish.until_date is not None and wish.until_date <= deps.today():
        raise Invalid("Choose a day after today, or none.", FieldId.UNTIL)
    if not targets:
        raise Conflict("Nothing of this deal waits to be approved, sent or paid.")
    held = [row for t in targets if (row := holds.open_on(s, t.subject))]
    free = [t for t in targets if t.subject not in {row.subject for row in held}]
    if not free:
        _refuse_unless_same(deps, held[0], wish, actor)
        return
    rows = [_hold_one(deps, s, deal_id, target, wish, actor) for target in free]
    if wish.tell_owner:
        deps.engine.enqueue(s, TELL_HELD, rows[0].id, id=f"tell-held:{rows[0].id}")


def _hold_one(
    deps: Deps, s: Session, deal_id: str, target: Target, wish: HoldWish, actor: Actor
) -> HoldRow:
    row = HoldRow(
        subject=target.subject,
        deal_id=deal_id,
        reason=wish.reason,
        note=wish.note,
        until_date=wish.until_date,
        by=actor.id,
        by_name=actor.shown,
        at=deps.now(),
        confirmed_at=None if at_stripe(s, deal_id, target) else deps.now(),
    )
    s.add(row)
    s.flush()
    if row.confirmed_at is None:
        confirm(deps, s, row, ON)
    _redraw_reminders(deps, s, row, ON)
    until = f" until {day(wish.until_date, deps.today())}" if wish.until_date else ""
    what = f"{target.name} is put on hold{until}: {reason_words(wish.reason)}."
    what += held_words(deps, s, target)
    after = {"reason": wish.reason, "note": wish.note, "until": str(wish.until_date or "")}
    tell(deps, s, deal_id, by=actor, action="hold.placed", what=what, detail=wish.note,
         subject=target.subject, after=after)  # fmt: skip
    return row


def _refuse_unless_same(deps: Deps, row: HoldRow, wish: HoldWish, actor: Actor) -> None:
    """Take a second click on the same form as the first; tell anybody else who was faster."""
    same = (row.by, row.reason, row.note, row.until_date)
    if same != (actor.id, wish.reason, wish.note, wish.until_date):
        since = day(date_in(deps.settings.billing_timezone, row.at), deps.today())
        reason = reason_words(row.reason)
        raise Conflict(f"It is on hold already, since {since} by {row.by_name}: {reason}.")


def _release(deps: Deps, s: Session, rows: Sequence[HoldRow], actor: Actor) -> None:
    for row in rows:
        target = target_of(s, row.subject)
        what = f"{target.name} is released. {after_release(deps, s, row.subject)}"
        row.released_at, row.released_by = deps.now(), actor.id
        if at_stripe(s, row.deal_id, target):
            confirm(deps, s, row, OFF)
        if target.retainer is not None:
            retainer_goes_on(deps, s, row, target.retainer)
            waiting: Sequence[InvoiceRow] = ()
        else:
            waiting = [target.invoice] if target.invoice else invoices.of_deal(s, row.deal_id)
            for one in subscriptions.of_deal(s, row.deal_id):
                if row.subject == row.deal_id and one.status in RUNS:
                    retainer_goes_on(deps, s, row, one)
        for invoice in waiting:
            go_on(deps, s, row, invoice)
        _redraw_reminders(deps, s, row, OFF)
        if row.subject == row.deal_id or target.retainer is not None:
            decided(deps, s, row.deal_id)
        tell(deps, s, row.deal_id, by=actor, action="hold.released", what=what,
             subject=row.subject, before={"reason": row.reason})  # fmt: skip


def _redraw_reminders(deps: Deps, s: Session, row: HoldRow, change: str) -> None:
    """Have reminders say that what they are about is on hold, or no longer."""
    for invoice in invoices.of_deal(s, row.deal_id):
        if row.subject in (invoice.id, row.deal_id):
            receivables_changed(deps, s, invoice, because=f"{row.id}:{change}")


def _refuse_release(deps: Deps, subject: str, actor: Actor) -> None:
    """Take a second click for the first; tell anybody else who was faster."""
    with deps.ledger.reading() as s:
        last = holds.latest_on(s, subject)
    if last is None or last.released_at is None:
        raise Conflict("This is not on hold.")
    if last.released_by != actor.id:
        when = day(date_in(deps.settings.billing_timezone, last.released_at), deps.today())
        who = deps.directory.person(last.released_by).name
        raise Conflict(f"{who} released it already, on {when}.")
