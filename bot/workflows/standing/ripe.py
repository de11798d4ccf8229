"""When a correction may be carried out, and starting it: each approval starts it once."""

from datetime import date

from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, adjustments, subscriptions
from bot.ledger.adjustments import AdjustmentRow
from bot.plan import AdjustmentKind
from bot.status import AdjustmentStatus

ADJUST = "adjust"


def is_ripe(deps: Deps, s: Session, row: AdjustmentRow) -> bool:
    """Return whether it can be done now.

    Other lines of a retainer count from its next period on: so they are given to Stripe when the
    period before has begun, and its invoice is there.
    """
    if row.status is not AdjustmentStatus.APPROVED:
        return False
    if row.kind is not AdjustmentKind.CHANGE_RETAINER:
        return True
    retainer = subscriptions.get(s, row.subject)
    from_date = date.fromisoformat(row.details["from_date"])
    if retainer.stripe_id is None or from_date <= retainer.starts_on:
        return True
    period = retainer.first_period
    while retainer.start_of(period + 1) < from_date:
        period += 1
    return deps.today() > retainer.start_of(period)


def start_adjust(
    deps: Deps, s: Session, row: AdjustmentRow, *, urgency: Urgency = Urgency.PERSON
) -> None:
    """Have a correction carried out after the commit."""
    deps.engine.enqueue(s, ADJUST, row.id, id=f"adjust:{row.id}", urgency=urgency)


def adjust_due(deps: Deps, slot: str) -> None:
    """Carry out what has become ripe: changes of retainers whose period comes next."""
    del slot
    deps.durably(start_ripe)


def start_ripe(deps: Deps) -> int:
    """Start each approved correction whose time has come; return how many.

    One that was started before has the same id and starts nothing.
    """
    with deps.ledger.transaction() as s:
        waiting = adjustments.in_status(s, AdjustmentStatus.APPROVED)
        ripe = [row for row in waiting if is_ripe(deps, s, row)]
        for row in ripe:
            start_adjust(deps, s, row, urgency=Urgency.BULK)
    return len(ripe)
