"""Marks: what people decided, as metadata of what it concerns at Stripe: who, when, and why."""

from datetime import date

from bot.actor import CLOSEDWON
from bot.amending import TITLES, WayKind
from bot.ledger import Session, proposals
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.proposals import ProposalRow, Verdict
from bot.views.text import cut
from bot.workflows.standing.amending_state import Choice

MOST_METADATA = 500
"""Characters of one value at Stripe."""
CHANGES_KEPT = 4
"""Changes of a deal that its invoices name; an object has room for fifty entries in all."""
FORGOTTEN_AT_ONCE = 4
"""Earlier ones that are taken off with a new one; those before them are gone already."""


def marks_of_change(
    s: Session, proposal: ProposalRow, choice: Choice, decided_on: date
) -> dict[str, str]:
    """Return what is noted of an approved change; entries of much earlier ones are taken off."""
    name = _name(proposal.revision)
    notes = {
        name: TITLES[WayKind(proposal.way)],
        f"{name}_by": _by(choice.by_name, _approvers(s, proposal)),
        f"{name}_on": decided_on.isoformat(),
        f"{name}_reason": choice.reason,
    }
    for revision in _gone(s, proposal):
        notes |= {f"{_name(revision)}{part}": "" for part in ("", "_by", "_on", "_reason")}
    return {name: cut(text, MOST_METADATA) for name, text in notes.items()}


def _gone(s: Session, proposal: ProposalRow) -> list[int]:
    """Return the revisions of changes that give way to this one, and of the few before them."""
    earlier = proposals.earlier_of(s, proposal.deal_id, proposal.revision)
    noted = [row.revision for row in earlier if row.amends and _approvers(s, row)]
    return noted[: 1 - CHANGES_KEPT][-FORGOTTEN_AT_ONCE:]


def _approvers(s: Session, proposal: ProposalRow) -> list[str]:
    decided = proposals.decisions(s, proposal.id)
    return [one.actor_name for one in decided if one.verdict is Verdict.APPROVE]


def _name(revision: int) -> str:
    return f"change_{revision}"


def marks_of_end(row: AdjustmentRow, decided_on: date) -> dict[str, str]:
    """Return what is noted on an invoice that was voided or written off."""
    name = row.kind.value
    notes = {
        f"{name}_by": _asked_by(row),
        f"{name}_on": decided_on.isoformat(),
        f"{name}_reason": row.reason,
    }
    return {name: cut(text, MOST_METADATA) for name, text in notes.items()}


def marks_on_made(row: AdjustmentRow) -> dict[str, str]:
    """Return what is noted on what a correction makes: a credit note, a revision, a payment."""
    notes = {"closedwon_by": _asked_by(row), "closedwon_reason": row.reason}
    return {name: cut(text, MOST_METADATA) for name, text in notes.items() if text}


def _asked_by(row: AdjustmentRow) -> str:
    seconded = row.decided_by and row.decided_by != row.requested_by
    return _by(row.requested_by_name, [row.decided_by_name] if seconded else [])


def _by(name: str, approvers: list[str]) -> str:
    said = name or CLOSEDWON.shown
    return f"{said}, approved by {' and '.join(approvers)}" if approvers else said
