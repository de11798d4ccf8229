"""Renewing: before a retainer ends, another term is proposed, which needs approval like the first.

Rejected, it just ends. Nothing is renewed by silence.
"""

from typing import Any

from bot.actor import CLOSEDWON
from bot.amending import Way, WayKind
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, deals, desk, proposals, subscriptions
from bot.ledger.proposals import ProposalRow
from bot.outcome import Outcome
from bot.plan import Retainer
from bot.proration import ends_apart
from bot.renewal import end_of, renewed, to_renew
from bot.status import ProposalStatus, SubscriptionStatus
from bot.views import direct_renewal as view
from bot.views.text import counted, day
from bot.workflows.amending.amend_proposal import CARD, proposal_of
from bot.workflows.amending.renewal_state import RENEW
from bot.workflows.issuing.call_off import is_partly_out
from bot.workflows.standing import amending_state as state
from bot.workflows.standing.amending_state import Choice
from bot.workflows.standing.retainers import name_of
from bot.workflows.standing.what_stands import standing_of
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble

TELL_RENEWAL = "tell_renewal"


def renew(deps: Deps, slot: str) -> None:
    """Propose another term of each retainer that ends soon."""
    del slot
    for deal_id in deps.durably(ending_soon).value or []:
        deps.durably(propose_term, deal_id)


def ending_soon(deps: Deps) -> list[str]:
    """Return the deals that have a retainer which renews and ends soon."""
    with deps.ledger.reading() as s:
        rows = subscriptions.in_status(
            s, SubscriptionStatus.APPROVED, SubscriptionStatus.ACTIVE, SubscriptionStatus.ENDED
        )
        found = sorted({row.deal_id for row in rows if row.renews and not row.renewal_asked_at})
        return [one for one in found if _what(deps, s, one) is not None]


def _what(deps: Deps, s: Session, deal_id: str) -> tuple[ProposalRow, Retainer] | None:
    """Return the proposal in force and the retainer of it that is to be renewed now."""
    base, deal = proposals.in_force(s, deal_id), deals.get(s, deal_id)
    if base is None or not deal.is_won or deal.is_deleted:
        return None
    if proposals.pending_of(s, deal_id) or state.question(s, deal_id):
        return None  # one thing after the other
    if not is_partly_out(s, deal_id):
        return None  # it can still be changed as a whole
    part = to_renew(base.plan, deps.today(), deps.policy.billing.renewal_days)
    if part is None:
        return None
    rows = [row for row in subscriptions.of_deal(s, deal_id) if row.item == part.number]
    whole = part.periods - ends_apart(part)
    cut_short = any(
        row.status is SubscriptionStatus.ENDED and row.last_period < whole for row in rows
    )
    if not rows or cut_short or any(row.renewal_asked_at for row in rows):
        return None
    return base, part


def propose_term(deps: Deps, deal_id: str) -> str:
    """Propose it; return the id of the proposal, "" if there is nothing to propose any more."""
    with deps.ledger.transaction() as s:
        row = deals.get(s, deal_id, lock=True)
        found = _what(deps, s, deal_id)
        if found is None:
            return ""
        base, part = found
        last = standing_of(s, deal_id, base.plan).last_number
        ends = day(end_of(part), deps.today())
        words = (
            f'"{part.label}" ends before {ends}: another {counted(part.periods, "period")} from '
            "then on, on the same terms."
        )
        way = Way(kind=WayKind.RENEW, words=words, plan=renewed(base.plan, part, last))
        fresh = proposal_of(deps, s, row, base, way, findings=(), changed_by=())
        choice = Choice(kind=way.kind, reason=words, by=CLOSEDWON.id, by_name=CLOSEDWON.shown)
        state.chose(s, fresh, choice)
        its = [one for one in subscriptions.of_deal(s, deal_id) if one.item == part.number]
        for one in its:
            one.renewal_asked_at = deps.now()
        s.flush()
        name = name_of(its[0])
        what = f"{name} ends before {ends}. Another term is up for approval; else it just ends."
        tell(deps, s, deal_id, by=CLOSEDWON, action="renewal.proposed", what=what,
             subject=fresh.id, after={"content_hash": fresh.content_hash},
             urgency=Urgency.BULK)  # fmt: skip
        deps.engine.enqueue(s, TELL_RENEWAL, fresh.id, id=f"tell-renewal:{fresh.id}",
                            urgency=Urgency.BULK)  # fmt: skip
        return fresh.id


def tell_renewal(deps: Deps, proposal_id: str) -> None:
    """Tell the deal's owner in person."""
    told = deps.durably(write_to_owner, proposal_id)
    deps.durably(note_told, proposal_id, told.to_json())


def write_to_owner(deps: Deps, proposal_id: str) -> str:
    """Send it, unless it is decided already; return their Slack id, "" if nobody was told."""
    with deps.ledger.reading() as s:
        proposal = proposals.get(s, proposal_id)
        deal = deals.get(s, proposal.deal_id)
        card = desk.message(s, CARD, proposal_id)
    owner = deps.directory.by_email(deal.owner_email) if deal.owner_email else None
    if owner is None or proposal.status is not ProposalStatus.PENDING:
        return ""
    further = proposal.plan.retainers[-1]
    about = view.Renewal(
        deal_name=deal.name,
        deal_url=deal.deal.url,
        label=further.label,
        starts_on=further.start,
        periods=further.periods,
        card_link=card.link if card else "",
        today=deps.today(),
    )
    deps.messenger.direct(owner.id, view.renewal(about), key=f"renewal:{proposal_id}")
    return owner.id


def note_told(deps: Deps, proposal_id: str, refused: dict[str, Any]) -> None:
    """Say if Slack refused."""
    outcome = Outcome.from_json(refused)
    with deps.ledger.transaction() as s:
        if outcome.done:
            close_trouble(deps, s, subject=proposal_id, kind=RENEW)
            return
        deal_id = proposals.get(s, proposal_id).deal_id
        open_trouble(deps, s, outcome, subject=proposal_id, kind=RENEW, deal_id=deal_id,
                     retry={"workflow": TELL_RENEWAL, "args": [proposal_id]})  # fmt: skip
