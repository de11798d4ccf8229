"""Whether an approved invoice may still go out: asked first, and once more right before."""

from datetime import datetime, timedelta
from typing import Any

from bot.deal import Deal
from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Urgency
from bot.ledger import Session, deals, desk, invoices, proposals
from bot.ledger.held import holding
from bot.ledger.invoices import InvoiceRow
from bot.planning import billing_differs
from bot.status import NOT_OUT, InvoiceStatus
from bot.workflows.gating.gate import may_leave
from bot.workflows.holding.hold_back import hold_back
from bot.workflows.issuing.call_off import DEAL_CHANGED, ISSUE, call_off, is_partly_out
from bot.workflows.issuing.clearing import needs_look
from bot.workflows.issuing.undrafted import take_back
from bot.workflows.standing import attempt, strangers
from bot.workflows.standing.drifting import Kind, close_drift
from bot.workflows.standing.issue_order import charge_for
from bot.workflows.standing.replan import replan
from bot.workflows.telling.telling import show
from bot.workflows.telling.trouble import close_trouble
from bot.workflows.tracking.watch import see

GO, OVER, HELD, CHANGED, NO_CUSTOMER = "go", "over", "held", "changed", "no_customer"
CANCELED = "canceled"
_OVER = {"verdict": OVER, "run": "", "looks": False}
READING = "deal_read"
"""Beginning of the names of cursors: when a deal was read for a whole approval."""
FRESH = timedelta(minutes=10)
"""How long that counts: its invoices are drafted within seconds of it, if Stripe is there."""
WHY = {CHANGED: DEAL_CHANGED, NO_CUSTOMER: "its customer was deleted in Stripe"}


def _read_again(deps: Deps, invoice_id: str) -> dict[str, Any] | None:
    """Return the deal as Salesforce has it now; None if it is gone.

    What was read for the whole approval a moment ago is not read again for each of its invoices.

    Raises:
        Invalid: if Stripe has invoices for the deal that the ledger does not know.

    """
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        known = deals.get(s, row.deal_id)
        read_at = (desk.cursor(s, f"{READING}:{row.deal_id}") or {}).get("at")
    strangers.refuse(deps, row.deal_id, invoice_id)
    read = datetime.fromisoformat(read_at) if read_at else None
    if read is not None and read >= row.created_at and read > deps.now() - FRESH:
        return known.snapshot
    return read_deal(deps, row.deal_id)


def read_deal(deps: Deps, deal_id: str) -> dict[str, Any] | None:
    """Return the deal as Salesforce has it now; None if it is gone."""
    try:
        return deps.crm.deal(deal_id).to_json()
    except NotFound:
        return None


def may_go(deps: Deps, invoice_id: str) -> dict[str, Any]:
    """Return the verdict, the name of this run if it is to act on it, and whether it looks first.

    Raises:
        Invalid: if Stripe has invoices for the deal that the ledger does not know.

    """
    deal_json = _read_again(deps, invoice_id)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if row.status not in NOT_OUT or row.subscription_id or _waits(deps, row):
            close_what_waited(deps, s, invoice_id)
            return _OVER
        take_in(deps, s, row.deal_id, deal_json)
        verdict = verdict_on(deps, s, row)
        if verdict == HELD:
            return _OVER  # its release starts anew
        if verdict == GO and not may_leave(deps, s, **asked(deps, row)):
            return _OVER  # it is started again when it may
        if verdict == GO:
            attempt.begin(deps, row, charge_for(s, row).due)
        run = attempt.claim(s, row)
        if row.issue_date is None or row.issue_date <= deps.today():  # later ones: once, for all
            because = f"{row.id}:{run}"
            show(deps, s, row.deal_id, because=because, urgency=Urgency.BULK)
        return {"verdict": verdict, "run": run, "looks": needs_look(s, row)}


def close_what_waited(deps: Deps, s: Session, invoice_id: str) -> None:
    """Close the trouble that an invoice did not go out, whoever found it: it is over."""
    close_trouble(deps, s, subject=invoice_id, kind=ISSUE)
    close_drift(deps, s, invoice_id, Kind.NOT_ISSUED, Kind.NOT_GONE_OUT)


def asked(deps: Deps, row: InvoiceRow) -> dict[str, Any]:
    """Return what an invoice asks at the gate; one that is drafted for a later day counts not."""
    later = row.issue_date is not None and row.issue_date > deps.today()
    return {
        "subject": row.id,
        "workflow": ISSUE,
        "deal_id": row.deal_id,
        "amount": None if later else row.money(row.amount_minor),
    }


def _waits(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether nothing is to be done: for its condition, or its day, the draft is there."""
    if row.issue_date is None:
        return True
    return row.status is InvoiceStatus.SCHEDULED and row.issue_date > deps.today()


def remember_reading(
    deps: Deps, s: Session, deal_id: str, deal_json: dict[str, Any] | None
) -> None:
    """Take in what Salesforce said, so that it need not be asked again for each invoice."""
    take_in(deps, s, deal_id, deal_json)
    desk.set_cursor(s, f"{READING}:{deal_id}", {"at": deps.now().isoformat()})


def take_in(deps: Deps, s: Session, deal_id: str, deal_json: dict[str, Any] | None) -> None:
    """Take in what Salesforce said of a deal; None: that it is gone."""
    known = deals.get(s, deal_id).deal
    see(deps, s, Deal.from_json(deal_json) if deal_json else _gone(known))


def _gone(deal: Deal) -> Deal:
    return deal.model_copy(update={"is_deleted": True})


def verdict_on(deps: Deps, s: Session, row: InvoiceRow) -> str:
    """Return whether the invoice may go out, by what the ledger knows now."""
    if row.status is InvoiceStatus.CANCELED:
        return CANCELED
    if row.status not in NOT_OUT:
        return OVER
    if holding(s, row):
        return HELD
    return CHANGED if deal_differs(deps, s, row.deal_id, row.proposal_id) else GO


def deal_differs(deps: Deps, s: Session, deal_id: str, proposal_id: str) -> bool:
    """Return whether the deal is not any more what was approved, by what the ledger knows."""
    deal_row = deals.get(s, deal_id)
    approved = proposals.get(s, proposal_id).source
    return billing_differs(approved, deal_row.deal, deal_row.decided, deps.policy)


def ask_again(deps: Deps, invoice_id: str, verdict: str) -> None:
    """Call off what was approved: a new revision asks for approval.

    If some of the deal is out, the rest is held back instead: how it goes on is for people.
    """
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        row.stripe_id = None
        attempt.finish(s, invoice_id)
        if is_partly_out(s, row.deal_id):
            take_back(row)
            _leave_to_people(deps, s, row)
            return
        call_off(deps, s, proposals.get(s, row.proposal_id, lock=True), WHY[verdict])


def keep_draft(deps: Deps, invoice_id: str, verdict: str) -> bool:
    """Hold a scheduled invoice back with its draft, and return True, if it stays an invoice.

    It does where some of the deal is out: how the rest goes on is for people, and until they say
    so, nothing that the ledger counts on may be gone.
    """
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        kept = row.status is InvoiceStatus.SCHEDULED and bool(row.stripe_id)
        if verdict != CHANGED or not kept or not is_partly_out(s, row.deal_id):
            return False
        attempt.finish(s, invoice_id)
        _leave_to_people(deps, s, row)
        return True


def _leave_to_people(deps: Deps, s: Session, row: InvoiceRow) -> None:
    hold_back(deps, s, row.deal_id)
    unique = f"held-back:{row.id}:{row.attempt}"
    replan(deps, s, row.deal_id, because=unique, urgency=Urgency.BULK)


def give_up(deps: Deps, invoice_id: str) -> None:
    """Note that nobody works on an invoice any more that was canceled meanwhile."""
    with deps.ledger.transaction() as s:
        attempt.finish(s, invoice_id)
