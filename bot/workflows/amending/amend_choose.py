"""Choosing: a person says how an approved plan follows a deal that changed afterwards."""

from datetime import date

from bot import authority
from bot.actor import Actor
from bot.amending import Way, WayKind
from bot.deps import Deps
from bot.errors import Conflict, Invalid
from bot.ledger import Session, deals, proposals
from bot.ledger.deals import DealRow
from bot.ledger.proposals import ProposalRow
from bot.policy import Action
from bot.status import ProposalStatus
from bot.views.ids import FieldId
from bot.views.values import HASH_LENGTH
from bot.workflows.amending.amend_proposal import money_words, proposal_of, supersede, take_card
from bot.workflows.amending.renewal_state import is_renewal, withdraw_renewal
from bot.workflows.standing import amending_state as state
from bot.workflows.standing.amending_state import Choice, Question, chosen
from bot.workflows.standing.what_stands import change_of, offers, plan_now, situation
from bot.workflows.telling.telling import tell


def choose(
    deps: Deps,
    proposal_id: str,
    seen: str,
    kind: WayKind,
    reason: str,
    actor: Actor,
    *,
    from_date: date | None = None,
) -> None:
    """Choose a way for the change of an approved proposal; others approve it.

    `seen` is the beginning of the `situation` that the person saw.

    Raises:
        NotAllowed: naming who may.
        Invalid: without a reason.
        Conflict: if it is another situation by now, or the way is not possible.

    """
    reason = reason.strip()
    if not reason:
        raise Invalid("Say why, for whoever approves it.", FieldId.NOTE)
    with deps.ledger.reading() as s:
        owner_email = deals.get(s, proposals.get(s, proposal_id).deal_id).owner_email
    authority.require(deps, Action.AMEND, actor, owner_email=owner_email)
    choice = Choice(kind=kind, reason=reason, by=actor.id, by_name=actor.shown, from_date=from_date)
    with deps.ledger.transaction() as s:
        base, asked = _in_force(s, proposal_id)
        row = deals.get(s, base.deal_id, lock=True)
        pending = proposals.pending_of(s, row.id)
        if pending is not None and state.choice_of(s, pending) == choice:
            return  # a second click
        change = change_of(deps, s, base, plan_now(deps, row, base))
        if situation(change, pending)[:HASH_LENGTH] != seen[:HASH_LENGTH]:
            raise Conflict("Nothing was chosen: something changed since you opened this.")
        way = chosen(offers(deps, row, change._replace(from_date=from_date)), kind)
        if way is None or way.plan is None:
            raise Conflict(way.why_not if way else "This is not possible here.")
        _propose(deps, s, row, base, asked, pending, way, choice, actor)


def _in_force(s: Session, proposal_id: str) -> tuple[ProposalRow, Question]:
    proposal = proposals.get(s, proposal_id, lock=True)
    if proposal.status is not ProposalStatus.APPROVED:
        raise Conflict("Nothing was chosen: this card was replaced.")
    asked = state.question(s, proposal.deal_id)
    if asked is None:
        raise Conflict("The deal is as it was approved: there is nothing to choose.")
    return proposal, asked


def _propose(  # noqa: PLR0913, PLR0917 - as `choose`
    deps: Deps, s: Session, row: DealRow, base: ProposalRow, asked: Question,
    pending: ProposalRow | None, way: Way, choice: Choice, actor: Actor,
) -> None:  # fmt: skip
    if pending is not None and is_renewal(pending):
        withdraw_renewal(deps, s, pending, "something changed")
        pending = None
    elif pending is not None:
        supersede(deps, s, pending, "another way was chosen")
    fresh = proposal_of(deps, s, row, base, way, findings=asked.findings, changed_by=[actor.id])
    if pending is not None:
        take_card(s, pending, fresh)
    state.chose(s, fresh, choice)
    tell(
        deps, s, row.id, by=actor, action="amendment.chosen",
        what=f"Chose: {way.title}. {way.words} {money_words(way)}", detail=choice.reason,
        subject=fresh.id, before={"content_hash": base.content_hash},
        after={"content_hash": fresh.content_hash, "choice": choice.to_json()},
    )  # fmt: skip
