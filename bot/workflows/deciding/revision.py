"""Revisions: what becomes of a fresh plan, by where the deal's latest proposal stands."""

from bot.actor import CLOSEDWON, SALESFORCE, Actor
from bot.deal import Deal
from bot.deps import Deps
from bot.difference import difference, in_full, in_short
from bot.facts import Urgency
from bot.ledger import Session, desk, proposals
from bot.ledger.deals import DealRow
from bot.ledger.proposals import ProposalRow, Verdict
from bot.planning import billing_differs
from bot.readiness import Level
from bot.status import InvoiceStatus, ProposalStatus, move_proposal
from bot.value import digest
from bot.workflows.amending.amend import follow
from bot.workflows.issuing.call_off import (
    DEAL_CHANGED,
    call_off,
    is_partly_out,
    is_untouched,
    ordered,
)
from bot.workflows.standing import amending_state
from bot.workflows.standing.what_stands import plan_now
from bot.workflows.telling.changes import under_way
from bot.workflows.telling.telling import show, tell

CARD = "card"


def settle(
    deps: Deps,
    s: Session,
    row: DealRow,
    latest: ProposalRow | None,
    fresh: ProposalRow,
    *,
    billed: bool,
) -> None:
    """Decide what becomes of the fresh plan, by where the latest proposal stands."""
    deal = row.deal
    wanted = deal.is_won and not deal.is_deleted
    base = proposals.in_force(s, row.id)
    if base is not None and _is_begun(s, base):
        _amend(deps, s, row, base, fresh)
    elif latest is None or latest.status is ProposalStatus.SUPERSEDED:
        if wanted and not billed:
            _begin(deps, s, fresh, latest)
    elif latest.status is ProposalStatus.PENDING:
        if not wanted:
            _withdraw(deps, s, latest, deal)
        elif latest.content_hash == fresh.content_hash and not under_way(s, latest):
            _refresh(deps, s, latest, fresh)
        else:
            _replace(deps, s, latest, fresh)
    else:
        _change_late(deps, s, row, latest, fresh)


def _is_begun(s: Session, base: ProposalRow) -> bool:
    """Return whether an approved plan can only be amended: something of it is out."""
    asked = amending_state.question(s, base.deal_id) is not None
    return asked or is_partly_out(s, base.deal_id)


def _amend(deps: Deps, s: Session, row: DealRow, base: ProposalRow, fresh: ProposalRow) -> None:
    """Have people choose how the approved plan follows."""
    now = plan_now(deps, row, base)
    differs = billing_differs(base.source, row.deal, row.decided, deps.policy)
    changes = _changes(base, fresh, row.deal) if differs else ()
    if differs and not changes:
        changes = ("Something that decides how it is billed is different in Salesforce.",)
    follow(deps, s, row, base, now, fresh.findings, changes)


def _begin(deps: Deps, s: Session, fresh: ProposalRow, latest: ProposalRow | None) -> None:
    _add(s, fresh, latest)
    _ask_owner(deps, s, fresh)
    what = f"{'Proposed again' if latest else 'Proposed'}: {fresh.plan.total}."
    changes = difference(latest.plan, fresh.plan) if latest else ()
    what = " ".join(filter(None, [what, in_short(changes)]))
    _told(deps, s, fresh, CLOSEDWON, "proposal.made", what, detail=in_full(changes))


def _withdraw(deps: Deps, s: Session, latest: ProposalRow, deal: Deal) -> None:
    why = (
        "the opportunity was deleted" if deal.is_deleted else f"it is no longer won ({deal.stage})"
    )
    move_proposal(latest, ProposalStatus.SUPERSEDED)
    latest.reason = why
    latest.decided_at = deps.now()
    _told(deps, s, latest, SALESFORCE, "proposal.withdrawn", f"Withdrawn: {why}.")


def _refresh(deps: Deps, s: Session, latest: ProposalRow, fresh: ProposalRow) -> None:
    """Take over what is not content: an approval given so far stays valid."""
    latest.source_json, latest.told_hash = fresh.source_json, fresh.told_hash
    latest.plan_json, latest.changed_by = fresh.plan_json, fresh.changed_by
    if latest.findings_json != fresh.findings_json:
        latest.findings_json = fresh.findings_json
        because = f"{latest.id}:{deps.now().timestamp()}"
        show(deps, s, latest.deal_id, because=because, urgency=Urgency.BULK)


def _replace(deps: Deps, s: Session, latest: ProposalRow, fresh: ProposalRow) -> None:
    """Make a new revision of a pending proposal, which asks for approval again."""
    move_proposal(latest, ProposalStatus.SUPERSEDED)
    latest.reason = "the deal or the plan changed"
    latest.decided_at = deps.now()
    _add(s, fresh, latest)
    if under_way(s, latest):  # whoever changed it has told so
        changes: tuple[str, ...] = ()
        what, by = f"Up for approval as changed: {fresh.plan.total}.", CLOSEDWON
    else:
        changes = difference(latest.plan, fresh.plan)
        what, by = in_short(changes), SALESFORCE
    _ask_owner(deps, s, fresh)
    _told(deps, s, fresh, by, "proposal.revised", what, latest, detail=in_full(changes))


def _ask_owner(deps: Deps, s: Session, proposal: ProposalRow) -> None:
    """Ask the deal's owner, in person, for what keeps it from being invoiced."""
    kinds = sorted(f.kind for f in proposal.findings if f.level is Level.BLOCK and f.fix)
    if kinds:
        unique = f"tell-fix:{proposal.deal_id}:{digest(kinds)[:16]}"  # once for the same lack
        deps.engine.enqueue(s, "tell_fix", proposal.id, id=unique, urgency=Urgency.BULK)


def _add(s: Session, fresh: ProposalRow, latest: ProposalRow | None) -> None:
    """Add a revision; unless somebody approved the one before, it takes over its card."""
    s.flush()
    s.add(fresh)
    s.flush()
    card = desk.message(s, CARD, latest.id) if latest else None
    if latest is None or card is None:
        return
    if not any(d.verdict is Verdict.APPROVE for d in proposals.decisions(s, latest.id)):
        desk.shown(s, CARD, fresh.id, channel=card.channel, ts=card.ts, link=card.link)
        s.delete(card)


def _change_late(
    deps: Deps, s: Session, row: DealRow, latest: ProposalRow, fresh: ProposalRow
) -> None:
    """Ask again if nothing was begun yet; else the thread hears what the deal says now."""
    if latest.told_hash == fresh.told_hash:
        return
    differs = billing_differs(latest.source, row.deal, row.decided, deps.policy)
    if differs and _is_approved(latest) and is_untouched(s, latest):
        call_off(deps, s, latest, DEAL_CHANGED)
        return
    latest.told_hash = fresh.told_hash
    if changes := _changes(latest, fresh, row.deal):
        what = f"The deal changed afterwards. {in_short(changes)} {_what_follows(s, latest)}"
        action = "deal.changed_afterwards"
        _told(deps, s, latest, SALESFORCE, action, what, detail=in_full(changes))


def _changes(latest: ProposalRow, fresh: ProposalRow, deal: Deal) -> tuple[str, ...]:
    """Return what differs from what was decided on; the customer made meanwhile does not.

    What belongs to a deal goes with it into the recycle bin: of a deleted one nothing else is said.
    """
    if deal.is_deleted:
        return ("The opportunity was deleted.",)
    now = fresh.plan.model_copy(update={"customer_id": latest.plan.customer_id})
    changes = list(difference(latest.plan, now))
    if not deal.is_won:
        changes.insert(0, f"The opportunity is no longer won ({deal.stage}).")
    return tuple(changes)


def _what_follows(s: Session, latest: ProposalRow) -> str:
    if not _is_approved(latest):
        return "Re-open it if it counts."
    if any(row.status is InvoiceStatus.APPROVED for row in ordered(s, latest)):
        return "It is looked at again before it goes out."
    return "What was sent stays as it is."


def _is_approved(proposal: ProposalRow) -> bool:
    return proposal.status is ProposalStatus.APPROVED


def _told(  # noqa: PLR0913 - what is told are these facts
    deps: Deps,
    s: Session,
    proposal: ProposalRow,
    by: Actor,
    action: str,
    what: str,
    before: ProposalRow | None = None,
    *,
    detail: str = "",
) -> None:
    tell(
        deps,
        s,
        proposal.deal_id,
        by=by,
        action=action,
        what=what,
        detail=detail,
        subject=proposal.id,
        before={"content_hash": before.content_hash} if before else None,
        after={"content_hash": proposal.content_hash, "revision": proposal.revision},
        urgency=Urgency.BULK,
    )
