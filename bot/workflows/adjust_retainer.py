"""Corrections of retainers: other lines from a period on, or no further period."""

from datetime import date

from bot.charges import lines_for
from bot.deps import Deps
from bot.ledger import proposals, subscriptions
from bot.ledger.subscriptions import SubscriptionRow
from bot.money import Money
from bot.plan import Plan, Retainer
from bot.status import SubscriptionStatus, move_subscription
from bot.workflows import adjust_attempt as attempt


def change_retainer(deps: Deps, adjustment_id: str, run: str) -> str:
    """Have the next period, and those after it, billed as approved; return the subscription."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        retainer = subscriptions.get(s, row.subject)
        plan = proposals.get(s, row.proposal_id).plan
    part = retainer_of(plan, retainer.item)
    lines = lines_for(plan, part.lines, retainer.party)
    last = part.periods - 1 if part.last else part.periods
    ends_on = part.rhythm.start_of(part.start, last + 1)
    if retainer.stripe_id:
        with attempt.doubting(deps, adjustment_id):  # both set what is to be: again is the same
            changing = attempt.key(row, "change")
            deps.billing.change_subscription(retainer.stripe_id, lines, key=changing)
        if last != retainer.last_period:
            ending = attempt.key(row, "end")
            deps.billing.end_subscription(retainer.stripe_id, ends_on, key=ending)
    with deps.ledger.transaction() as s:
        kept = subscriptions.get(s, retainer.id, lock=True)
        kept.proposal_id, kept.last_period = row.proposal_id, last
        kept.amount_minor = Money.total((one.amount for one in lines), plan.currency).minor
    return retainer.stripe_id or ""


def end_retainer(deps: Deps, adjustment_id: str, run: str) -> str:
    """Have no period billed that begins on the approved day or later."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        retainer = subscriptions.get(s, row.subject)
    from_date = date.fromisoformat(row.details["from_date"])
    if retainer.stripe_id and retainer.status is SubscriptionStatus.ACTIVE:
        now = from_date <= max(deps.today(), retainer.starts_on)
        with attempt.doubting(deps, adjustment_id):
            deps.billing.end_subscription(
                retainer.stripe_id, None if now else from_date, key=attempt.key(row, "end")
            )
    with deps.ledger.transaction() as s:
        kept = subscriptions.get(s, retainer.id, lock=True)
        kept.last_period = min(kept.last_period, periods_before(kept, from_date))
        if kept.status is SubscriptionStatus.APPROVED and kept.last_period < kept.first_period:
            move_subscription(kept, SubscriptionStatus.CANCELED)
            kept.ended_at = deps.now()
    return retainer.stripe_id or ""


def periods_before(row: SubscriptionRow, day: date) -> int:
    """Return the number of the last period that begins before `day`."""
    period = 0
    while row.rhythm.start_of(row.start_date, period + 1) < day:
        period += 1
    return period


def retainer_of(plan: Plan, number: int) -> Retainer:
    """Return the retainer of the plan with this number."""
    return next(part for part in plan.retainers if part.number == number)
