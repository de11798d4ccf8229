"""A chosen way as a proposal: made, replaced, withdrawn, and in words."""

from collections.abc import Iterator, Sequence

from bot.actor import Actor
from bot.amending import AS_DEAL, Way, WayKind
from bot.deps import Deps
from bot.facts import Urgency
from bot.finding import Finding, Level
from bot.ledger import Session, desk, invoices, proposals
from bot.ledger.deals import DealRow
from bot.ledger.proposals import ProposalRow, Verdict
from bot.readiness import by_level
from bot.readiness.dates import books_closed, periods_begun
from bot.status import ProposalStatus, move_proposal
from bot.workflows.telling.telling import tell

CARD = "card"
FORGIVEN = frozenset({"billed_already", "books_closed", "periods_begun", "send_date_past"})
"""Findings of the deal that say nothing about a change: of course there are invoices already."""


def proposal_of(
    deps: Deps, s: Session, row: DealRow, base: ProposalRow, way: Way, *,
    findings: Sequence[Finding], changed_by: Sequence[str],
) -> ProposalRow:  # fmt: skip
    """Add the pending proposal that goes this way."""
    if way.plan is None:
        raise ValueError(way.why_not)
    latest = proposals.latest_of(s, row.id) or base
    fresh = ProposalRow(
        deal_id=row.id,
        revision=latest.revision + 1,
        status=ProposalStatus.PENDING,
        plan_json=way.plan.to_json(),
        findings_json=[note.to_json() for note in notes_on(deps, s, row.id, way, findings)],
        source_json=row.snapshot,
        told_hash=row.source_hash,
        content_hash=way.plan.content_hash,
        amount_minor=way.plan.total.minor,
        currency=way.plan.currency,
        changed_by=list(changed_by),
        created_at=deps.now(),
        amends=base.id,
        way=way.kind.value,
    )
    s.add(fresh)
    s.flush()
    return fresh


def notes_on(
    deps: Deps, s: Session, deal_id: str, way: Way, findings: Sequence[Finding]
) -> list[Finding]:
    """Return what an approver of this way should know, by what the deal's findings say."""
    billed = frozenset(row.item for row in invoices.of_deal(s, deal_id) if row.is_live)
    return by_level([*about(way.kind, findings), *_of_days(deps, way, billed)])


def _of_days(deps: Deps, way: Way, billed: frozenset[int]) -> Iterator[Finding]:
    """Yield what the day of approval means for what a way bills that is not `billed`."""
    if way.plan is not None:
        yield from periods_begun(way.plan, deps.today(), billed)
        yield from books_closed(way.plan, deps.today(), deps.policy.billing.closed_through, billed)


def about(kind: WayKind, findings: Sequence[Finding]) -> list[Finding]:
    """Return what an approver of this way should know; ways that bill nothing new go by.

    Plain facts are sums of the deal as it is now: they are those of a way that bills it so.
    """
    kept = [note for note in findings if note.kind not in FORGIVEN]
    if kind not in AS_DEAL:
        kept = [note for note in kept if note.level is not Level.FACT]
    if kind in AS_DEAL or kind is WayKind.CHANGE_RETAINER:
        return kept
    return [note for note in kept if note.level is not Level.BLOCK]


def supersede(deps: Deps, s: Session, pending: ProposalRow, why: str) -> None:
    """Withdraw a pending change."""
    move_proposal(pending, ProposalStatus.SUPERSEDED)
    pending.reason, pending.decided_at = why, deps.now()
    s.flush()


def take_card(s: Session, before: ProposalRow, fresh: ProposalRow) -> None:
    """Have a change take over the card of the one it replaces, unless somebody approved that."""
    card = desk.message(s, CARD, before.id)
    approved = any(d.verdict is Verdict.APPROVE for d in proposals.decisions(s, before.id))
    if card is not None and not approved:
        desk.shown(s, CARD, fresh.id, channel=card.channel, ts=card.ts, link=card.link)
        s.delete(card)
        s.flush()


def money_words(way: Way) -> str:
    """Return what a way does in money."""
    does = way.effect
    if does is None:
        return ""
    said = []
    if does.owed_before != does.owed_after:
        said.append(f"Owed {does.owed_before}, then {does.owed_after}.")
    if does.to_come_before != does.to_come_after:
        said.append(f"To come {does.to_come_before}, then {does.to_come_after}.")
    if does.back:
        said.append(f"{does.back} becomes the customer's credit.")
    return " ".join(said) or f"Owed {does.owed_after} and to come {does.to_come_after}, as before."


def told(deps: Deps, s: Session, proposal: ProposalRow, by: Actor, action: str, what: str) -> None:
    """Tell what became of a proposal."""
    after = {"content_hash": proposal.content_hash, "revision": proposal.revision}
    tell(deps, s, proposal.deal_id, by=by, action=action, what=what, subject=proposal.id,
         after=after, urgency=Urgency.BULK)  # fmt: skip
