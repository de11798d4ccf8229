"""Noting at Stripe what was decided about invoices that stay there, and by whom.

What a way makes carries its mark already. What it leaves, and what it ends, would carry none:
somebody who looks at it in the Dashboard is to find what was decided, when, by whom, and why.
"""

from typing import Any

from bot.amending import WayKind
from bot.clock import date_in
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, adjustments, invoices, proposals, subscriptions
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.base import new_id
from bot.ledger.proposals import ProposalRow
from bot.outcome import Outcome
from bot.plan import AdjustmentKind
from bot.status import InvoiceStatus
from bot.workflows.amending.marks import marks_of_change, marks_of_end
from bot.workflows.standing.amending_state import choice_of, chosen_for
from bot.workflows.telling.trouble import close_trouble, open_trouble

NOTE_CHANGE, NOTE_END = "note_change", "note_end"
NOTE = "note"
"""Kind of trouble."""
STAYS = frozenset(
    {InvoiceStatus.SCHEDULED, InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE}
)
REPLACED = frozenset({AdjustmentKind.VOID, AdjustmentKind.REVISE})
"""What an invoice does not stay after."""
ENDS = frozenset({AdjustmentKind.VOID, AdjustmentKind.WRITE_OFF})
"""What makes nothing that could carry its mark."""
MISSING = "resource_missing"
"""Stripe's code of what was deleted: there is nothing left to note it on."""


def start_noting(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Have a change noted that people chose and approved; another term changes nothing there."""
    choice = chosen_for(s, proposal)
    if choice is not None and choice.kind is not WayKind.RENEW:
        unique = f"note-change:{proposal.id}"
        deps.engine.enqueue(s, NOTE_CHANGE, proposal.id, id=unique, urgency=Urgency.BULK)


def start_noting_end(deps: Deps, s: Session, row: AdjustmentRow) -> None:
    """Have it noted who had an invoice voided or written off."""
    if row.kind in ENDS:
        unique = f"note-end:{row.id}"
        deps.engine.enqueue(s, NOTE_END, row.id, id=unique, urgency=Urgency.BULK)


def note_change(deps: Deps, proposal_id: str) -> None:
    """Note an approved change on the invoices and retainers of its deal that stay."""
    _note(deps, NOTE_CHANGE, proposal_id, deps.durably(change_to_note, proposal_id).value)


def note_end(deps: Deps, adjustment_id: str) -> None:
    """Note on an invoice who had it voided or written off."""
    _note(deps, NOTE_END, adjustment_id, deps.durably(end_to_note, adjustment_id).value)


def _note(deps: Deps, workflow: str, subject: str, wanted: dict[str, Any]) -> None:
    refused: Outcome | None = None
    for where in wanted["where"]:
        written = deps.durably(write, where, wanted["notes"], f"note:{subject}")
        if not written.done and written.code != MISSING:
            refused = written
    deps.durably(noted, workflow, subject, wanted["deal_id"], refused and refused.to_json())


def change_to_note(deps: Deps, proposal_id: str) -> dict[str, Any]:
    """Return what is to be noted of a change, and on what: all that was there when it was made."""
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, proposal_id)
        at = proposal.decided_at or deps.now()
        gone = {
            one.subject
            for one in adjustments.of_deal(s, proposal.deal_id)
            if one.proposal_id == proposal_id and one.kind in REPLACED
        }
        stay = [
            ["invoice", row.stripe_id]
            for row in invoices.of_deal(s, proposal.deal_id)
            if row.stripe_id and row.status in STAYS and row.created_at <= at and row.id not in gone
        ]
        ran = [
            ["retainer", row.stripe_id]
            for row in subscriptions.of_deal(s, proposal.deal_id)
            if row.stripe_id and row.created_at <= at <= (row.ended_at or at)
        ]
        decided_on = date_in(deps.settings.billing_timezone, at)
        return {
            "deal_id": proposal.deal_id,
            "where": [*stay, *ran],
            "notes": marks_of_change(s, proposal, choice_of(s, proposal), decided_on),
        }


def end_to_note(deps: Deps, adjustment_id: str) -> dict[str, Any]:
    """Return what is to be noted of an invoice that was ended."""
    with deps.ledger.reading() as s:
        row = adjustments.get(s, adjustment_id)
        ended_on = date_in(deps.settings.billing_timezone, row.done_at or row.requested_at)
        return {
            "deal_id": row.deal_id,
            "where": [["invoice", invoices.get(s, row.subject).stripe_id]],
            "notes": marks_of_end(row, ended_on),
        }


def write(deps: Deps, where: list[str], notes: dict[str, str], key: str) -> None:
    """Write it; each try has a key of its own, see `align.write`."""
    kind, stripe_id = where
    put = deps.billing.note if kind == "invoice" else deps.billing.note_subscription
    put(stripe_id, notes, key=f"{key}:{new_id('try')}")


def noted(
    deps: Deps, workflow: str, subject: str, deal_id: str, refused: dict[str, Any] | None
) -> None:
    """Close the trouble, or open it: the decision stands, and Stripe does not show it."""
    with deps.ledger.transaction() as s:
        if refused is None:
            close_trouble(deps, s, subject=subject, kind=NOTE)
            return
        open_trouble(deps, s, Outcome.from_json(refused), subject=subject, kind=NOTE,
                     deal_id=deal_id, retry={"workflow": workflow, "args": [subject]})  # fmt: skip
