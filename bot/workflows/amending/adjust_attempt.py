"""Attempts at a correction: its idempotency keys, and when to look first; see `attempt`."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.deps import Deps
from bot.errors import Conflict, VendorError
from bot.ledger import Session, adjustments, desk
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.base import new_id
from bot.ledger.desk import CursorRow
from bot.status import AdjustmentStatus, move_adjustment
from bot.workflows.standing.attempt import KEYS_ARE_GOOD_FOR, SERVER_ERROR
from bot.workflows.standing.ripe import ADJUST
from bot.workflows.telling.trouble import close_trouble


def claim(s: Session, row: AdjustmentRow) -> str:
    """Take the correction over from any earlier run; return the name of this one."""
    run = new_id("run")
    desk.set_cursor(s, _claim(row.id), {"run": run})
    s.flush()
    return run


def is_ours(s: Session, adjustment_id: str, run: str) -> bool:
    """Return whether no later run has taken the correction over."""
    return (desk.cursor(s, _claim(adjustment_id)) or {}).get("run") == run


def check(s: Session, adjustment_id: str, run: str) -> AdjustmentRow:
    """Return the correction, if it is this run's.

    Raises:
        Conflict: if a later run has taken it over.

    """
    if not is_ours(s, adjustment_id, run):
        raise Conflict("This correction is being carried out by a later run.")
    return adjustments.get(s, adjustment_id)


def finish(s: Session, adjustment_id: str) -> None:
    """Take the claim away: the correction is nobody's to carry out any more."""
    row = s.get(CursorRow, _claim(adjustment_id))
    if row is not None:
        s.delete(row)


def give_up(deps: Deps, s: Session, row: AdjustmentRow) -> None:
    """Note that it will not be done."""
    move_adjustment(row, AdjustmentStatus.REFUSED)
    close_trouble(deps, s, subject=row.id, kind=ADJUST)
    finish(s, row.id)
    s.flush()


def _claim(adjustment_id: str) -> str:
    return f"adjusting:{adjustment_id}"


def key(row: AdjustmentRow, call: str) -> str:
    """Return the idempotency key of one call of the present attempt."""
    return f"adjustment:{row.id}:{row.attempt}:{call}"


def is_doubtful(deps: Deps, row: AdjustmentRow) -> bool:
    """Return whether the key cannot be trusted to say what became of the attempt."""
    too_old = row.attempt_at is not None and deps.now() - row.attempt_at > KEYS_ARE_GOOD_FOR
    return row.in_doubt or too_old


def renew(deps: Deps, adjustment_id: str) -> AdjustmentRow:
    """Begin a new attempt, once it is known that the old one made nothing."""
    with deps.ledger.transaction() as s:
        row = adjustments.get(s, adjustment_id, lock=True)
        row.attempt += 1
        row.attempt_at, row.in_doubt = deps.now(), False
        s.flush()
        return row


@contextmanager
def doubting(deps: Deps, adjustment_id: str) -> Iterator[None]:
    """Remember a failure inside Stripe: the next try looks before it acts."""
    try:
        yield
    except VendorError as error:
        if error.code == SERVER_ERROR:
            with deps.ledger.transaction() as s:
                adjustments.get(s, adjustment_id, lock=True).in_doubt = True
        raise
