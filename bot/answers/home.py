"""The Home tab: what waits for whoever opens it, and receivables at a glance."""

from bot import authority
from bot.actor import Actor
from bot.answers import lists, lookup
from bot.answers.lookup import Match
from bot.deps import Deps
from bot.ledger import Session, deals, desk, holds, proposals
from bot.ledger.proposals import ProposalRow
from bot.policy import Action
from bot.readiness import blocks
from bot.views import home
from bot.views.blocks import Block
from bot.views.home import MOST_CARDS, HomeCard, HomeState
from bot.views.state_lists import ListLine, PickOption
from bot.workflows.dunning.report_state import summary_state
from bot.workflows.issuing import pausing
from bot.workflows.showing.card_state import CARD, card_state

MOST_LINES = 5
MOST_FOUND = 10


def home_of(deps: Deps, actor: Actor, query: str = "") -> Block:
    """Return the Home tab of `actor` as of now, with what `query` finds if something is typed.

    Finance sees everything; a deal owner their own deals and no totals.
    """
    sees_all = authority.may(deps, Action.SEE_ALL, actor)
    with deps.ledger.reading() as s:
        waiting = [row for row in proposals.pending(s) if _waits_for(deps, s, row, actor)]
        cards = tuple(_card(deps, s, row, sees_all=sees_all) for row in waiting[:MOST_CARDS])
        summary = summary_state(deps, s) if sees_all else None
    stopped = pausing.standing(deps) if sees_all else None
    found = lookup.find(deps, query, actor) if query.strip() else ()
    return home.home(
        HomeState(
            now=deps.now().astimezone(deps.settings.billing_timezone),
            cards=cards,
            waiting=len(waiting),
            summary=summary,
            overdue=_first(deps, "overdue", actor),
            held=_first(deps, "held", actor),
            paused=pausing.words_of(deps, stopped) if stopped else "",
            query=query,
            found=tuple(_option(match) for match in found[:MOST_FOUND]),
            found_count=len(found),
        )
    )


def _waits_for(deps: Deps, s: Session, row: ProposalRow, actor: Actor) -> bool:
    """Return whether the next step is this person's: to approve, or to fix their own deal."""
    if holds.open_on(s, row.deal_id) is not None:
        return False
    owner_email = deals.get(s, row.deal_id).owner_email
    is_owner = authority.is_owner(actor, owner_email)
    if blocks(row.findings):
        return is_owner or authority.may(deps, Action.MODIFY, actor, owner_email=owner_email)
    if any(decision.actor == actor.id for decision in proposals.decisions(s, row.id)):
        return False
    return not is_owner and authority.may(deps, Action.APPROVE, actor, owner_email=owner_email)


def _card(deps: Deps, s: Session, row: ProposalRow, *, sees_all: bool) -> HomeCard:
    shown = desk.message(s, CARD, row.id) if sees_all else None
    return HomeCard(card=card_state(deps, s, row.id), link=shown.link if shown else "")


def _first(deps: Deps, which: str, actor: Actor) -> tuple[tuple[ListLine, ...], int]:
    return lists.first_of(deps, which, actor, MOST_LINES)


def _option(match: Match) -> PickOption:
    return PickOption(id=match.id, label=match.label, detail=match.detail)
