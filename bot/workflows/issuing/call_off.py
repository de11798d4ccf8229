"""Calling off: what an approval ordered and has not gone out is canceled, to be asked again."""

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.ledger import Session, holds, invoices
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.status import NOT_OUT, InvoiceStatus, ProposalStatus, move_proposal
from bot.workflows.standing.giving_up import give_up_all
from bot.workflows.standing.placing import ISSUE, cancel
from bot.workflows.standing.replan import replan
from bot.workflows.telling.telling import tell

__all__ = ["DEAL_CHANGED", "ISSUE", "call_off", "is_partly_out", "is_untouched", "ordered"]

DEAL_CHANGED = "the deal changed in Salesforce after the approval"


def call_off(deps: Deps, s: Session, proposal: ProposalRow, why: str) -> None:
    """Cancel what the proposal ordered and has not gone out; a new revision asks again."""
    for row in ordered(s, proposal):
        if row.status in NOT_OUT:
            _keep_on_hold(deps, s, row)
            cancel(deps, s, row)
    give_up_all(deps, s, proposal)
    if proposal.status is not ProposalStatus.APPROVED:
        return  # another invoice of it was faster
    move_proposal(proposal, ProposalStatus.SUPERSEDED)
    proposal.reason = why
    s.flush()
    what = f"Nothing was sent: {why}."
    tell(deps, s, proposal.deal_id, by=CLOSEDWON, action="proposal.called_off", what=what,
         subject=proposal.id, after={"content_hash": proposal.content_hash})  # fmt: skip
    replan(deps, s, proposal.deal_id, because=f"called-off:{proposal.id}")


def _keep_on_hold(deps: Deps, s: Session, row: InvoiceRow) -> None:
    """Hold the deal instead: what had to wait waits on, as a proposal."""
    hold = holds.open_on(s, row.id)
    if hold is None or hold.by == CLOSEDWON.id:
        return
    if holds.open_on(s, row.deal_id) is None:
        hold.subject, hold.confirmed_at = row.deal_id, deps.now()
    else:
        hold.released_at, hold.released_by = deps.now(), CLOSEDWON.id
    s.flush()


def ordered(s: Session, proposal: ProposalRow) -> list[InvoiceRow]:
    """Return the invoices that the proposal ordered."""
    return [row for row in invoices.of_deal(s, proposal.deal_id) if row.proposal_id == proposal.id]


def is_untouched(s: Session, proposal: ProposalRow) -> bool:
    """Return whether nothing of what an approved proposal ordered is on its way: it can be undone.

    A draft that waits at Stripe for its day can be deleted; not so what a subscription made.
    """
    return all(
        (row.status is InvoiceStatus.SCHEDULED and not row.subscription_id)
        or (row.status is InvoiceStatus.APPROVED and row.attempt_at is None)
        for row in ordered(s, proposal)
    )


def is_partly_out(s: Session, deal_id: str) -> bool:
    """Return whether the customer has or had an invoice of the deal, or a subscription makes one.

    What was voided was out: the rest is not asked again as if nothing had been.
    """
    return any(
        row.status is not InvoiceStatus.CANCELED
        and (row.status not in NOT_OUT or row.subscription_id)
        for row in invoices.of_deal(s, deal_id)
    )
