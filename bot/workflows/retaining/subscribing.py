"""Subscribing: the retainers of an approved plan become invoices of ours and subscriptions.

What has begun is billed by us, at once. What is to come is a subscription's, one for each payer;
and the last period is ours again where it costs something else than the others.
"""

from collections.abc import Sequence

from bot.calendar import Calendar
from bot.charges import Charge, parties
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, invoices, subscriptions
from bot.ledger.base import new_id
from bot.ledger.held import holding_retainer
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.plan import Plan, Retainer
from bot.proration import ends_apart
from bot.status import RUNS, InvoiceStatus, SubscriptionStatus, move_subscription
from bot.workflows.issuing.scheduling import ALIGN, SCHEDULE
from bot.workflows.standing.chasing import calendar_of
from bot.workflows.standing.giving_up import give_up
from bot.workflows.standing.issue_order import payer
from bot.workflows.standing.placing import ISSUE, is_due, place
from bot.workflows.standing.quantities import wait_or_count
from bot.workflows.standing.retainers import (
    ALIGN_RETAINER,
    SUBSCRIBE,
    charge_in,
    is_in_the_way,
    is_time,
    its_charges,
    same_periods,
)


def order_retainer(
    deps: Deps, s: Session, proposal: ProposalRow, retainer: Retainer, *, stays: bool = False
) -> None:
    """Make the invoices and the subscriptions of a retainer; those that are the same stay.

    With `stays`, nothing is made: what people took back of it is not billed again.

    Raises:
        Conflict: if nobody is to pay it, or a period is out already as something else.

    """
    for party in parties(proposal.plan):
        if found := its_charges(proposal.plan, retainer, party):
            _order_one(deps, s, proposal, retainer, found, stays=stays)


def _order_one(
    deps: Deps, s: Session, proposal: ProposalRow, retainer: Retainer, found: Sequence[Charge],
    *, stays: bool,
) -> None:  # fmt: skip
    known = [
        row
        for row in subscriptions.of_deal(s, proposal.deal_id)
        if (row.item, row.party) == (retainer.number, found[0].party)
    ]
    live = next((row for row in known if row.status in RUNS), None)
    if live is not None and _must_go(s, live, proposal.plan):
        give_up(deps, s, live)
        live = None
    ours, rest = _divide(deps, s, proposal, retainer, found, live, stays=stays)
    row = live or _row(deps, proposal, retainer, found, rest, revision=len(known) + 1)
    if live is None and (rest or not known):
        s.add(row)
        s.flush()
    elif live is None:
        row = known[-1]  # all of it is billed
    row.proposal_id = proposal.id
    s.flush()
    place_periods(deps, s, proposal, ours)
    if live is not None and rest and rest[0] == live.last_period + 1:
        live.last_period = rest[-1]
        s.flush()
        align(deps, s, live, because=proposal.id)
    go_on(deps, s, row, because=proposal.id)


def _must_go(s: Session, live: SubscriptionRow, plan: Plan) -> bool:
    """Return whether a retainer that Stripe does not have yet is another one by now."""
    return live.status is SubscriptionStatus.APPROVED and not same_periods(s, live, plan)


def _divide(
    deps: Deps, s: Session, proposal: ProposalRow, retainer: Retainer, found: Sequence[Charge],
    live: SubscriptionRow | None, *, stays: bool,
) -> tuple[list[Charge], list[int]]:  # fmt: skip
    """Return what we bill ourselves, and which periods are a subscription's that has to be made."""
    mine = [r for r in invoices.of_deal(s, proposal.deal_id) if r.party == found[0].party]
    there = {row.item: row for row in mine if row.is_live}
    void = {row.item for row in mine if row.status is InvoiceStatus.VOID}
    ours: list[Charge] = []
    rest: list[int] = []
    for charge in found:
        period = charge.number - retainer.number + 1
        row = there.get(charge.number)
        if row is not None and row.subscription_id:
            row.proposal_id = proposal.id
        elif row is None and (stays or _is_billed_by(live, period, void=charge.number in void)):
            continue
        elif row is not None or _is_ours(deps, retainer, charge, period):
            ours.append(charge)
        else:
            rest.append(period)
    return ours, rest


def _is_billed_by(live: SubscriptionRow | None, period: int, *, void: bool) -> bool:
    """Return whether the subscription bills a period; what was voided of it, it does not again."""
    return live is not None and not void and live.first_period <= period <= live.last_period


def _is_ours(deps: Deps, retainer: Retainer, charge: Charge, period: int) -> bool:
    begun = charge.period is not None and charge.period.start <= deps.today()
    return begun or (period == retainer.periods and ends_apart(retainer))


def _row(
    deps: Deps, proposal: ProposalRow, retainer: Retainer, found: Sequence[Charge],
    rest: Sequence[int], *, revision: int,
) -> SubscriptionRow:  # fmt: skip
    first = rest[0] if rest else retainer.periods + 1
    last = rest[-1] if rest else retainer.periods
    one = found[min(first, len(found)) - 1]
    bill_to = payer(one)
    return SubscriptionRow(
        id=new_id("sub"),
        deal_id=proposal.deal_id,
        proposal_id=proposal.id,
        item=retainer.number,
        party=one.party,
        revision=revision,
        status=SubscriptionStatus.APPROVED,
        currency=proposal.plan.currency,
        amount_minor=one.amount_in(proposal.plan.currency).minor,
        label=retainer.label,
        account_name=bill_to.account_name,
        bill_to_email=bill_to.email,
        customer_id=one.customer_id,
        start_date=retainer.start,
        interval=retainer.rhythm.interval,
        every=retainer.rhythm.every,
        anchor_day=retainer.anchor,
        first_period=first,
        last_period=last,
        waits=bool(retainer.variable),
        renews=retainer.renews,
        created_at=deps.now(),
    )


def place_periods(
    deps: Deps, s: Session, proposal: ProposalRow, ours: Sequence[Charge]
) -> list[InvoiceRow]:
    """Make invoices of ours of periods, on their way at their time; return them."""
    calendar: Calendar = calendar_of(deps)
    rows = [place(deps, s, proposal, charge, calendar=calendar) for charge in ours]
    s.flush()
    for row in rows:
        if row.status is InvoiceStatus.APPROVED and not wait_or_count(s, row):
            row.issue_date, row.due_date = None, None  # once its quantities are known
        _start(deps, s, proposal, row)
    return rows


def _start(deps: Deps, s: Session, proposal: ProposalRow, row: InvoiceRow) -> None:
    """Have a period of ours go out: today, or as a draft that goes out by itself."""
    if row.awaits_usage or row.issue_date is None:
        return
    if row.status is InvoiceStatus.SCHEDULED:
        unique = f"align:{row.id}:{proposal.id}"
        deps.engine.enqueue(s, ALIGN, row.id, unique, id=unique, urgency=Urgency.BULK)
    elif row.status is InvoiceStatus.APPROVED and is_due(deps, row):
        deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}")
    elif row.status is InvoiceStatus.APPROVED:
        unique = f"schedule:{proposal.id}"
        deps.engine.enqueue(s, SCHEDULE, proposal.id, id=unique, urgency=Urgency.BULK)


def go_on(deps: Deps, s: Session, row: SubscriptionRow, *, because: str) -> None:
    """Have a retainer that Stripe does not have made there, if it is time; else it is over."""
    if row.status is not SubscriptionStatus.APPROVED or end_if_empty(deps, row):
        return
    waits = holding_retainer(s, row) or is_in_the_way(s, row, deps.today())
    if is_time(deps.today(), row) and not waits:
        unique = f"subscribe:{row.id}:{because}"
        deps.engine.enqueue(s, SUBSCRIBE, row.id, id=unique, urgency=Urgency.BULK)


def end_if_empty(deps: Deps, row: SubscriptionRow) -> bool:
    """Note that a retainer is over of which nothing is left for Stripe; return whether it is."""
    if row.first_period <= row.last_period:
        return False
    move_subscription(row, SubscriptionStatus.ENDED)
    row.ended_at = deps.now()
    return True


def catch_up(deps: Deps, s: Session, row: SubscriptionRow, proposal: ProposalRow) -> int:
    """Make invoices of ours of the periods that began while Stripe did not have the retainer.

    Only for whoever knows that Stripe has nothing of it. Return how many.
    """
    late: list[Charge] = []
    while row.first_period <= row.last_period and row.starts_on <= deps.today():
        late.append(charge_in(s, row, row.first_period))
        row.first_period += 1
    s.flush()
    place_periods(deps, s, proposal, late)
    if row.first_period <= row.last_period:
        charge = charge_in(s, row, row.first_period)
        row.amount_minor = charge.amount_in(row.currency).minor
    return len(late)


def align(deps: Deps, s: Session, row: SubscriptionRow, *, because: str) -> None:
    """Have the subscription at Stripe brought to what the ledger says."""
    if row.status is SubscriptionStatus.ACTIVE:
        unique = f"align-retainer:{row.id}:{because}"
        deps.engine.enqueue(s, ALIGN_RETAINER, row.id, unique, id=unique)


def start_subscriptions(s: Session, deps: Deps) -> int:
    """Start what was approved and whose first day has come near enough; return how many."""
    rows = subscriptions.in_status(s, SubscriptionStatus.APPROVED)
    for row in rows:
        go_on(deps, s, row, because=row.starts_on.isoformat())
    return len(rows)
