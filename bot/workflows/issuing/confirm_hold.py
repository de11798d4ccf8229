"""Confirming a hold: Stripe hears of it before the card says "on hold", and of its end."""

from itertools import count
from typing import Any

from bot.deps import Deps
from bot.ledger import Session, holds, invoices, subscriptions
from bot.ledger.base import new_id
from bot.ledger.held import subjects_of
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.views.status_words import reason_words
from bot.views.text import cut
from bot.workflows.holding.hold_back import CONFIRM_HOLD
from bot.workflows.issuing.align import bring_in_line
from bot.workflows.issuing.align_retainer import bring_retainer_in_line
from bot.workflows.telling.telling import show
from bot.workflows.telling.trouble import close_trouble, open_trouble

MOST_METADATA = 500
"""Characters of one value at Stripe."""
NOTED = frozenset(InvoiceStatus) - {InvoiceStatus.CANCELED}
"""What is there at Stripe to be noted on."""
HOLD = "hold"
"""Kind of trouble."""


def confirm_hold(deps: Deps, hold_id: str, change: str) -> None:
    """Note at Stripe how things stand with the hold's subject.

    A scheduled draft is kept from going out, or let go again, first. A hold and its release may be
    noted at the same time: each looks again after it wrote, so that whoever wrote last wrote what
    is true.
    """
    retry = {"workflow": CONFIRM_HOLD, "args": [hold_id, change]}
    for subscription_id in deps.durably(retainers_of, hold_id).value:
        because = f"hold:{hold_id}:{change}:{subscription_id}"
        if not bring_retainer_in_line(deps, subscription_id, because, retry):
            return
    for invoice_id in deps.durably(drafts_of, hold_id).value:
        if not bring_in_line(deps, invoice_id, f"hold:{hold_id}:{change}:{invoice_id}", retry):
            return
    rounds = count()
    while not _is_noted(deps, hold_id, change, next(rounds)):
        pass


def _is_noted(deps: Deps, hold_id: str, change: str, round_: int) -> bool:
    """Write once; return whether nothing is left to do."""
    seen = deps.durably(present_notes, hold_id)
    if seen.value["stripe_id"]:
        written = deps.durably(write_notes, seen.value, f"hold:{hold_id}:{change}:{round_}")
        if not written.done and deps.durably(present_notes, hold_id).value != seen.value:
            return False  # its draft was replaced under way, say: there is something else to write
        if not written.done:
            deps.durably(cannot_confirm, hold_id, change, written.to_json())
            return True
    return bool(deps.durably(confirmed, hold_id, seen.value).value)


def drafts_of(deps: Deps, hold_id: str) -> list[str]:
    """Return the scheduled drafts that the hold is about."""
    with deps.ledger.reading() as s:
        hold = holds.get(s, hold_id)
        return [
            row.id
            for row in invoices.of_deal(s, hold.deal_id)
            if row.status is InvoiceStatus.SCHEDULED and hold.subject in subjects_of(s, row)
        ]


def retainers_of(deps: Deps, hold_id: str) -> list[str]:
    """Return the retainers at Stripe that the hold is about."""
    with deps.ledger.reading() as s:
        hold = holds.get(s, hold_id)
        return [
            row.id
            for row in subscriptions.of_deal(s, hold.deal_id)
            if row.status is SubscriptionStatus.ACTIVE and hold.subject in (row.id, row.deal_id)
        ]


def present_notes(deps: Deps, hold_id: str) -> dict[str, Any]:
    """Return what Stripe is to show for the hold's subject now."""
    with deps.ledger.reading() as s:
        return _present(s, holds.get(s, hold_id).subject)


def write_notes(deps: Deps, seen: dict[str, Any], key: str) -> None:
    """Write it; each try has a key of its own, see `align.write`."""
    deps.billing.note(seen["stripe_id"], seen["notes"], key=f"{key}:{new_id('try')}")


def confirmed(deps: Deps, hold_id: str, seen: dict[str, Any]) -> bool:
    """Return whether what was written is still true; if so, the card may say so."""
    with deps.ledger.transaction() as s:
        hold = holds.get(s, hold_id)
        if _present(s, hold.subject) != seen:
            return False
        now_open = holds.open_on(s, hold.subject)
        if now_open is not None and now_open.confirmed_at is None:
            now_open.confirmed_at = deps.now()
            show(deps, s, hold.deal_id, because=f"{now_open.id}:confirmed")
        close_trouble(deps, s, subject=hold.subject, kind=HOLD)
        return True


def cannot_confirm(deps: Deps, hold_id: str, change: str, refused: dict[str, Any]) -> None:
    """Say that Stripe refused: the hold stands here, and nobody there knows of it."""
    with deps.ledger.transaction() as s:
        hold = holds.get(s, hold_id)
        open_trouble(
            deps,
            s,
            Outcome.from_json(refused),
            subject=hold.subject,
            kind=HOLD,
            deal_id=hold.deal_id,
            retry={"workflow": CONFIRM_HOLD, "args": [hold_id, change]},
        )


def _present(s: Session, subject: str) -> dict[str, Any]:
    hold = holds.open_on(s, subject)
    row = s.get(InvoiceRow, subject)
    return {
        "stripe_id": row.stripe_id if row and row.status in NOTED else None,
        "notes": hold_notes(hold),
    }


def hold_notes(hold: HoldRow | None) -> dict[str, str]:
    """Return a hold as metadata of its invoice; empty values take it away."""
    if hold is None:
        return dict.fromkeys(("hold_reason", "hold_note", "hold_by", "hold_until"), "")
    return {
        "hold_reason": reason_words(hold.reason),
        "hold_note": cut(hold.note, MOST_METADATA),
        "hold_by": cut(hold.by_name, MOST_METADATA),
        "hold_until": hold.until_date.isoformat() if hold.until_date else "",
    }
