"""Amending: a deal that changed after something went out, and what people make of that.

What is not out is held back at once, the thread hears what changed and which ways there are, and a
person chooses one. That is a pending proposal like any other; what was approved stays in force
until it is approved.
"""

from collections.abc import Sequence

from bot.actor import CLOSEDWON, SALESFORCE
from bot.amending import Way
from bot.amending_change import Change
from bot.deps import Deps
from bot.difference import in_full, in_short
from bot.facts import Urgency
from bot.finding import Finding
from bot.ledger import Session, proposals
from bot.ledger.deals import DealRow
from bot.ledger.proposals import ProposalRow
from bot.plan import Plan
from bot.workflows.amending.amend_effect import go_on
from bot.workflows.amending.amend_proposal import (
    money_words,
    notes_on,
    proposal_of,
    supersede,
    take_card,
    told,
)
from bot.workflows.amending.renewal_state import is_renewal, renewal_fits, withdraw_renewal
from bot.workflows.holding.hold_back import hold_back, let_go
from bot.workflows.standing import amending_state as state
from bot.workflows.standing.amending_state import Question, chosen
from bot.workflows.standing.what_stands import change_of, offers, situation
from bot.workflows.telling.telling import tell


def follow(
    deps: Deps, s: Session, row: DealRow, base: ProposalRow, now: Plan, notes: Sequence[Finding],
    changes: Sequence[str],
) -> None:  # fmt: skip
    """Take in that a deal is not what was approved, once something of it is out.

    `changes` says in which ways it differs; () when it is as approved.
    """
    change = change_of(deps, s, base, now)
    asked = state.question(s, row.id)
    pending = proposals.pending_of(s, row.id)
    if pending is not None and is_renewal(pending):
        if not changes and asked is None and renewal_fits(s, base, pending):
            return
        withdraw_renewal(deps, s, pending, "something changed")
        pending = None
    if not changes and not (asked and asked.stays):
        if asked is not None or pending is not None:
            _back_again(deps, s, row, base, pending)
        else:
            go_on(deps, s, row.id)  # what was held back before the whole change was known
        return
    said = tuple(changes) or (asked.changes if asked else ())
    if pending is not None:
        _again(deps, s, row, base, pending, change, notes)
    news = asked is None or asked.changes != said or asked.base != base.id
    stays = bool(asked and asked.stays)
    state.ask(s, row.id, Question(base=base.id, changes=said, findings=tuple(notes), stays=stays))
    held = hold_back(deps, s, row.id)  # also what was approved to go out meanwhile
    if news:
        _tell_ways(deps, s, row, base, change, said, held=held, chosen=pending is not None)
    base.told_hash = row.source_hash


def _back_again(
    deps: Deps, s: Session, row: DealRow, base: ProposalRow, pending: ProposalRow | None
) -> None:
    """Go on as approved: the deal is what it was."""
    if pending is not None:
        supersede(deps, s, pending, "the deal is as it was approved")
    state.answered(s, row.id)
    count = let_go(deps, s, row.id)
    base.told_hash = row.source_hash
    goes = " What was held back goes on." if count else ""
    told(deps, s, base, SALESFORCE, "amendment.not_needed",
          f"The deal is again as it was approved: nothing has to be changed.{goes}")  # fmt: skip


def _tell_ways(  # noqa: PLR0913 - what is told are these facts
    deps: Deps, s: Session, row: DealRow, base: ProposalRow, change: Change, said: Sequence[str], *,
    held: int, chosen: bool,
) -> None:  # fmt: skip
    what = f"The deal changed after something was sent. {in_short(said)}"
    if held:
        what += f" What is not yet sent ({held}) is held back until somebody chooses what to do."
    lines = [in_full(said)] if in_full(said) else []
    lines += [] if chosen else [_said(way) for way in offers(deps, row, change)]
    tell(
        deps, s, row.id, by=SALESFORCE, action="deal.changed_afterwards", what=what,
        detail="\n".join(lines), subject=base.id, after={"situation": situation(change)},
        urgency=Urgency.BULK,
    )  # fmt: skip


def _said(way: Way) -> str:
    if way.why_not:
        return f"{way.title}: not possible. {way.why_not}"
    return f"{way.title}: {way.words} {money_words(way)}"


def _again(
    deps: Deps, s: Session, row: DealRow, base: ProposalRow, pending: ProposalRow, change: Change,
    notes: Sequence[Finding],
) -> None:  # fmt: skip
    """Work a chosen way out anew; whoever approved the old version has to look again."""
    choice = state.choice_of(s, pending)
    change = change._replace(from_date=choice.from_date)
    way = chosen(offers(deps, row, change), choice.kind)
    if way is None or way.plan is None:
        why = way.why_not if way else "It does not fit any more."
        supersede(deps, s, pending, why)
        told(deps, s, pending, CLOSEDWON, "amendment.withdrawn",
              f"The way that was chosen is not possible any more: {why} Choose again.")  # fmt: skip
        return
    if (way.plan.content_hash, pending.amends) == (pending.content_hash, base.id):
        pending.told_hash, pending.source_json = row.source_hash, row.snapshot
        shown = notes_on(deps, s, row.id, way, notes)
        pending.findings_json = [note.to_json() for note in shown]
        return
    supersede(deps, s, pending, "the deal changed again")
    fresh = proposal_of(deps, s, row, base, way, findings=notes, changed_by=pending.changed_by)
    take_card(s, pending, fresh)
    state.chose(s, fresh, choice)
    told(deps, s, fresh, CLOSEDWON, "amendment.revised", f"Up for approval anew: {way.words}")
