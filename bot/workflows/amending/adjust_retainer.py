"""Corrections of retainers: billed in another way from a period on, or no further period."""

from datetime import date

from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import SubscriptionOrder
from bot.ledger import Session, subscriptions
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.money import Money
from bot.proration import ends_apart
from bot.status import SubscriptionStatus, move_subscription
from bot.workflows.amending import adjust_attempt as attempt
from bot.workflows.retaining.subscribing import align
from bot.workflows.standing.retainers import order_for, part_of, plan_of


def change_retainer(deps: Deps, adjustment_id: str, run: str) -> str:
    """Have the approved period, and those after it, billed as approved; return the subscription.

    What counts is the plan that is in force by now: a later change may have changed it again.
    """
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        retainer = subscriptions.get(s, row.subject)
        wanted = _wanted(s, row, retainer)
    if wanted is None or not retainer.stripe_id or _is_over(deps, retainer.stripe_id):
        return retainer.stripe_id or ""  # not made yet, or over: it is made as approved
    order, last = wanted
    if attempt.is_doubtful(deps, row):
        row = attempt.renew(deps, adjustment_id)  # Stripe keeps a failure of its own for a day
    with attempt.doubting(deps, adjustment_id):  # both set what is to be: again is the same
        changing = attempt.key(row, "change")
        deps.billing.change_subscription(retainer.stripe_id, order, key=changing)
    if last != retainer.last_period:
        ending = attempt.key(row, "end")
        deps.billing.end_subscription(retainer.stripe_id, order.ends_on, key=ending)
    with deps.ledger.transaction() as s:
        kept = subscriptions.get(s, retainer.id, lock=True)
        kept.last_period, kept.waits = last, order.waits
        kept.amount_minor = Money.total((one.amount for one in order.lines), kept.currency).minor
        s.flush()
        if kept.waits != retainer.waits:
            align(deps, s, kept, because=adjustment_id)
    return retainer.stripe_id


def _wanted(
    s: Session, row: AdjustmentRow, retainer: SubscriptionRow
) -> tuple[SubscriptionOrder, int] | None:
    """Return how Stripe is to bill from the approved day on, and the last period; None: not."""
    if retainer.status is not SubscriptionStatus.ACTIVE:
        return None
    part = part_of(plan_of(s, retainer), retainer)
    last = part.periods - ends_apart(part)
    period = periods_before(retainer, date.fromisoformat(row.details["from_date"])) + 1
    if period > last:
        return None
    order = order_for(s, retainer, retainer.customer_id, period=period)
    return order.model_copy(update={"ends_on": part.start_of(last + 1)}), last


def end_retainer(deps: Deps, adjustment_id: str, run: str) -> str:
    """Have no period billed that begins on the approved day or later."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        retainer = subscriptions.get(s, row.subject)
    from_date = date.fromisoformat(row.details["from_date"])
    runs = retainer.stripe_id and retainer.status is SubscriptionStatus.ACTIVE
    if runs and not _is_over(deps, retainer.stripe_id or ""):
        now = from_date <= max(deps.today(), retainer.starts_on)
        if attempt.is_doubtful(deps, row):
            row = attempt.renew(deps, adjustment_id)
        with attempt.doubting(deps, adjustment_id):
            deps.billing.end_subscription(
                retainer.stripe_id or "", None if now else from_date, key=attempt.key(row, "end")
            )
    with deps.ledger.transaction() as s:
        kept = subscriptions.get(s, retainer.id, lock=True)
        kept.last_period = min(kept.last_period, periods_before(kept, from_date))
        if kept.status is SubscriptionStatus.APPROVED and kept.last_period < kept.first_period:
            move_subscription(kept, SubscriptionStatus.CANCELED)
            kept.ended_at = deps.now()
    return retainer.stripe_id or ""


def _is_over(deps: Deps, stripe_id: str) -> bool:
    """Return whether it has ended at Stripe, which changes nothing of it then.

    Whoever looks after retainers next says so, if that was somebody else.
    """
    try:
        return deps.billing.subscription(stripe_id).status is SubscriptionStatus.ENDED
    except NotFound:
        return True


def periods_before(row: SubscriptionRow, day: date) -> int:
    """Return the number of the last period that begins before `day`."""
    period = 0
    while row.start_of(period + 1) < day:
        period += 1
    return period
