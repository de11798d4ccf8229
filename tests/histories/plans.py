"""Whether what was approved is billed or to come, once."""

from collections.abc import Iterator

from bot.charges import charge_of, charges
from bot.ledger import Session, adjustments, invoices, proposals, subscriptions
from bot.ledger.invoices import InvoiceRow
from bot.plan import AdjustmentKind, Plan
from bot.status import AdjustmentStatus, InvoiceStatus, SubscriptionStatus
from bot.workflows.standing.amending_state import question
from tests.histories.world import World

RUNS = (SubscriptionStatus.APPROVED, SubscriptionStatus.ACTIVE)
Slot = tuple[int, str]
"""Number and payer."""


def plan_wrong(world: World, s: Session, deal_id: str) -> Iterator[str]:
    """Yield what of the plan in force is neither billed nor to come, or is both."""
    base = proposals.in_force(s, deal_id)
    if base is None or question(s, deal_id) or proposals.pending_of(s, deal_id):
        return
    waiting = (AdjustmentStatus.REQUESTED, AdjustmentStatus.APPROVED)
    if any(row.status in waiting for row in adjustments.of_deal(s, deal_id)):
        return
    rows = invoices.of_deal(s, deal_id)
    live = {(row.item, row.party): row for row in rows if row.is_live}
    coming = _coming(s, deal_id)
    for charge in charges(base.plan):
        slot = (charge.number, charge.party)
        if slot in live and slot in coming:
            yield f"{deal_id}: {slot} is billed and will be billed again"
        if slot not in live and slot not in coming and not _given_up(world, s, deal_id, slot):
            yield f"{deal_id}: {slot} is neither billed nor to come"
    slots = {(charge.number, charge.party) for charge in charges(base.plan)}
    for slot, row in live.items():
        worth = row.total_minor - row.credited_minor
        if slot not in slots and worth and row.stripe_id not in world.by_hand:
            yield f"{deal_id}: {slot} ({row.status}) is billed and in no plan"
    yield from _sum(world, s, deal_id, base.plan, live, coming)


def _sum(
    world: World, s: Session, deal_id: str, plan: Plan,
    live: dict[Slot, InvoiceRow], coming: dict[Slot, int],
) -> Iterator[str]:  # fmt: skip
    """Yield whether what is billed, to come and credited is not what was approved."""
    touched = any(row.stripe_id in world.by_hand for row in invoices.of_deal(s, deal_id))
    touched |= any(row.stripe_id in world.by_hand for row in subscriptions.of_deal(s, deal_id))
    by_people = [row for row in adjustments.of_deal(s, deal_id) if not row.proposal_id]
    if touched or any(row.status is AdjustmentStatus.DONE for row in by_people):
        return
    if any(row.awaits_usage for row in live.values()) or any(r.variable for r in plan.retainers):
        return
    mine = {(charge.number, charge.party) for charge in charges(plan)}
    billed = sum(row.amount_minor for slot, row in live.items() if slot in mine)
    to_come = sum(amount for slot, amount in coming.items() if slot not in live)
    if billed + to_come != plan.total.minor:
        yield f"{deal_id}: {billed} billed and {to_come} to come, {plan.total.minor} approved"
    done = [row for row in adjustments.of_deal(s, deal_id) if row.kind is AdjustmentKind.CREDIT]
    noted = sum(row.amount_minor for row in done if row.status is AdjustmentStatus.DONE)
    credited = sum(row.credited_minor for row in invoices.of_deal(s, deal_id))
    if credited != noted:
        yield f"{deal_id}: {credited} credited, and {noted} approved"


def _coming(s: Session, deal_id: str) -> dict[Slot, int]:
    """Return what subscriptions are still to bill: number and payer -> net in minor units."""
    found = {}
    for row in subscriptions.of_deal(s, deal_id):
        plan = proposals.get(s, row.proposal_id).plan
        there = billed_of(s, row)
        for number in numbers_of(row) if row.status in RUNS else ():
            if number not in there:
                amount = charge_of(plan, number, row.party).amount_in(row.currency)
                found[number, row.party] = amount.minor
    return found


def _given_up(world: World, s: Session, deal_id: str, slot: Slot) -> bool:
    """Return whether people know that it is not billed: void, deleted, or ended by hand."""
    theirs = [row for row in invoices.of_deal(s, deal_id) if (row.item, row.party) == slot]
    if any(row.status in (InvoiceStatus.VOID, InvoiceStatus.CANCELED) for row in theirs):
        return True
    return any(
        row.stripe_id in world.by_hand and row.party == slot[1] and row.item <= slot[0]
        for row in subscriptions.of_deal(s, deal_id)
    )


def numbers_of(row: subscriptions.SubscriptionRow) -> range:
    """Return the numbers of the invoices that a subscription makes."""
    return range(row.item + row.first_period - 1, row.item + row.last_period)


def billed_of(s: Session, row: subscriptions.SubscriptionRow) -> set[int]:
    """Return the numbers that its payer has invoices of; what was called off is none."""
    return {
        one.item
        for one in invoices.of_deal(s, row.deal_id)
        if one.party == row.party
        and (one.subscription_id == row.id or one.status is not InvoiceStatus.CANCELED)
    }
