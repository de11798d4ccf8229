"""Deciding: a person approves, rejects, settles or re-opens a proposal."""

from bot import authority
from bot.actor import Actor
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict, NotAllowed
from bot.ledger import Session, deals, desk, holds, proposals
from bot.ledger.proposals import DecisionRow, ProposalRow, Verdict
from bot.policy import Action, Tier
from bot.readiness import blocks
from bot.status import ProposalStatus, move_proposal
from bot.views.status_words import reason_words
from bot.views.text import day
from bot.views.values import HASH_LENGTH
from bot.workflows.amending import amend_effect as change
from bot.workflows.deciding.order import order_invoices
from bot.workflows.deciding.revision import CARD
from bot.workflows.gating.gate import waits_words
from bot.workflows.standing.tiers import tier_of
from bot.workflows.telling.changes import under_way
from bot.workflows.telling.telling import tell

DONE = {
    ProposalStatus.APPROVED: (Verdict.APPROVE, "approved this already"),
    ProposalStatus.REJECTED: (Verdict.REJECT, "rejected this already"),
    ProposalStatus.NOT_BILLED: (Verdict.NOT_BILLED, "said already that no invoice is made here"),
}
"""Where it stands -> what somebody decided, and in words."""


class AlreadyDecided(Conflict):
    """Somebody was faster."""


class ContentChanged(Conflict):
    """What the person saw is not what would be decided on."""


def approve(deps: Deps, proposal_id: str, seen_hash: str, actor: Actor) -> None:
    """Approve what the card showed; with the last approval needed, the invoices go out.

    `seen_hash` is the beginning of the content hash that the card carried.

    Raises:
        NotAllowed: if policy does not let this person approve this deal; it says who may.
        AlreadyDecided: naming who decided, and when.
        ContentChanged: if the proposal is not what the card showed.
        Conflict: if it is on hold, or something blocks it.

    """
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, proposal_id)
        owner_email = deals.get(s, proposal.deal_id).owner_email
        tier = tier_of(deps, s, proposal)
    group = authority.require(deps, Action.APPROVE, actor, owner_email=owner_email, among=tier.who)
    if authority.is_owner(actor, owner_email):
        raise NotAllowed("Nothing was approved: nobody approves their own deal.")
    change.require_fresh(deps, proposal_id)
    with deps.ledger.transaction() as s:
        proposal = proposals.get(s, proposal_id, lock=True)
        _check(deps, s, proposal, seen_hash, actor)
        _check_ready(s, proposal)
        _check_not_sole(proposal, tier, actor)
        _decide(deps, s, proposal, Verdict.APPROVE, actor, group)
        _count(deps, s, proposal, tier, actor, group)


def reject(
    deps: Deps, proposal_id: str, seen_hash: str, actor: Actor, *, reason: str, note: str
) -> None:
    """Reject the proposal; the deal's owner is told. Raises as `approve` does."""
    group = _require(deps, Action.REJECT, proposal_id, actor)
    with deps.ledger.transaction() as s:
        proposal = proposals.get(s, proposal_id, lock=True)
        _check(deps, s, proposal, seen_hash, actor)
        _decide(deps, s, proposal, Verdict.REJECT, actor, group, _because(reason, note))
        _close(deps, s, proposal, ProposalStatus.REJECTED, _because(reason, note))
        what = f"Rejected: {reason_words(reason)}."
        _tell(deps, s, proposal, actor, "proposal.rejected", what, group=group, detail=note)
        if not proposal.amends:  # of the change of an approved deal, its thread has heard
            deps.engine.enqueue(s, "tell_rejected", proposal_id, id=f"tell-rejected:{proposal_id}")


def not_billed(
    deps: Deps, proposal_id: str, seen_hash: str, actor: Actor, *, reason: str, note: str
) -> None:
    """Settle a deal that is billed elsewhere, or not at all. Raises as `approve` does."""
    group = _require(deps, Action.NOT_BILLED, proposal_id, actor)
    with deps.ledger.transaction() as s:
        proposal = proposals.get(s, proposal_id, lock=True)
        _check(deps, s, proposal, seen_hash, actor)
        _decide(deps, s, proposal, Verdict.NOT_BILLED, actor, group, _because(reason, note))
        _close(deps, s, proposal, ProposalStatus.NOT_BILLED, _because(reason, note))
        what = f"No invoice here: {reason_words(reason)}."
        _tell(deps, s, proposal, actor, "proposal.settled", what, group=group, detail=note)


def reopen(deps: Deps, proposal_id: str, actor: Actor) -> None:
    """Ask again about a rejected or settled proposal: a new revision, to be decided anew.

    Raises as `approve` does, and if it is neither rejected nor settled.
    """
    group = _require(deps, Action.REOPEN, proposal_id, actor)
    with deps.ledger.transaction() as s:
        proposal = proposals.get(s, proposal_id, lock=True)
        if proposal.status not in (ProposalStatus.REJECTED, ProposalStatus.NOT_BILLED):
            raise AlreadyDecided("This proposal is open already, or was replaced.")
        deal = deals.get(s, proposal.deal_id)
        if not deal.is_won or deal.is_deleted:
            raise Conflict("The opportunity is not won any more: there is nothing to invoice.")
        _close(deps, s, proposal, ProposalStatus.SUPERSEDED, "re-opened")
        _tell(deps, s, proposal, actor, "proposal.reopened", "Re-opened.", group=group)
        change.ask_again(deps, s, proposal)


def _require(deps: Deps, action: Action, proposal_id: str, actor: Actor) -> str:
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, proposal_id)
        owner_email = deals.get(s, proposal.deal_id).owner_email
    if action is not Action.REJECT:
        change.refuse_of_change(proposal)
    return authority.require(deps, action, actor, owner_email=owner_email)


def _check(deps: Deps, s: Session, proposal: ProposalRow, seen_hash: str, actor: Actor) -> None:
    """Refuse what was decided already, or is not what the person saw."""
    if proposal.status is ProposalStatus.SUPERSEDED:
        raise ContentChanged(f"This card was replaced.{_where_now(s, proposal)}")
    if proposal.status is not ProposalStatus.PENDING:
        verdict, done = DONE[proposal.status]
        last = [d for d in proposals.decisions(s, proposal.id) if d.verdict is verdict][-1]
        when = day(date_in(deps.settings.billing_timezone, last.at), deps.today())
        who = "You" if last.actor == actor.id else last.actor_name
        raise AlreadyDecided(f"{who} {done}, on {when}.")
    if proposal.content_hash[:HASH_LENGTH] != seen_hash[:HASH_LENGTH]:
        raise ContentChanged("This changed since the card was shown: look at it again.")


def _where_now(s: Session, proposal: ProposalRow) -> str:
    latest = proposals.latest_of(s, proposal.deal_id)
    card = desk.message(s, CARD, latest.id) if latest else None
    return f" The new one is here: {card.link}" if card and card.link else ""


def _check_ready(s: Session, proposal: ProposalRow) -> None:
    hold = holds.open_on(s, proposal.deal_id)
    if hold is not None:
        raise Conflict(f"This deal is on hold by {hold.by_name}: it has to be released first.")
    if under_way(s, proposal):
        raise ContentChanged("This is being changed: the card shows it in a moment.")
    if blocks(proposal.findings):
        raise Conflict(f"This cannot be approved yet. {proposal.findings[0].sentence}")


def _check_not_sole(proposal: ProposalRow, tier: Tier, actor: Actor) -> None:
    if tier.approvers == 1 and actor.id in proposal.changed_by:
        raise NotAllowed(
            "Nothing was approved: you changed this plan, so somebody else has to approve it."
        )


def _decide(
    deps: Deps,
    s: Session,
    proposal: ProposalRow,
    verdict: Verdict,
    actor: Actor,
    group: str,
    reason: str = "",
) -> None:
    """Fill one slot; the same person cannot fill two."""
    mine = [d for d in proposals.decisions(s, proposal.id) if d.actor == actor.id]
    if mine and verdict is Verdict.APPROVE:
        raise AlreadyDecided("You have approved this already: somebody else has to as well.")
    for earlier in mine:
        s.delete(earlier)  # their approval so far, which they take back; the audit trail has it
    s.flush()
    s.add(
        DecisionRow(
            proposal_id=proposal.id,
            actor=actor.id,
            actor_name=actor.shown,
            verdict=verdict,
            content_hash=proposal.content_hash,
            policy_version=deps.policy.version,
            group=group,
            reason=reason,
            at=deps.now(),
        )
    )
    s.flush()


def _count(
    deps: Deps, s: Session, proposal: ProposalRow, tier: Tier, actor: Actor, group: str
) -> None:
    """Count the slots; with the last one, order the invoices."""
    approvers = {d.actor for d in proposals.decisions(s, proposal.id)}
    outsiders = approvers - set(proposal.changed_by)
    if len(approvers) < tier.approvers or not outsiders:
        what = f"Approved: {len(approvers)} of {max(tier.approvers, len(approvers) + 1)}."
        _tell(deps, s, proposal, actor, "proposal.seconded", what, group=group)
        return
    change.replace_base(deps, s, proposal)
    _close(deps, s, proposal, ProposalStatus.APPROVED, "")
    order_invoices(deps, s, proposal)
    change.take_effect(deps, s, proposal)
    what = f"{change.approved_words(proposal)}{waits_words(s)}"
    _tell(deps, s, proposal, actor, "proposal.approved", what, group=group)


def _close(
    deps: Deps, s: Session, proposal: ProposalRow, status: ProposalStatus, reason: str
) -> None:
    move_proposal(proposal, status)
    proposal.decided_at = deps.now()
    proposal.reason = reason
    s.flush()


def _because(reason: str, note: str) -> str:
    said = reason_words(reason)
    return f"{said}: {note}" if note else said


def _tell(  # noqa: PLR0913 - a decision is these facts
    deps: Deps,
    s: Session,
    proposal: ProposalRow,
    actor: Actor,
    action: str,
    what: str,
    *,
    group: str,
    detail: str = "",
) -> None:
    """Tell it; the audit trail keeps all of a decision, even one that is taken back later."""
    after = {
        "content_hash": proposal.content_hash,
        "policy": deps.policy.version,
        "group": group,
        "reason": proposal.reason,
    }
    tell(
        deps, s, proposal.deal_id, by=actor, action=action, what=what, detail=detail,
        subject=proposal.id, after=after,
    )  # fmt: skip
