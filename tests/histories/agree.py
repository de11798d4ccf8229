"""Whether ledger, Stripe and Salesforce say the same, to the minor unit."""

from collections import Counter
from collections.abc import Iterator

from bot.facts import GIVEN, BackKind, InvoiceRecord, Snapshot
from bot.ledger import Session, deals, desk, invoices, subscriptions
from bot.ledger.held import holding
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.workflows.crm.crm_records import deal_status, invoice_records
from bot.workflows.standing.observing_back import WITHHELD
from tests.histories.plans import billed_of, numbers_of
from tests.histories.world import World

OUT = (InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE)


def ledger_and_stripe(world: World, s: Session) -> Iterator[str]:
    """Yield where an invoice of the ledger is not so at Stripe, or was never e-mailed."""
    mails = Counter(stripe_id for stripe_id, _ in world.billing.mails)
    for row in (row for one in world.deals for row in invoices.of_deal(s, one)):
        there = world.billing.invoices.get(row.stripe_id or "")
        name = f"invoice {row.item} {row.party} of {row.deal_id} ({row.status})"
        if there is None:
            if row.status not in (InvoiceStatus.APPROVED, InvoiceStatus.CANCELED):
                yield f"{name} is not at Stripe"
        elif there.status is None:
            yield from _draft(s, row, there, name)
        elif row.status is InvoiceStatus.APPROVED and not there.total:
            continue  # its lines were refused, and it is made anew
        elif (here := _sums_of_row(row)) != (seen := _sums_of(there)):
            yield f"{name}: ledger {here}, Stripe {seen}"
        elif there.status is InvoiceStatus.OPEN and not mails[there.stripe_id]:
            yield from [f"{name} was never e-mailed"] * (not holding(s, row))


def _draft(s: Session, row: InvoiceRow, there: Snapshot, name: str) -> Iterator[str]:
    if row.status is InvoiceStatus.CANCELED and not row.subscription_id:
        yield f"{name} has a draft"
    retainer = subscriptions.get(s, row.subscription_id) if row.subscription_id else None
    counted = row.awaits_usage or (retainer is not None and retainer.waits)
    differs = there.net is not None and there.net.minor != row.amount_minor
    if row.status is InvoiceStatus.SCHEDULED and differs and not counted:
        yield f"{name} has a draft over {there.net}"


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


def unknown(world: World, s: Session) -> Iterator[str]:
    """Yield what is at Stripe and not in the ledger, and nobody was told of."""
    told = {trouble.subject for trouble in desk.open_troubles(s)}
    for one in world.billing.invoices.values():
        over = one.status is InvoiceStatus.VOID or one.stripe_id in told
        if not over and invoices.by_stripe_id(s, one.stripe_id) is None:
            yield f"{one.stripe_id} ({one.status}, {one.total}) is not in the ledger"
    for ident, fact in world.billing.subs.items():
        row = subscriptions.by_stripe_id(s, ident)
        if row is None:
            yield f"{ident} is not in the ledger"
        elif fact.status is SubscriptionStatus.ACTIVE and row.status is not fact.status:
            yield from [f"{ident} still runs"] * (not set(numbers_of(row)) <= billed_of(s, row))


def unseen(world: World, s: Session) -> Iterator[str]:
    """Yield what the ledger does not know as Salesforce has it."""
    for deal_id in world.deals:
        row, deal = deals.find(s, deal_id), world.crm.deals[deal_id]
        known = row is not None and row.source_hash == deal.source_hash
        if row is not None and not known and not (deal.is_deleted and row.is_deleted):
            yield f"{deal_id} is not known as it is in Salesforce"


def salesforce(world: World, s: Session) -> Iterator[str]:
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
            here = record.model_copy(update={"status": ""})
            there = there and there.model_copy(update={"status": ""})
            if there != here:
                yield f"record {record.key}: {_differences(there, here)}"
        out = [
            one for one in world.billing.invoices.values()
            if (one.deal_id == deal_id and one.status in OUT)
            and invoices.by_stripe_id(s, one.stripe_id)
        ]  # fmt: skip
        sums = shown and (shown.invoiced or shown.scheduled)
        if shown and sums and {one.currency for one in out} == {sums.currency}:
            nothing = Money.zero(out[0].currency)
            invoiced = Money.total(
                (i.total - (i.credited or nothing) for i in out), out[0].currency
            )
            balance = Money.total((one.balance for one in out), out[0].currency)
            if (shown.invoiced, shown.balance) != (invoiced, balance):
                yield f"{deal_id} shows {shown}, Stripe has {invoiced}, {balance} owed"


def _differences(there: InvoiceRecord | None, here: InvoiceRecord) -> str:
    """Return field by field what is different."""
    shown = there.model_dump() if there else {}
    return ", ".join(
        f"{name} {shown.get(name)} instead of {value}"
        for name, value in here.model_dump().items()
        if shown.get(name) != value
    )
