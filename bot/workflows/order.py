"""Ordering: an approved proposal becomes invoices, each on its way at its time."""

from datetime import date

from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import Urgency
from bot.ledger import Session, invoices
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.plan import Installment, Plan
from bot.status import LIVE, InvoiceStatus

ISSUE = "issue"


def order_invoices(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Make the invoices of an approved proposal; those for today are issued with the commit.

    Raises:
        Conflict: if an installment is billed already: one live invoice each.

    """
    plan = proposal.plan
    earlier = invoices.of_deal(s, proposal.deal_id)
    for part in plan.installments:
        same = [row for row in earlier if row.item == part.number]
        if any(row.status in LIVE for row in same):
            raise Conflict(f"Installment {part.number} of this deal has an invoice already.")
        row = _row(deps, proposal, plan, part, revision=len(same) + 1)
        s.add(row)
        s.flush()
        _send_when_due(deps, s, row)


def _row(
    deps: Deps, proposal: ProposalRow, plan: Plan, part: Installment, *, revision: int
) -> InvoiceRow:
    if plan.bill_to is None:
        raise Conflict("Nobody is known to send this invoice to.")
    minor = part.amount.minor
    issue_date = _issue_date(part, deps.today())
    return InvoiceRow(
        deal_id=proposal.deal_id,
        proposal_id=proposal.id,
        item=part.number,
        revision=revision,
        status=InvoiceStatus.APPROVED,
        currency=plan.currency,
        amount_minor=minor,
        total_minor=minor,
        due_minor=minor,
        balance_minor=minor,
        account_name=plan.bill_to.account_name,
        bill_to_email=plan.bill_to.email,
        customer_id=plan.customer_id,
        issue_date=issue_date,
        due_date=part.due.date_for(issue_date),
        created_at=deps.now(),
    )


def _issue_date(part: Installment, today: date) -> date:
    """Return the day it goes out: a send date that has passed is today."""
    return max(part.send_date or today, today)


def _send_when_due(deps: Deps, s: Session, row: InvoiceRow) -> None:
    if row.issue_date is not None and row.issue_date <= deps.today():
        deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}")


def issue_due(deps: Deps, slot: str) -> None:
    """Issue what was approved for a later day, when that day has come."""
    del slot
    deps.durably(start_due)


def start_due(deps: Deps) -> int:
    """Start `issue` for each invoice whose day has come; return how many.

    One that was started before, and is held or in trouble, has the same id and starts nothing.
    """
    with deps.ledger.transaction() as s:
        waiting = invoices.in_status(s, InvoiceStatus.APPROVED)
        due = [row for row in waiting if row.issue_date and row.issue_date <= deps.today()]
        for row in due:
            deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}", urgency=Urgency.BULK)
    return len(due)
