"""Adopting: an invoice that a subscription made becomes an invoice of ours, with its own number.

Whether it is seen at once, first by the nightly look, or years late: it is what was approved for
its period, or it is said that it is not.
"""

from bot.actor import CLOSEDWON
from bot.charges import Charge
from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Snapshot, Urgency
from bot.ledger import Session, audit, deals, invoices, subscriptions
from bot.ledger.base import new_id
from bot.ledger.invoices import InvoiceRow
from bot.ledger.subscriptions import SubscriptionRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus, SubscriptionStatus, move_subscription
from bot.views.text import day
from bot.workflows.standing.quantities import wait_or_count
from bot.workflows.standing.retainers import CHECK_PERIOD, PERIOD, charge_in, name_of
from bot.workflows.telling.telling import show, tell
from bot.workflows.telling.trouble import close_trouble, open_trouble


def adopt(deps: Deps, s: Session, seen: Snapshot) -> InvoiceRow | None:
    """Make what a subscription of ours made an invoice of ours; None if it is none of them.

    One for a period that was not approved, or that has an invoice already, stays a stranger: that
    is trouble for a person.
    """
    if not seen.subscription_id:
        return None
    retainer = subscriptions.by_stripe_id(s, seen.subscription_id)
    if retainer is None:
        return None
    retainer = subscriptions.get(s, retainer.id, lock=True)
    if (known := invoices.by_stripe_id(s, seen.stripe_id)) is not None:
        return known  # another look was faster
    number = retainer.number_of(seen.period.start) if seen.period else None
    same = [
        row
        for row in invoices.of_deal(s, retainer.deal_id)
        if (row.item, row.party) == (number, retainer.party)
    ]
    charge = None if number is None else _approved(s, retainer, number)
    if charge is None or any(row.is_live for row in same):
        if seen.status is InvoiceStatus.VOID:
            close_trouble(deps, s, subject=seen.stripe_id, kind=PERIOD)
            return None
        _stranger(deps, s, retainer, seen, is_double=charge is not None)
        return None
    row = _row(deps, retainer, charge, seen, revision=len(same) + 1)
    s.add(row)
    s.flush()
    close_trouble(deps, s, subject=seen.stripe_id, kind=PERIOD)
    audit.append(s, at=deps.now(), actor=CLOSEDWON.id, action="invoice.adopted", subject=row.id,
                 after={"stripe_id": row.stripe_id, "number": row.item})  # fmt: skip
    deals.get(s, row.deal_id).write_back_due = True
    wait_or_count(s, row)
    check(deps, s, row, because="made")
    show(deps, s, row.deal_id, because=f"{row.id}:made", urgency=Urgency.BULK)
    end_if_billed(deps, s, retainer)
    return row


def check(deps: Deps, s: Session, row: InvoiceRow, *, because: str) -> None:
    """Have the draft of a period looked at after the commit."""
    unique = f"check-period:{row.id}:{because}"
    deps.engine.enqueue(s, CHECK_PERIOD, row.id, id=unique, urgency=Urgency.BULK)


def _row(
    deps: Deps, retainer: SubscriptionRow, charge: Charge, seen: Snapshot, *, revision: int
) -> InvoiceRow:
    minor = charge.amount_in(retainer.currency).minor
    period = charge.period or seen.period
    return InvoiceRow(
        id=new_id("inv"),
        deal_id=retainer.deal_id,
        proposal_id=retainer.proposal_id,
        item=charge.number,
        party=retainer.party,
        revision=revision,
        status=InvoiceStatus.SCHEDULED,
        currency=retainer.currency,
        amount_minor=minor,
        total_minor=seen.total.minor,
        due_minor=seen.due.minor,
        balance_minor=seen.balance.minor,
        account_name=retainer.account_name,
        bill_to_email=retainer.bill_to_email,
        customer_id=seen.customer_id,
        stripe_id=seen.stripe_id,
        issue_date=seen.finalizes_on or (period.start if period else None),
        due_date=seen.due_date,
        advances=seen.advances,
        created_at=deps.now(),
        label=charge.label,
        source=charge.source,
        subscription_id=retainer.id,
        period_start=period.start if period else None,
        period_end=period.end if period else None,
        net_minor=seen.net.minor if seen.net else None,
        tax_minor=seen.tax.minor if seen.tax else 0,
    )


def _approved(s: Session, retainer: SubscriptionRow, number: int) -> Charge | None:
    """Return what was approved as this invoice, None if the plan has it no more."""
    try:
        return charge_in(s, retainer, number - retainer.item + 1)
    except NotFound:
        return None


def _stranger(
    deps: Deps, s: Session, retainer: SubscriptionRow, seen: Snapshot, *, is_double: bool
) -> None:
    name = seen.number or "a draft"
    when = f" for the period from {day(seen.period.start, deps.today())}" if seen.period else ""
    why = "which has an invoice already" if is_double else "which was not approved"
    words = (
        f"{name_of(retainer)} made {name} over {seen.total} at Stripe{when}, {why}: void it there,"
        " or finalize it first if it is a draft."
    )
    open_trouble(deps, s, Outcome.refused(words, vendor="Stripe"), subject=seen.stripe_id,
                 kind=PERIOD, deal_id=retainer.deal_id)  # fmt: skip


def end_if_billed(deps: Deps, s: Session, retainer: SubscriptionRow) -> bool:
    """Note that a retainer is over once each of its periods has an invoice."""
    if retainer.status is not SubscriptionStatus.ACTIVE:
        return False
    billed = {
        row.item
        for row in invoices.of_deal(s, retainer.deal_id)
        if row.subscription_id == retainer.id
    }
    periods = range(retainer.first_period, retainer.last_period + 1)
    if any(retainer.item + period - 1 not in billed for period in periods):
        return False
    move_subscription(retainer, SubscriptionStatus.ENDED)
    retainer.ended_at = deps.now()
    s.flush()
    tell(deps, s, retainer.deal_id, by=CLOSEDWON, action="retainer.ended",
         what=f"{name_of(retainer)}: its last period at Stripe is billed.", subject=retainer.id,
         urgency=Urgency.BULK)  # fmt: skip
    return True
