"""The end of a correction: done, not possible any more, or refused for now."""

from typing import Any

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.ledger import Session, adjustments, proposals
from bot.ledger.adjustments import AdjustmentRow
from bot.outcome import Outcome
from bot.status import AdjustmentStatus, move_adjustment
from bot.workflows.amending import adjust_attempt as attempt
from bot.workflows.amending.amend_effect import go_on
from bot.workflows.amending.note_change import start_noting_end
from bot.workflows.standing import amending_state as state
from bot.workflows.standing.amending_state import Question
from bot.workflows.standing.ripe import ADJUST
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble


def done(deps: Deps, adjustment_id: str, run: str, made: str) -> None:
    """Note that it is done, and tell everybody."""
    with deps.ledger.transaction() as s:
        row = attempt.check(s, adjustment_id, run)
        close_trouble(deps, s, subject=row.id, kind=ADJUST)
        move_adjustment(row, AdjustmentStatus.DONE)
        row.done_at, row.in_doubt = deps.now(), False
        row.stripe_id = made or row.stripe_id
        attempt.finish(s, row.id)
        s.flush()
        tell(
            deps, s, row.deal_id, by=CLOSEDWON, action=f"{row.kind}.done",
            what=f"Done: {row.words}.", detail=_who(row), subject=row.subject,
            after={"adjustment": row.id, "stripe_id": row.stripe_id, "amount": row.amount_minor},
        )  # fmt: skip
        start_noting_end(deps, s, row)
        go_on(deps, s, row.deal_id)


def _who(row: AdjustmentRow) -> str:
    by = row.requested_by_name
    if row.decided_by and row.decided_by != row.requested_by:
        by += f", approved by {row.decided_by_name}"
    return f"Asked for by {by}: {row.reason}" if row.reason else f"Asked for by {by}"


def hopeless(deps: Deps, adjustment_id: str, run: str, why: str) -> None:
    """Give it up: as the invoice stands now, it cannot be done. What follows is for people."""
    with deps.ledger.transaction() as s:
        row = attempt.check(s, adjustment_id, run)
        attempt.give_up(deps, s, row)
        what = f"Not done: {row.words}. {why}"
        if row.proposal_id:
            _ask_again(s, row, what)
            what += " What is not yet sent waits until somebody chooses what to do instead."
        tell(deps, s, row.deal_id, by=CLOSEDWON, action=f"{row.kind}.impossible", what=what,
             subject=row.subject, after={"adjustment": row.id, "why": why})  # fmt: skip


def _ask_again(s: Session, row: AdjustmentRow, what: str) -> None:
    """Have people choose another way: the plan in force is not what stands."""
    base = proposals.in_force(s, row.deal_id)
    if base is not None:
        state.ask(s, row.deal_id, Question(base=base.id, changes=(what,), stays=True))


def stop(deps: Deps, adjustment_id: str, run: str, refused: dict[str, Any]) -> None:
    """Say what Stripe refused, with a way to try again, which looks first."""
    with deps.ledger.transaction() as s:
        row = adjustments.get(s, adjustment_id, lock=True)
        if run and not attempt.is_ours(s, adjustment_id, run):
            return  # a later run is at it
        row.in_doubt = row.attempt_at is not None
        open_trouble(deps, s, Outcome.from_json(refused), subject=row.id, kind=ADJUST,
                     deal_id=row.deal_id,
                     retry={"workflow": ADJUST, "args": [row.id]})  # fmt: skip
