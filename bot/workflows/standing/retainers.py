"""What was approved of a retainer: its periods, what each costs, and what Stripe is asked for."""

from datetime import date

from bot.charges import Charge, charge_hash, charge_of, charges, lines_for
from bot.errors import NotFound
from bot.facts import SubscriptionOrder
from bot.ledger import Session, invoices, proposals, subscriptions
from bot.ledger.subscriptions import SubscriptionRow
from bot.periods import Interval
from bot.plan import Plan, PlanLine, Retainer
from bot.proration import ends_apart
from bot.status import SubscriptionStatus
from bot.views.text import counted, day

SUBSCRIBE = "subscribe"
UNSUBSCRIBE = "unsubscribe"
ALIGN_RETAINER = "align_retainer"
TEND = "tend_retainer"
TRACK_RETAINER = "track_retainer"
CHECK_PERIOD = "check_period"
SEND_PERIOD = "send_period"
RETAINER = "retainer"
"""Kind of trouble with a retainer itself."""
PERIOD = "period"
"""Kind of trouble with the invoice of one period."""


def plan_of(s: Session, row: SubscriptionRow) -> Plan:
    """Return the approved plan that a retainer is part of."""
    return proposals.get(s, row.proposal_id).plan


def part_of(plan: Plan, row: SubscriptionRow) -> Retainer:
    """Return the retainer as the plan has it.

    Raises:
        NotFound: if the plan does not have it any more.

    """
    for part in plan.retainers:
        if part.number == row.item:
            return part
    raise NotFound("This retainer is not part of the approved plan any more.")


def charge_in(s: Session, row: SubscriptionRow, period: int) -> Charge:
    """Return what was approved for a period (1-based) of a retainer.

    Raises:
        NotFound: if the plan does not have it any more.

    """
    return charge_of(plan_of(s, row), row.item + period - 1, row.party)


def its_charges(plan: Plan, retainer: Retainer, party: str) -> list[Charge]:
    """Return what one payer is billed for a retainer, period by period."""
    return [c for c in charges(plan) if c.retainer == retainer.number and c.party == party]


def lines_in(s: Session, row: SubscriptionRow, period: int) -> tuple[PlanLine, ...]:
    """Return the fixed lines of a period as a subscription has them: for whichever period."""
    plan = plan_of(s, row)
    return lines_for(plan, part_of(plan, row).lines_of(period), row.party)


def same_periods(s: Session, row: SubscriptionRow, plan: Plan) -> bool:
    """Return whether `plan` bills just the periods that a subscription is to bill, and the same."""
    before = plan_of(s, row)
    periods = range(row.first_period, row.last_period + 1)
    try:
        was, now = part_of(before, row), part_of(plan, row)
        pairs = [
            [
                charge_hash(each, charge_of(each, row.item + period - 1, row.party))
                for period in periods
            ]
            for each in (before, plan)
        ]
    except NotFound:
        return False
    counted = [[each.variable_of(period) for period in periods] for each in (was, now)]
    days = [[each.start_of(period) for period in periods] for each in (was, now)]
    same = counted[0] == counted[1] and days[0] == days[1] and was.rhythm == now.rhythm
    return same and pairs[0] == pairs[1] and _ends_the_same(was, now)


def _ends_the_same(was: Retainer, now: Retainer) -> bool:
    return (was.periods, ends_apart(was)) == (now.periods, ends_apart(now))


def is_time(today: date, row: SubscriptionRow) -> bool:
    """Return whether Stripe can be given the retainer: it takes nothing far ahead.

    Its first period has to begin within one interval from now, to the hour; so a day is to spare.
    """
    return row.starts_on < row.rhythm.start_of(today, 2)


def is_in_the_way(s: Session, row: SubscriptionRow, today: date) -> bool:
    """Return whether a retainer of the deal in another currency has not ended at Stripe yet.

    Stripe runs no subscriptions in two currencies for one customer. One that was given up before
    it billed anything ends at once; one that billed ends with its last period.
    """
    began = {invoice.subscription_id for invoice in invoices.of_deal(s, row.deal_id)}
    return any(
        other.stripe_id
        and (other.party, other.currency == row.currency) == (row.party, False)
        and (other.status is SubscriptionStatus.ACTIVE or other.id in began)
        and other.ends_on >= today
        for other in subscriptions.of_deal(s, row.deal_id)
    )


def order_for(
    s: Session, row: SubscriptionRow, customer_id: str, *, period: int | None = None
) -> SubscriptionOrder:
    """Return the subscription that bills the retainer's periods from `row.first_period` on.

    With `period`, as it is to bill from that one on.
    """
    plan, period = plan_of(s, row), period or row.first_period
    part = part_of(plan, row)
    approvals = ", ".join(d.actor_name for d in proposals.decisions(s, row.proposal_id))
    return SubscriptionOrder(
        subscription_id=row.id,
        deal_id=row.deal_id,
        customer_id=customer_id,
        currency=row.currency,
        lines=lines_in(s, row, period),
        starts_on=row.starts_on,
        anchor_day=_anchor_of(row),
        rhythm=row.rhythm,
        ends_on=row.ends_on,
        due=part.due_of(period),
        waits=bool(part.variable_of(period)),
        memo=plan.memo,
        footer=plan.footer,
        po_number=plan.po_number,
        custom_fields=plan.custom_fields,
        tax=plan.tax,
        notes={"closedwon_approved_by": approvals[:500]},
    )


def _anchor_of(row: SubscriptionRow) -> int:
    if row.interval is Interval.WEEK:
        return row.starts_on.day
    return row.anchor_day or row.start_date.day


def name_of(row: SubscriptionRow) -> str:
    """Return what to call a retainer at the beginning of a sentence."""
    return f'The retainer "{row.label}"' if row.label else "The retainer"


def runs_words(row: SubscriptionRow, today: date) -> str:
    """Return how a retainer runs at Stripe, in one sentence."""
    first, last = day(row.starts_on, today), day(row.period(row.last_period).end, today)
    amount = f"{row.amount}" if row.amount_minor or not row.waits else ""
    both = " and what is counted" if amount else "by what is counted"
    what = f"{amount}{both if row.waits else ''}"
    periods = counted(row.last_period - row.first_period + 1, "period")
    return f"{name_of(row)} runs at Stripe: {what} {row.rhythm}, {periods} from {first} to {last}."
