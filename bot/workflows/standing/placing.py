"""Placing: a charge of an approved plan becomes an invoice, or stays the invoice that it is."""

from collections.abc import Sequence
from datetime import date

from bot.actor import CLOSEDWON
from bot.calendar import Calendar
from bot.charges import Charge, charge_hash, charge_of
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import Session, holds, invoices, proposals
from bot.ledger.base import new_id
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.plan import Plan
from bot.rules import Roll
from bot.schedule import rolled
from bot.status import NOT_OUT, InvoiceStatus, move_invoice
from bot.workflows.standing.chasing import calendar_of
from bot.workflows.telling.trouble import close_trouble

DISCARD_DRAFT = "discard_draft"
ISSUE = "issue"


def place(
    deps: Deps,
    s: Session,
    proposal: ProposalRow,
    charge: Charge,
    *,
    earlier: Sequence[InvoiceRow] | None = None,
    calendar: Calendar | None = None,
    plans: dict[str, Plan] | None = None,
) -> InvoiceRow:
    """Return the invoice of an approved charge: the live one if it is the same, else a new one.

    A live one that differs and is not out is canceled, and its draft deleted. `earlier` are the
    deal's invoices, `calendar` its business days, `plans` those read so far by the ids of their
    proposals: for whoever places many.

    Raises:
        Conflict: if nobody is to pay it, or it is out already as something else.

    """
    earlier = invoices.of_deal(s, proposal.deal_id) if earlier is None else earlier
    day = send_day(deps, charge, calendar or calendar_of(deps))
    same = [r for r in earlier if (r.item, r.party) == (charge.number, charge.party)]
    live = next((row for row in same if row.is_live), None)
    known = {} if plans is None else plans
    if live is not None and _is_same(s, live, proposal, charge, day, known):
        return _keep(deps, live, proposal, charge, day)
    if live is not None and live.status not in NOT_OUT:
        raise Conflict(
            f"Invoice {live.number or live.item} is out already, and differs from what would be "
            "approved now."
        )
    row = _row(deps, proposal, charge, day, revision=1 + max((r.revision for r in same), default=0))
    if live is not None:
        replace(deps, s, live, row)
    s.add(row)
    return row


def send_day(deps: Deps, charge: Charge, calendar: Calendar) -> date | None:
    """Return the day it goes out: today if that has passed; None while it waits for something."""
    if charge.condition:
        return None
    today = deps.today()
    if charge.send_date is None or charge.send_date <= today:
        return today
    return max(rolled(charge.send_date, calendar, deps.policy.billing.roll), today)


def open_day(deps: Deps) -> date:
    """Return the day on which what may go out at once does: today, or the next business day."""
    today, roll = deps.today(), deps.policy.billing.roll
    if roll is Roll.NONE:
        return today
    # Back is not possible any more, so even where the policy rolls back it is the next one.
    return max(rolled(today, calendar_of(deps), Roll.FOLLOWING), today)


def _is_same(
    s: Session,
    live: InvoiceRow,
    proposal: ProposalRow,
    charge: Charge,
    day: date | None,
    plans: dict[str, Plan],
) -> bool:
    if live.proposal_id not in plans:
        plans[live.proposal_id] = proposals.get(s, live.proposal_id).plan
    if proposal.id not in plans:
        plans[proposal.id] = proposal.plan
    before, now = plans[live.proposal_id], plans[proposal.id]
    approved = charge_of(before, live.item, live.party)
    if live.status not in NOT_OUT:  # what was printed on it is not changed by a later plan
        return approved.amount_in(live.currency) == charge.amount_in(now.currency)
    if live.issue_date is not None and day is None and live.met_at is None:
        return False  # it would have to wait again
    same_customer = not (live.customer_id and charge.customer_id) or (
        live.customer_id == charge.customer_id
    )
    return same_customer and charge_hash(before, approved) == charge_hash(now, charge)


def _keep(
    deps: Deps, live: InvoiceRow, proposal: ProposalRow, charge: Charge, day: date | None
) -> InvoiceRow:
    live.proposal_id, live.label, live.source = proposal.id, charge.label, charge.source
    if live.status not in NOT_OUT or live.met_at is not None:
        return live
    live.condition = charge.condition
    if day != live.issue_date and not (day == deps.today() and is_due(deps, live)):
        live.issue_date = day
        live.due_date = charge.due.date_for(day) if day else None
        if live.status is InvoiceStatus.APPROVED and live.attempt_at is not None:
            live.in_doubt = True  # a draft for the old day may be there: look first
        if day == deps.today():
            live.advances = False  # not today: we send it
    return live


def is_due(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether the day of an invoice that is not out has come."""
    return row.issue_date is not None and row.issue_date <= deps.today()


def _row(
    deps: Deps, proposal: ProposalRow, charge: Charge, day: date | None, *, revision: int
) -> InvoiceRow:
    if charge.bill_to is None:
        raise Conflict("Nobody is known to send this invoice to.")
    minor = charge.amount_in(proposal.currency).minor
    return InvoiceRow(
        id=new_id("inv"),
        deal_id=proposal.deal_id,
        proposal_id=proposal.id,
        item=charge.number,
        party=charge.party,
        revision=revision,
        status=InvoiceStatus.APPROVED,
        currency=proposal.currency,
        amount_minor=minor,
        total_minor=minor,
        due_minor=minor,
        balance_minor=minor,
        account_name=charge.bill_to.account_name,
        bill_to_email=charge.bill_to.email,
        customer_id=charge.customer_id,
        issue_date=day,
        due_date=charge.due.date_for(day) if day else None,
        label=charge.label,
        source=charge.source,
        condition=charge.condition,
        period_start=charge.period.start if charge.period else None,
        period_end=charge.period.end if charge.period else None,
        created_at=deps.now(),
    )


def replace(deps: Deps, s: Session, old: InvoiceRow, new: InvoiceRow) -> None:
    """Cancel an invoice that is not out for one that takes its place; a person's hold moves on."""
    hold = holds.open_on(s, old.id)
    if hold is not None and hold.by != CLOSEDWON.id:
        hold.subject, hold.confirmed_at = new.id, deps.now()
    cancel(deps, s, old)


def cancel(deps: Deps, s: Session, row: InvoiceRow) -> None:
    """Cancel an invoice that is not out; what there is of it at Stripe is deleted afterwards."""
    hold = holds.open_on(s, row.id)
    if hold is not None:
        hold.released_at, hold.released_by = deps.now(), CLOSEDWON.id
    move_invoice(row, InvoiceStatus.CANCELED)
    row.advances = False
    close_trouble(deps, s, subject=row.id, kind=ISSUE)
    if row.attempt_at is not None or row.subscription_id:
        deps.engine.enqueue(s, DISCARD_DRAFT, row.id, id=f"discard-draft:{row.id}")
    s.flush()
