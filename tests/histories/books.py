"""What has to be true whatever happened: always, and once everything has settled."""

from collections import Counter
from collections.abc import Iterator

from bot.charges import charge_of, charges
from bot.errors import NotFound
from bot.facts import BackKind, Snapshot
from bot.ledger import Session, adjustments, audit, deals, invoices, proposals, subscriptions
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.plan import Plan
from bot.status import AdjustmentStatus, InvoiceStatus, ProposalStatus, SubscriptionStatus
from bot.workflows.amending_state import question
from bot.workflows.crm_records import deal_status, invoice_records
from bot.workflows.drift import Drift, Kind, check
from bot.workflows.observing_back import GIVEN, WITHHELD
from bot.workflows.quantities import counted_lines
from tests.histories.world import World

OUT = (InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE)
RUNS = (SubscriptionStatus.APPROVED, SubscriptionStatus.ACTIVE)


def wrong_always(world: World) -> list[str]:
    """Return what is wrong at a moment at which the bot may not have looked yet."""
    with world.ledger.reading() as s:
        return [*world.wrong, *_twice(world, s), *_not_approved(world, s), *_mailed(world)]


def wrong_settled(world: World) -> list[str]:
    """Return what is wrong when the bot has seen and done everything."""
    with world.ledger.reading() as s:
        found = [*_ledger_and_stripe(world, s), *_unknown(world, s), *_salesforce(world, s)]
        found += [why for deal_id in world.deals for why in _plan(world, s, deal_id)]
        if broken := audit.verify(s):
            found.append(f"the audit trail is broken: {broken}")
    found += [f"{one.kind}: {one.words}" for one in check(world.deps) if not _explained(world, one)]
    return [*wrong_always(world), *found]


def _slot(world: World, s: Session, one: Snapshot) -> tuple[object, ...] | None:
    """Return which installment or period of which deal and payer an invoice bills."""
    row = invoices.by_stripe_id(s, one.stripe_id)
    row = row or s.get(InvoiceRow, one.invoice_id)
    if row is not None:
        return (row.deal_id, row.item, row.party)
    retainer = subscriptions.by_stripe_id(s, one.subscription_id) if one.subscription_id else None
    if retainer is None or one.period is None:
        return None
    return (retainer.deal_id, retainer.number_of(one.period.start), retainer.party)


def _twice(world: World, s: Session) -> Iterator[str]:
    """Yield the installments and periods that more than one invoice bills."""
    slots = Counter(
        slot
        for one in world.billing.invoices.values()
        if one.status in OUT and (slot := _slot(world, s, one))
    )
    for slot, count in slots.items():
        if count > 1:
            yield f"{slot} is billed {count} times"


def _not_approved(world: World, s: Session) -> Iterator[str]:
    """Yield what went out that was not approved just so."""
    for one in world.billing.invoices.values():
        row = invoices.by_stripe_id(s, one.stripe_id)
        if one.status not in OUT or row is None or one.stripe_id in world.by_hand:
            continue
        proposal = proposals.get(s, row.proposal_id)
        try:
            charge = charge_of(proposal.plan, row.item, row.party)
        except NotFound:
            continue  # it was taken back by a later plan
        lines = (*charge.lines, *counted_lines(s, row))
        there = world.billing.lines[one.stripe_id].lines
        net = Money.total((line.amount for line in lines), row.currency)
        if one.net != net and not _is_amended(s, row, one):
            yield f"invoice {row.item} is over {one.net}, and {net} was approved"
        if sum(line.amount.minor for line in there) != (one.net or one.total).minor:
            yield f"invoice {row.item} is not the sum of its lines"
        if proposal.decided_at is None:
            yield f"invoice {row.item} went out without approval"


def _is_amended(s: Session, row: InvoiceRow, one: Snapshot) -> bool:
    """Return whether any approved plan has it over this amount: a later one credits it."""
    plans = [proposals.latest_of(s, row.deal_id)]
    plans += list(proposals.earlier_of(s, row.deal_id, plans[0].revision)) if plans[0] else []
    for proposal in plans:
        if proposal is None or proposal.decided_at is None:
            continue
        try:
            charge = charge_of(proposal.plan, row.item, row.party)
        except NotFound:
            continue
        extra = Money.total((line.amount for line in counted_lines(s, row)), row.currency)
        if charge.amount_in(proposal.plan.currency) + extra == one.net:
            return True
    return False


def _mailed(world: World) -> Iterator[str]:
    for stripe_id, count in Counter(stripe_id for stripe_id, _ in world.billing.mails).items():
        if count > 1:
            yield f"{stripe_id} was e-mailed {count} times"


def _ledger_and_stripe(world: World, s: Session) -> Iterator[str]:
    for row in (row for one in world.deals for row in invoices.of_deal(s, one)):
        there = world.billing.invoices.get(row.stripe_id or "")
        name = f"invoice {row.item} {row.party} of {row.deal_id} ({row.status})"
        if there is None:
            if row.status not in (InvoiceStatus.APPROVED, InvoiceStatus.CANCELED):
                yield f"{name} is not at Stripe"
            continue
        if there.status is None:
            if row.status is InvoiceStatus.CANCELED:
                yield f"{name} has a draft"
            if row.status is InvoiceStatus.SCHEDULED and there.net is not None:
                if there.net.minor != row.amount_minor and not row.awaits_usage:
                    retainer = row.subscription_id and subscriptions.get(s, row.subscription_id)
                    if not (retainer and retainer.waits):
                        yield f"{name} has a draft over {there.net}"
            continue
        here, seen = _sums_of_row(row), _sums_of(there)
        if here != seen:
            yield f"{name}: ledger {here}, Stripe {seen}"
        must = row.status in OUT and there.finalized_at and there.due
        was = Counter(stripe_id for stripe_id, _ in world.billing.mails)[there.stripe_id]
        if must and not was and not _waits(s, row):
            yield f"{name} was never e-mailed"


def _waits(s: Session, row: InvoiceRow) -> bool:
    from bot.ledger.held import holding

    return bool(holding(s, row))


def _sums_of_row(row: InvoiceRow) -> tuple[object, ...]:
    status = row.status
    return (
        status.value, row.total_minor, row.net_minor, row.due_minor, row.paid_minor,
        row.balance_minor if status is not InvoiceStatus.VOID else 0,
        row.credited_minor, row.refunded_minor, row.disputed_minor, row.overpaid_minor,
    )  # fmt: skip


def _sums_of(there: Snapshot) -> tuple[object, ...]:
    refunded, disputed = _gone(there)
    return (
        there.status.value if there.status else "",
        there.total.minor,
        there.net.minor if there.net else None,
        there.due.minor,
        there.paid.minor,
        there.balance.minor if there.status is not InvoiceStatus.VOID else 0,
        there.credited.minor if there.credited else 0,
        refunded.minor,
        disputed.minor,
        there.overpaid.minor,
    )


def _gone(there: Snapshot) -> tuple[Money, Money]:
    """Return what Stripe shows as refunded and as disputed."""
    back, currency = there.back or (), there.currency
    refunds = [b.amount for b in back if b.kind is BackKind.REFUND and b.status in GIVEN]
    lost = [b.amount for b in back if b.kind is BackKind.DISPUTE and b.status in WITHHELD]
    return Money.total(refunds, currency), Money.total(lost, currency)


def _unknown(world: World, s: Session) -> Iterator[str]:
    """Yield what is at Stripe and not in the ledger."""
    for one in world.billing.invoices.values():
        if invoices.by_stripe_id(s, one.stripe_id) is None and one.status is not InvoiceStatus.VOID:
            yield f"{one.stripe_id} ({one.status}, {one.total}) is not in the ledger"
    for ident, fact in world.billing.subs.items():
        row = subscriptions.by_stripe_id(s, ident)
        if row is None:
            yield f"{ident} is not in the ledger"
        elif fact.status is SubscriptionStatus.ACTIVE and row.status is not fact.status:
            if any(number not in _billed(s, row) for number in _numbers(row)):
                yield f"{ident} still runs"


def _numbers(row: subscriptions.SubscriptionRow) -> range:
    return range(row.item + row.first_period - 1, row.item + row.last_period)


def _billed(s: Session, row: subscriptions.SubscriptionRow) -> set[int]:
    return {one.item for one in invoices.of_deal(s, row.deal_id) if one.party == row.party}


def _salesforce(world: World, s: Session) -> Iterator[str]:
    """Yield what Salesforce shows otherwise, by the ledger and by Stripe's own sums."""
    for deal_id in world.deals:
        row = deals.find(s, deal_id)
        deal = world.crm.deals[deal_id]
        if row is None or deal.is_deleted or row.is_deleted:
            continue
        shown = world.crm.statuses.get(deal_id)
        if shown and shown != deal_status(world.deps, s, deal_id):
            yield f"{deal_id} shows {shown} instead of {deal_status(world.deps, s, deal_id)}"
        for record in invoice_records(world.deps, s, [deal_id]):
            there = world.crm.invoices.get(record.key)
            if there is None or there.model_copy(update={"status": ""}) != record.model_copy(
                update={"status": ""}
            ):
                yield f"record {there} instead of {record}"
        out = [
            one for one in world.billing.invoices.values()
            if one.deal_id == deal_id and one.status in OUT
        ]  # fmt: skip
        if out and shown and len({one.currency for one in out}) == 1:
            nothing = Money.zero(out[0].currency)
            invoiced = Money.total((i.total - (i.credited or nothing) for i in out), out[0].currency)
            balance = Money.total((one.balance for one in out), out[0].currency)
            if (shown.invoiced, shown.balance) != (invoiced, balance):
                yield f"{deal_id} shows {shown}, Stripe has {invoiced}, {balance} owed"


def _plan(world: World, s: Session, deal_id: str) -> Iterator[str]:
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
    live: dict[tuple[int, str], InvoiceRow], coming: dict[tuple[int, str], int],
) -> Iterator[str]:  # fmt: skip
    """Yield whether what is billed and to come, less credit notes, is not what was approved."""
    touched = any(row.stripe_id in world.by_hand for row in invoices.of_deal(s, deal_id))
    touched |= any(row.stripe_id in world.by_hand for row in subscriptions.of_deal(s, deal_id))
    by_people = [row for row in adjustments.of_deal(s, deal_id) if not row.proposal_id]
    if touched or any(row.status is AdjustmentStatus.DONE for row in by_people):
        return
    if any(row.awaits_usage for row in live.values()) or any(r.variable for r in plan.retainers):
        return
    billed = sum(row.amount_minor - row.credited_minor for row in live.values())
    to_come = sum(amount for slot, amount in coming.items() if slot not in live)
    if billed + to_come != plan.total.minor:
        yield f"{deal_id}: {billed} billed and {to_come} to come, {plan.total.minor} approved"


def _coming(s: Session, deal_id: str) -> dict[tuple[int, str], int]:
    """Return what subscriptions are still to bill: number and payer -> net in minor units."""
    found = {}
    for row in subscriptions.of_deal(s, deal_id):
        plan = proposals.get(s, row.proposal_id).plan
        there = _billed(s, row)
        for number in _numbers(row) if row.status in RUNS else ():
            if number not in there:
                amount = charge_of(plan, number, row.party).amount_in(row.currency)
                found[number, row.party] = amount.minor
    return found


def _given_up(world: World, s: Session, deal_id: str, slot: tuple[int, str]) -> bool:
    """Return whether people know that it is not billed: void, deleted, or ended by hand."""
    theirs = [row for row in invoices.of_deal(s, deal_id) if (row.item, row.party) == slot]
    if any(row.status in (InvoiceStatus.VOID, InvoiceStatus.CANCELED) for row in theirs):
        return True
    return any(
        row.stripe_id in world.by_hand and row.party == slot[1] and row.item <= slot[0]
        for row in subscriptions.of_deal(s, deal_id)
    )


def _explained(world: World, drift: Drift) -> bool:
    """Return whether people know of it: they rejected it, or voided it by hand."""
    if drift.kind is not Kind.NOT_BILLED:
        return False
    with world.ledger.reading() as s:
        latest = proposals.latest_of(s, drift.subject)
        rows = invoices.of_deal(s, drift.subject)
    rejected = latest is not None and latest.status is ProposalStatus.REJECTED
    return rejected or bool(rows)
