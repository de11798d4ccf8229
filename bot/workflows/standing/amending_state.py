"""Where a change after the approval stands, between one transaction and the next."""

from collections.abc import Sequence
from datetime import date

from bot.amending import Way, WayKind
from bot.errors import Invalid
from bot.finding import Finding
from bot.ledger import Session, desk
from bot.ledger.desk import CursorRow
from bot.ledger.proposals import ProposalRow
from bot.value import Value


class Choice(Value):
    """Who chose a way, which, and why."""

    kind: WayKind
    reason: str
    by: str
    """Slack user id."""
    by_name: str
    from_date: date | None = None
    """For a retainer: the day from which on it changes."""


class Question(Value):
    """What changed after the approval and waits for somebody to choose a way."""

    base: str
    """Id of the proposal in force."""
    changes: tuple[str, ...]
    findings: tuple[Finding, ...] = ()
    stays: bool = False
    """Whether it is there until somebody chooses, even if the deal is as approved."""


def question(s: Session, deal_id: str) -> Question | None:
    """Return what waits for a choice, None if nothing does."""
    data = desk.cursor(s, _question(deal_id))
    return Question.from_json(data) if data else None


def ask(s: Session, deal_id: str, asked: Question) -> None:
    """Note what waits for a choice."""
    desk.set_cursor(s, _question(deal_id), asked.to_json())
    s.flush()


def answered(s: Session, deal_id: str) -> None:
    """Note that nothing waits any more."""
    _forget(s, _question(deal_id))


def chosen(ways: Sequence[Way], kind: WayKind) -> Way | None:
    """Return the way of this kind, None if it is not offered."""
    return next((way for way in ways if way.kind is kind), None)


def choice_of(s: Session, proposal: ProposalRow) -> Choice:
    """Return who chose the way of a pending change.

    Raises:
        Invalid: if it is no change of an approved plan.

    """
    data = desk.cursor(s, _choice(proposal.id))
    if data is None:
        raise Invalid("This is no change of an approved plan.")
    return Choice.from_json(data)


def chosen_for(s: Session, proposal: ProposalRow) -> Choice | None:
    """Return who chose the way of a change; None where nobody did."""
    data = desk.cursor(s, _choice(proposal.id))
    return Choice.from_json(data) if data else None


def chose(s: Session, proposal: ProposalRow, choice: Choice) -> None:
    """Note who chose it."""
    desk.set_cursor(s, _choice(proposal.id), choice.to_json())
    s.flush()


def _question(deal_id: str) -> str:
    return f"amendment:{deal_id}"


def _choice(proposal_id: str) -> str:
    return f"amendment-choice:{proposal_id}"


def _forget(s: Session, name: str) -> None:
    row = s.get(CursorRow, name)
    if row is not None:
        s.delete(row)
        s.flush()
