"""Whether an approved invoice may still go out: asked first, and once more right before."""

from typing import Any

from bot.deal import Deal
from bot.deps import Deps
from bot.errors import NotFound
from bot.ledger import Session, deals, holds, invoices, proposals
from bot.ledger.invoices import InvoiceRow
from bot.planning import billing_differs
from bot.status import InvoiceStatus
from bot.workflows import attempt
from bot.workflows.call_off import DEAL_CHANGED, ISSUE, call_off
from bot.workflows.issue_order import charge_for
from bot.workflows.telling import show
from bot.workflows.trouble import close_trouble
from bot.workflows.watch import see

GO, OVER, HELD, CHANGED, NO_CUSTOMER = "go", "over", "held", "changed", "no_customer"
WHY = {CHANGED: DEAL_CHANGED, NO_CUSTOMER: "its customer was deleted in Stripe"}


def read_again(deps: Deps, invoice_id: str) -> dict[str, Any] | None:
    """Return the deal as Salesforce has it now; None if it is gone."""
    with deps.ledger.reading() as s:
        deal_id = invoices.get(s, invoice_id).deal_id
    try:
        return deps.crm.deal(deal_id).to_json()
    except NotFound:
        return None


def may_go(deps: Deps, invoice_id: str, deal_json: dict[str, Any] | None) -> dict[str, str]:
    """Return the verdict, and the name of this run if it is to act on it."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if row.status is not InvoiceStatus.APPROVED:
            close_trouble(deps, s, subject=invoice_id, kind=ISSUE)
            return {"verdict": OVER, "run": ""}
        known = deals.get(s, row.deal_id).deal
        see(deps, s, Deal.from_json(deal_json) if deal_json else _gone(known))
        verdict = verdict_on(deps, s, row)
        if verdict == HELD:
            return {"verdict": OVER, "run": ""}  # its release starts anew
        if verdict == GO:
            attempt.begin(deps, row, charge_for(s, row).due)
        run = attempt.claim(s, row)
        show(deps, s, row.deal_id, because=f"{row.id}:{run}")
        return {"verdict": verdict, "run": run}


def _gone(deal: Deal) -> Deal:
    return deal.model_copy(update={"is_deleted": True})


def verdict_on(deps: Deps, s: Session, row: InvoiceRow) -> str:
    """Return whether the invoice may go out, by what the ledger knows now."""
    if row.status is InvoiceStatus.CANCELED:
        return CHANGED
    if row.status is not InvoiceStatus.APPROVED:
        return OVER
    if holds.open_on(s, row.id) or holds.open_on(s, row.deal_id):
        return HELD
    deal_row = deals.get(s, row.deal_id)
    approved = proposals.get(s, row.proposal_id).source
    if billing_differs(approved, deal_row.deal, deal_row.decided, deps.policy):
        return CHANGED
    return GO


def ask_again(deps: Deps, invoice_id: str, verdict: str) -> None:
    """Call off what was approved: a new revision asks for approval."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        row.stripe_id = None
        attempt.finish(s, invoice_id)
        call_off(deps, s, proposals.get(s, row.proposal_id, lock=True), WHY[verdict])
