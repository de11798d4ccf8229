"""The first step of issuing: whether the deal is still what was approved."""

from typing import Any

from bot.actor import CLOSEDWON
from bot.deal import Deal
from bot.deps import Deps
from bot.errors import NotFound
from bot.ledger import Session, deals, holds, invoices, proposals
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.planning import billing_differs
from bot.status import InvoiceStatus, ProposalStatus, move_invoice, move_proposal
from bot.workflows import attempt
from bot.workflows.propose import replan
from bot.workflows.telling import show, tell
from bot.workflows.watch import see

GO, STAY, CHANGED = "go", "stay", "changed"


def read_again(deps: Deps, invoice_id: str) -> dict[str, Any] | None:
    """Return the deal as Salesforce has it now; None if it is gone."""
    with deps.ledger.reading() as s:
        deal_id = invoices.get(s, invoice_id).deal_id
    try:
        return deps.crm.deal(deal_id).to_json()
    except NotFound:
        return None


def may_go(deps: Deps, invoice_id: str, deal_json: dict[str, Any] | None) -> str:
    """Return `GO` if the invoice may go out; else see to it that it does not, and say so."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if row.status is not InvoiceStatus.APPROVED:
            return STAY
        if holds.open_on(s, row.id) or holds.open_on(s, row.deal_id):
            return STAY
        deal_row = deals.get(s, row.deal_id)
        proposal = proposals.get(s, row.proposal_id)
        now = Deal.from_json(deal_json) if deal_json else _gone(deal_row.deal)
        see(deps, s, now)
        if billing_differs(proposal.source, now, deal_row.decided, deps.policy.deals):
            _call_off(deps, s, row, proposal)
            return CHANGED
        part = next(p for p in proposal.plan.installments if p.number == row.item)
        attempt.begin(deps, s, row, part.due)
        show(deps, s, row.deal_id, because=f"{row.id}:sending:{row.attempt}")
        return GO


def _gone(deal: Deal) -> Deal:
    return deal.model_copy(update={"is_deleted": True})


def _call_off(deps: Deps, s: Session, row: InvoiceRow, proposal: ProposalRow) -> None:
    """Cancel what the approval ordered and has not gone out, and ask again."""
    for other in invoices.of_deal(s, row.deal_id):
        if other.proposal_id == proposal.id and other.status is InvoiceStatus.APPROVED:
            move_invoice(other, InvoiceStatus.CANCELED)
    move_proposal(proposal, ProposalStatus.SUPERSEDED)
    proposal.reason = "the deal changed in Salesforce after the approval"
    s.flush()
    what = "Nothing was sent: the deal changed in Salesforce after the approval."
    tell(deps, s, row.deal_id, by=CLOSEDWON, action="invoice.canceled", what=what,
         subject=row.id)  # fmt: skip
    replan(deps, s, row.deal_id, because=f"changed:{row.id}")
