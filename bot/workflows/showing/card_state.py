"""What the card shows, assembled from the ledger."""

from bot.amending import TITLES, WayKind
from bot.clock import date_in
from bot.deps import Deps
from bot.ledger import Session, deals, desk, gate, holds, proposals
from bot.ledger.deals import DealRow
from bot.ledger.pause import paused
from bot.ledger.proposals import ProposalRow
from bot.policy import OWNER, Action, Tier
from bot.status import ProposalStatus
from bot.views.state import CardState, DecisionLine, QuestionLine, TroubleLine, Who
from bot.views.text import joined
from bot.workflows.showing.card_lines import (
    adjustment_lines,
    hold_line,
    invoice_lines,
    retainer_lines,
    who,
)
from bot.workflows.standing.amending_state import chosen_for, question
from bot.workflows.standing.tiers import bills, tier_of
from bot.workflows.standing.what_stands import not_billed
from bot.workflows.telling.trouble_words import WHAT_FAILED

CARD = "card"


def card_state(deps: Deps, s: Session, proposal_id: str) -> CardState:
    """Return all that the card of this proposal shows."""
    proposal = proposals.get(s, proposal_id)
    row = deals.get(s, proposal.deal_id)
    deal = row.deal
    tier = tier_of(deps, s, proposal)
    superseded = proposal.status is ProposalStatus.SUPERSEDED
    approved = proposal.status is ProposalStatus.APPROVED
    hold = holds.open_on(s, row.id)
    return CardState(
        proposal_id=proposal.id,
        revision=proposal.revision,
        content_hash=proposal.content_hash,
        status=proposal.status,
        plan=proposal.plan,
        findings=proposal.findings,
        deal_url=deal.url,
        owner=_owner(deps, row),
        won_date=date_in(deps.settings.billing_timezone, row.won_at),
        decisions=_decisions(deps, s, proposal),
        needed=tier.approvers,
        tier_words=_tier_words(deps, tier),
        who_may_approve=_names(tier.who or deps.policy.who_may(Action.APPROVE)),
        hold=hold_line(deps, hold) if hold and not superseded else None,
        invoices=invoice_lines(deps, s, proposal),
        retainers=retainer_lines(deps, s, proposal),
        not_billed=not_billed(s, row.id, proposal.plan) if approved else (),
        adjustments=() if superseded else adjustment_lines(deps, s, row.id),
        amends=bool(proposal.amends) and proposal.status is ProposalStatus.PENDING,
        bills=bills(s, proposal),
        renews=proposal.way == WayKind.RENEW,
        change=_change(s, proposal),
        may_amend=_may_amend(s, proposal),
        waits=_waits(s, row.id) if approved else "",
        troubles=() if superseded else _troubles(deps, s, row.id),
        questions=() if superseded else _questions(deps, s, row.id),
        replaced_by_link=_link(s, _next(s, proposal)) if superseded else "",
        replaces_link=_link(s, _previous(s, proposal)),
        changed_by=tuple(who(deps, user_id) for user_id in proposal.changed_by),
        reason=proposal.reason,
        today=deps.today(),
    )


def _waits(s: Session, deal_id: str) -> str:
    """Return for what the deal's invoices wait at the gate, "" if for nothing."""
    if not gate.waiting(s, deal_id=deal_id, limit=1):
        return ""
    now = paused(s)
    return f"waits: sending is paused by {now.by_name}" if now else "waits: a limit is reached"


def _may_amend(s: Session, proposal: ProposalRow) -> bool:
    """Return whether the deal changed since, and nobody has chosen what follows."""
    asked = question(s, proposal.deal_id)
    waits = asked is not None and asked.base == proposal.id
    return waits and proposals.pending_of(s, proposal.deal_id) is None


def _change(s: Session, proposal: ProposalRow) -> str:
    """Return which way was chosen for the change of an approved plan, and why."""
    if proposal.way not in {kind.value for kind in WayKind}:
        return ""
    choice = chosen_for(s, proposal)
    return joined((TITLES[WayKind(proposal.way)], choice.reason if choice else ""), ": ")


def _owner(deps: Deps, row: DealRow) -> Who:
    person = deps.directory.by_email(row.owner_email) if row.owner_email else None
    return Who(name=row.owner_name, slack_id=person.id if person else "")


def _names(groups: tuple[str, ...]) -> str:
    said = ["the deal owner" if name == OWNER else name for name in groups]
    return " or ".join(said)


def _tier_words(deps: Deps, tier: Tier) -> str:
    """Return why more than one has to agree, "" if one is enough."""
    if tier.approvers == 1:
        return ""
    who = _names(tier.who or deps.policy.who_may(Action.APPROVE))
    below = deps.policy.limit_below(tier)
    over = f"over {below}: " if below else ""
    return f"{over}{tier.approvers} approvers of {who}"


def _decisions(deps: Deps, s: Session, proposal: ProposalRow) -> tuple[DecisionLine, ...]:
    zone = deps.settings.billing_timezone
    return tuple(
        DecisionLine(
            who=Who(name=row.actor_name, slack_id=row.actor),
            verdict=row.verdict.value,
            date=date_in(zone, row.at),
        )
        for row in proposals.decisions(s, proposal.id)
    )


def _troubles(deps: Deps, s: Session, deal_id: str) -> tuple[TroubleLine, ...]:
    return tuple(
        TroubleLine(
            id=row.id,
            what_failed=WHAT_FAILED.get(row.kind, row.kind),
            words=row.words,
            vendor=row.vendor,
            who_can_mend=row.who_can_mend,
            since_date=date_in(deps.settings.billing_timezone, row.since),
            retryable=bool(row.retry),
        )
        for row in desk.open_troubles(s, deal_id=deal_id)
    )


def _questions(deps: Deps, s: Session, deal_id: str) -> tuple[QuestionLine, ...]:
    return tuple(
        QuestionLine(
            id=row.id,
            asked_by=who(deps, row.asked_by),
            asked_of=who(deps, row.asked_of),
            text=row.text,
            answer=row.answer,
        )
        for row in proposals.open_questions(s, deal_id)
    )


def _previous(s: Session, proposal: ProposalRow) -> ProposalRow | None:
    """Return the latest earlier revision that has a card of its own."""
    earlier = proposals.earlier_of(s, proposal.deal_id, proposal.revision)
    return next((p for p in reversed(earlier) if desk.message(s, CARD, p.id)), None)


def _next(s: Session, proposal: ProposalRow) -> ProposalRow | None:
    """Return the next later revision that has a card of its own."""
    revision = proposal.revision
    while later := proposals.revision_of(s, proposal.deal_id, revision := revision + 1):
        if desk.message(s, CARD, later.id):
            return later
    return None


def _link(s: Session, proposal: ProposalRow | None) -> str:
    card = desk.message(s, CARD, proposal.id) if proposal else None
    return card.link if card else ""
