"""What stands of a deal's approved plan, for those who change it afterwards."""

from collections.abc import Iterator, Sequence

from bot.amending import Way, ways
from bot.amending_change import Change
from bot.charges import charge_of, charges
from bot.deps import Deps
from bot.ledger import Session, adjustments, invoices, subscriptions
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.money import Money
from bot.plan import AdjustmentKind, Plan
from bot.planning import plan_invoices
from bot.renewal import with_renewals
from bot.standing import Billed, Gone, Running, Standing
from bot.status import RUNS, AdjustmentStatus, InvoiceStatus, SubscriptionStatus
from bot.value import digest

LATER = frozenset({AdjustmentKind.CHANGE_RETAINER, AdjustmentKind.END_RETAINER})
"""What may wait for its period; nothing else has to wait for it."""


def standing_of(s: Session, deal_id: str, plan: Plan) -> Standing:
    """Return what exists of the plan in force, in its currency."""
    rows = [row for row in invoices.of_deal(s, deal_id) if row.currency == plan.currency]
    retainers = subscriptions.of_deal(s, deal_id)
    used = [row.item for row in rows] + [row.item + row.last_period - 1 for row in retainers]
    used += [charge.number for charge in charges(plan)]
    return Standing(
        billed=tuple(_billed(row, plan) for row in rows if row.is_live),
        running=tuple(_running(row) for row in retainers if row.status in RUNS),
        last_number=max(used, default=0),
        gone=(*_voided(rows), *_cut_short(plan, rows, retainers)),
        correcting=correcting(s, deal_id),
    )


def _voided(rows: Sequence[InvoiceRow]) -> Iterator[Gone]:
    """Yield what was voided and has nothing in its place."""
    live = {(row.item, row.party) for row in rows if row.is_live}
    void = {(row.item, row.party): row for row in rows if row.status is InvoiceStatus.VOID}
    for (number, party), row in void.items():
        if (number, party) not in live:
            name = f"Invoice {row.number or number}"
            yield Gone(
                numbers=(number,),
                party=party,
                words=f"{name} over {row.money(row.total_minor)} was voided",
                again="it is billed again",
            )


def not_billed(s: Session, deal_id: str, plan: Plan) -> tuple[tuple[int, str], ...]:
    """Return number and payer of the approved periods whose retainer somebody ended before."""
    rows = [row for row in invoices.of_deal(s, deal_id) if row.currency == plan.currency]
    over = _cut_short(plan, rows, subscriptions.of_deal(s, deal_id))
    return tuple((number, one.party) for one in over for number in one.numbers)


def _cut_short(
    plan: Plan, rows: Sequence[InvoiceRow], retainers: Sequence[SubscriptionRow]
) -> Iterator[Gone]:
    """Yield the retainers that somebody ended in Stripe before their time."""
    there = {(row.item, row.party) for row in rows}
    latest = {(row.item, row.party): row for row in retainers}
    for (item, party), row in latest.items():
        if row.status is not SubscriptionStatus.ENDED:
            continue
        part = next((part for part in plan.retainers if part.number == item), None)
        left = [n for n in part.numbers if (n, party) not in there] if part else []
        if part and left:
            yield Gone(
                numbers=tuple(left),
                party=party,
                words=f'The retainer "{part.label}" was ended in Stripe',
                again="it begins again",
            )


def correcting(s: Session, deal_id: str) -> str:
    """Return what is being corrected of the deal's invoices just now, "" if nothing is."""
    return next((row.words for row in under_way(s, deal_id)), "")


def under_way(s: Session, deal_id: str) -> list[AdjustmentRow]:
    """Return the corrections that are asked for or approved, and not done."""
    waiting = (AdjustmentStatus.REQUESTED, AdjustmentStatus.APPROVED)
    return [
        row
        for row in adjustments.of_deal(s, deal_id)
        if row.status in waiting and row.kind not in LATER
    ]


def _billed(row: InvoiceRow, plan: Plan) -> Billed:
    total, net = row.money(row.total_minor), row.money(row.amount_minor)
    if row.net_minor is not None:
        net = row.money(row.net_minor)
    credited, refunded = row.money(row.credited_minor), row.refunded_beside
    if total != net and total:
        credited, refunded = credited.scaled(net, total), refunded.scaled(net, total)
    return Billed(
        invoice_id=row.id,
        number=row.item,
        party=row.party,
        label=row.label,
        name=row.number,
        status=row.status,
        net=net,
        total=total,
        paid=row.money(row.paid_minor),
        balance=row.balance,
        credited=credited,
        refunded=refunded,
        counted=_counted(row, plan, net),
        issue_date=row.issue_date,
        by_subscription=bool(row.subscription_id),
        processing=row.processing,
    )


def _counted(row: InvoiceRow, plan: Plan, net: Money) -> Money | None:
    """Return how much of an invoice was billed by quantity, None if nothing can have been."""
    for part in plan.retainers:
        if row.item in part.numbers and part.variable_of(row.item - part.number + 1):
            return net - charge_of(plan, row.item, row.party).amount_in(plan.currency)
    return None


def _running(row: SubscriptionRow) -> Running:
    return Running(
        subscription_id=row.id, number=row.item, party=row.party, last_period=row.last_period
    )


def plan_now(deps: Deps, row: DealRow, base: ProposalRow) -> Plan:
    """Return what the deal would be planned as now; who is billed at Stripe stays known."""
    plan = plan_invoices(row.deal, row.decided, deps.policy)
    was = base.plan
    same = plan.bill_to and was.bill_to and plan.bill_to.account_id == was.bill_to.account_id
    if same and not plan.customer_id:
        plan = plan.model_copy(update={"customer_id": was.customer_id})
    return with_renewals(plan, was)


def change_of(deps: Deps, s: Session, base: ProposalRow, now: Plan) -> Change:
    """Return the approved plan, what stands of it, and the plan as it would be now."""
    plan = base.plan
    return Change(standing_of(s, base.deal_id, plan), plan, now, deps.today())


def situation(change: Change, pending: ProposalRow | None = None) -> str:
    """Return what tells one situation to choose in from another; `pending` was chosen already."""
    parts = [change.standing.to_json(), change.before.content_hash, change.now.content_hash]
    if pending is not None:
        parts.append(pending.id)
    return digest(parts)


def counts(row: DealRow) -> bool:
    """Return whether the deal is to be billed at all."""
    return row.is_won and not row.is_deleted


def offers(deps: Deps, row: DealRow, change: Change) -> tuple[Way, ...]:
    """Return the ways there are."""
    return ways(
        change.standing,
        change.before,
        change.now,
        deps.policy.billing,
        change.today,
        counts=counts(row) and not row.deal.terms.no_invoice,
        from_date=change.from_date,
    )


def larger(*amounts: Money) -> Money:
    """Return the largest of amounts in one currency; of several currencies, the first."""
    return max((a for a in amounts if a.currency == amounts[0].currency), default=amounts[0])
