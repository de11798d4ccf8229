"""What has to be true whatever happened: always, and once everything has settled."""

from collections import Counter
from collections.abc import Iterator

from bot.charges import charge_of
from bot.errors import NotFound
from bot.facts import Snapshot
from bot.ledger import Session, audit, invoices, proposals, subscriptions
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.status import ProposalStatus
from bot.workflows.standing.quantities import counted_lines
from bot.workflows.sweeping.drift import Drift, Kind, check
from tests.histories.agree import OUT, ledger_and_stripe, salesforce, unknown, unseen
from tests.histories.plans import plan_wrong
from tests.histories.strict import left_over, uncounted, unexplained
from tests.histories.world import World


def wrong_always(world: World) -> list[str]:
    """Return what is wrong at a moment at which the bot may not have looked yet."""
    with world.ledger.reading() as s:
        return [*world.wrong, *_twice(world, s), *_not_approved(world, s), *_mailed(world),
                *uncounted(s)]  # fmt: skip


def wrong_settled(world: World) -> list[str]:
    """Return what is wrong when the bot has seen and done everything."""
    drifts = check(world.deps)
    with world.ledger.reading() as s:
        found = [*ledger_and_stripe(world, s), *unknown(world, s), *salesforce(world, s)]
        found += [why for deal_id in world.deals for why in plan_wrong(world, s, deal_id)]
        found += [*left_over(world, s), *unexplained(world, s, drifts), *unseen(world, s)]
        if broken := audit.verify(s):
            found.append(f"the audit trail is broken: {broken}")
    found += [f"{one.kind}: {one.words}" for one in drifts if not _explained(world, one)]
    return [*wrong_always(world), *found]


def _slot(s: Session, one: Snapshot) -> tuple[object, ...] | None:
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
        if one.status in OUT and (slot := _slot(s, one))
    )
    for slot, count in slots.items():
        if count > 1:
            yield f"{slot} is billed {count} times"


def _not_approved(world: World, s: Session) -> Iterator[str]:
    """Yield what went out that was not approved just so."""
    for one in world.billing.invoices.values():
        row = invoices.by_stripe_id(s, one.stripe_id)
        known = row is not None and one.stripe_id not in world.by_hand
        if one.status not in OUT or row is None or not known or not one.total:
            continue  # nothing is asked for by a draft whose lines were refused
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


def _explained(world: World, drift: Drift) -> bool:
    """Return whether people know of it: they rejected it, or voided it by hand."""
    if drift.kind is not Kind.NOT_BILLED:
        return False
    with world.ledger.reading() as s:
        latest = proposals.latest_of(s, drift.subject)
        rows = invoices.of_deal(s, drift.subject)
    rejected = latest is not None and latest.status is ProposalStatus.REJECTED
    return rejected or bool(rows)
