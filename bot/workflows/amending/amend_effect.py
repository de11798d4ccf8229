"""The effect of an approved change: it is in force, and what it corrects is ordered once."""

from bot.amending import TITLES, WayKind
from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import Urgency
from bot.ledger import Session, adjustments, deals, proposals
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.proposals import ProposalRow
from bot.money import Money
from bot.plan import Adjustment, AdjustmentKind
from bot.status import AdjustmentStatus, ProposalStatus, move_proposal
from bot.workflows.amending import adjust_attempt as attempt
from bot.workflows.amending.note_change import start_noting
from bot.workflows.amending.renewal_state import RENEW, forget_asking, is_renewal, renewal_fits
from bot.workflows.holding.hold_back import hold_back, let_go
from bot.workflows.standing import amending_state as state
from bot.workflows.standing.ended_early import decided
from bot.workflows.standing.replan import replan
from bot.workflows.standing.ripe import is_ripe, start_adjust
from bot.workflows.standing.what_stands import (
    LATER,
    change_of,
    offers,
    plan_now,
    standing_of,
    under_way,
)

STALE = (
    "Nothing was approved: something was sent, paid or changed since this was worked out. "
    "The card shows it anew in a moment."
)


def require_fresh(deps: Deps, proposal_id: str) -> None:
    """Have a pending change worked out anew if it does not fit any more.

    Raises:
        Conflict: if so.

    """
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, proposal_id)
        if proposal.status is not ProposalStatus.PENDING or fits(deps, s, proposal):
            return
    with deps.ledger.transaction() as s:
        because = f"stale:{proposal_id}:{deps.now().timestamp():.0f}"
        replan(deps, s, proposal.deal_id, because=because)
    raise Conflict(STALE)


def fits(deps: Deps, s: Session, proposal: ProposalRow) -> bool:
    """Return whether a pending change is what its way leads to now; what changes nothing fits."""
    if not proposal.amends:
        return True
    base = proposals.get(s, proposal.amends)
    if base.status is not ProposalStatus.APPROVED:
        return False
    if is_renewal(proposal):
        return renewal_fits(s, base, proposal)
    row = deals.get(s, proposal.deal_id)
    choice = state.choice_of(s, proposal)
    change = change_of(deps, s, base, plan_now(deps, row, base))
    way = state.chosen(offers(deps, row, change._replace(from_date=choice.from_date)), choice.kind)
    return (
        way is not None
        and way.plan is not None
        and (way.plan.content_hash == proposal.content_hash)
    )


def refuse_of_change(proposal: ProposalRow) -> None:
    """Refuse what makes no sense with a change of an approved plan.

    Raises:
        Conflict: naming what to do instead.

    """
    if proposal.amends and not _is_over(proposal):
        raise Conflict(
            "Nothing was changed: an invoice is out already. Choose another way of going on, on "
            "the card of what was approved."
        )


def _is_over(proposal: ProposalRow) -> bool:
    """Return whether it is a further term that was rejected: that can be proposed again."""
    return is_renewal(proposal) and proposal.status is not ProposalStatus.PENDING


def ask_again(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Have what was re-opened proposed anew: by what the deal says now, or the further term."""
    unique = f"reopened:{proposal.id}"
    if not is_renewal(proposal):
        replan(deps, s, proposal.deal_id, because=unique)
        return
    forget_asking(s, proposal)
    deps.engine.enqueue(s, RENEW, unique, id=f"{RENEW}:{unique}")


def replace_base(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Put an approved change in force in place of what it changes.

    Raises:
        Conflict: if it does not fit any more.

    """
    if not proposal.amends:
        return
    if not fits(deps, s, proposal):
        raise Conflict(STALE)
    base = proposals.get(s, proposal.amends, lock=True)
    move_proposal(base, ProposalStatus.SUPERSEDED)
    title = TITLES[WayKind(proposal.way)]
    base.reason = f"{title[:1].lower()}{title[1:]}"
    state.answered(s, proposal.deal_id)
    s.flush()
    decided(deps, s, proposal.deal_id)


def approved_words(proposal: ProposalRow) -> str:
    """Return what the last approval of a proposal did."""
    if not proposal.amends:
        return f"Approved: {proposal.plan.total}."
    return f"Approved the change: {TITLES[WayKind(proposal.way)].lower()}."


def take_effect(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Order what an approved change corrects, and have it noted on what stays."""
    if not proposal.amends:
        return
    order_adjustments(deps, s, proposal)
    start_noting(deps, s, proposal)


def order_adjustments(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Order what an approved change corrects; what is to be sent waits until that is done."""
    if not proposal.plan.adjustments:
        return
    choice = state.choice_of(s, proposal)
    _overtake(deps, s, proposal)
    last = proposals.decisions(s, proposal.id)[-1]
    for adjustment in proposal.plan.adjustments:
        row = _row(deps, s, proposal, adjustment, choice)
        row.decided_by, row.decided_by_name, row.decided_at = last.actor, last.actor_name, last.at
        s.add(row)
        s.flush()
        if is_ripe(deps, s, row):
            start_adjust(deps, s, row, urgency=Urgency.PERSON)
    if under_way(s, proposal.deal_id):
        hold_back(deps, s, proposal.deal_id)


def _overtake(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Give up earlier changes of the same retainers that wait for their period."""
    corrected = {adjustment.subject for adjustment in proposal.plan.adjustments}
    for row in adjustments.of_deal(s, proposal.deal_id):
        waits = row.status is AdjustmentStatus.APPROVED and row.kind in LATER
        if waits and row.subject in corrected and row.proposal_id != proposal.id:
            attempt.give_up(deps, s, row)


def _row(
    deps: Deps, s: Session, proposal: ProposalRow, adjustment: Adjustment, choice: state.Choice
) -> AdjustmentRow:
    return AdjustmentRow(
        deal_id=proposal.deal_id,
        proposal_id=proposal.id,
        kind=adjustment.kind,
        subject=adjustment.subject,
        status=AdjustmentStatus.APPROVED,
        amount_minor=abs(_gross(s, proposal, adjustment).minor),
        currency=adjustment.amount.currency,
        words=adjustment.words,
        details={
            **adjustment.details,
            "number": adjustment.number,
            "party": adjustment.party,
            "from_date": adjustment.from_date.isoformat() if adjustment.from_date else "",
        },
        reason=choice.reason,
        requested_by=choice.by,
        requested_by_name=choice.by_name,
        requested_at=deps.now(),
    )


def _gross(s: Session, proposal: ProposalRow, adjustment: Adjustment) -> Money:
    """Return the amount with tax: credit notes count it in."""
    if adjustment.kind is not AdjustmentKind.CREDIT:
        return adjustment.amount
    stands = standing_of(s, proposal.deal_id, proposals.get(s, proposal.amends).plan)
    one = next(b for b in stands.billed if b.invoice_id == adjustment.subject)
    return one.gross(adjustment.amount)


def go_on(deps: Deps, s: Session, deal_id: str) -> None:
    """Let what waited for corrections go on, once they are done and nothing else is asked."""
    if not under_way(s, deal_id) and state.question(s, deal_id) is None:
        let_go(deps, s, deal_id)
