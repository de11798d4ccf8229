"""Ordering: an approved proposal becomes invoices, each on its way at its time."""

from collections.abc import Sequence

from bot.amending import AS_IT_STANDS
from bot.charges import charges
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, deals, invoices, proposals
from bot.ledger.held import kept_back
from bot.ledger.invoices import InvoiceRow
from bot.ledger.proposals import ProposalRow
from bot.plan import Plan
from bot.status import NOT_OUT, InvoiceStatus
from bot.workflows.holding.hold_back import let_go
from bot.workflows.issuing.scheduling import ALIGN, SCHEDULE
from bot.workflows.retaining.subscribing import order_retainer
from bot.workflows.standing.chasing import calendar_of
from bot.workflows.standing.giving_up import drop_others
from bot.workflows.standing.placing import ISSUE, cancel, is_due, place
from bot.workflows.tracking import conditions

__all__ = ["ISSUE", "issue_due", "order_invoices", "start_due"]


def order_invoices(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Make the invoices of an approved proposal; those for today are issued with the commit.

    What an earlier approval made and this one has just the same is kept. What is not out and not
    in it any more is canceled; what is corrected by the plan's adjustments is left to them.

    Raises:
        Conflict: if something is out already that this plan has differently.

    """
    plan, calendar = proposal.plan, calendar_of(deps)
    earlier = invoices.of_deal(s, proposal.deal_id)
    corrected = {adjustment.subject for adjustment in plan.adjustments}
    plans = {proposal.id: plan}
    known = _as_it_stands(s, proposal)
    gone = {(c.number, c.party) for c in charges(known)} if known else set()
    gone -= {(row.item, row.party) for row in earlier if row.is_live}
    untouched = gone | {(r.item, r.party) for r in earlier if r.is_live and r.id in corrected}
    placed = [
        place(deps, s, proposal, charge, earlier=earlier, calendar=calendar, plans=plans)
        for charge in charges(plan)
        if charge.retainer is None and (charge.number, charge.party) not in untouched
    ]
    s.flush()
    for retainer in plan.retainers:
        stays = known is not None and retainer in known.retainers
        order_retainer(deps, s, proposal, retainer, stays=stays)
    drop_others(deps, s, proposal)
    s.flush()
    approved = {(charge.number, charge.party) for charge in charges(plan)}
    for row in earlier:
        still = bool(row.subscription_id) and (row.item, row.party) in approved
        over = row.proposal_id != proposal.id and row.id not in corrected
        if row.status in NOT_OUT and over and not still:
            cancel(deps, s, row)
    let_go(deps, s, proposal.deal_id)
    conditions.look(deps, s, deals.get(s, proposal.deal_id).deal)
    start(deps, s, proposal, placed)


def _as_it_stands(s: Session, proposal: ProposalRow) -> Plan | None:
    """Return the plan of which nothing is ordered again that people took back; None: all is."""
    if proposal.way not in AS_IT_STANDS:
        return None
    return proposals.get(s, proposal.amends).plan


def start(deps: Deps, s: Session, proposal: ProposalRow, rows: Sequence[InvoiceRow]) -> None:
    """Have placed invoices issued: those whose day has come first, and later ones as drafts."""
    later = False
    for row in rows:
        sends_itself = row.advances or not is_due(deps, row)
        if row.status is InvoiceStatus.SCHEDULED and sends_itself:
            unique = f"align:{row.id}:{proposal.id}"
            deps.engine.enqueue(s, ALIGN, row.id, unique, id=unique, urgency=Urgency.BULK)
        elif row.status is InvoiceStatus.SCHEDULED:
            deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}:{proposal.id}")
        elif row.status is InvoiceStatus.APPROVED and is_due(deps, row):
            deps.engine.enqueue(s, ISSUE, row.id, id=f"issue:{row.id}")
        elif row.status is InvoiceStatus.APPROVED and row.issue_date is not None:
            later = True
    if later:
        unique = f"schedule:{proposal.id}"
        deps.engine.enqueue(s, SCHEDULE, proposal.id, id=unique, urgency=Urgency.BULK)


def issue_due(deps: Deps, slot: str) -> None:
    """Issue what was approved for a later day and is not out, when that day has come."""
    del slot
    deps.durably(start_due)


def start_due(deps: Deps) -> int:
    """Start `issue` for each invoice whose day has come; return how many.

    One that was started before, and is held or in trouble, has the same id and starts nothing. A
    scheduled draft goes out by itself: only if its day is over, or it is not to, is it looked at.
    """
    with deps.ledger.transaction() as s:
        waiting = invoices.in_status(s, InvoiceStatus.APPROVED)
        due = [(row, f"issue:{row.id}") for row in waiting if is_due(deps, row)]
        due += [
            (row, f"issue:{row.id}:late:{deps.today().isoformat()}")
            for row in invoices.in_status(s, InvoiceStatus.SCHEDULED)
            if is_late(deps, s, row)
        ]
        for row, unique in due:
            deps.engine.enqueue(s, ISSUE, row.id, id=unique, urgency=Urgency.BULK)
    return len(due)


def is_late(deps: Deps, s: Session, row: InvoiceRow) -> bool:
    """Return whether a scheduled draft of ours should be out, and nobody holds it."""
    if row.subscription_id or not is_due(deps, row):
        return False
    by_itself = row.advances and row.issue_date == deps.today()
    return not by_itself and not kept_back(s, row)
