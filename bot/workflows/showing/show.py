"""Showing: the card and its thread say what the ledger says."""

from contextlib import nullcontext
from typing import Any

from bot.clock import date_in
from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Message, Place, Urgency
from bot.ledger import Session, deals, desk, proposals
from bot.ledger.desk import MessageRow
from bot.outcome import Outcome
from bot.urgent import giving_way
from bot.views import card as card_view
from bot.views import thread as thread_view
from bot.views.state import EventLine
from bot.workflows.showing.card_state import CARD, card_state
from bot.workflows.showing.show_schedule import show_schedule
from bot.workflows.telling.telling import SHOW_CARD, show
from bot.workflows.telling.trouble import close_trouble, open_trouble

__all__ = ["CARD", "show_all_open", "show_card"]


def show_card(deps: Deps, deal_id: str, urgency: str = Urgency.PERSON) -> None:
    """Bring the cards of a deal up to date and tell its thread what happened."""
    with giving_way() if urgency == Urgency.BULK else nullcontext():
        _show(deps, deal_id)


def _show(deps: Deps, deal_id: str) -> None:
    shown = deps.durably(cards_of, deal_id)
    for proposal_id in shown.value or []:
        place = deps.durably(put_card, proposal_id)
        if not place.done:
            deps.durably(cannot_show, deal_id, place.to_json())
            return
        if place.value:
            link = deps.durably(link_card, place.value)
            deps.durably(remember_card, proposal_id, place.value, link.value or "")
        below = show_schedule(deps, proposal_id)
        if not below.done:
            deps.durably(cannot_show, deal_id, below.to_json())
    news = deps.durably(news_of, deal_id)
    if news.done and news.value:
        told = deps.durably(tell_thread, deal_id, news.value)
        if told.done:
            deps.durably(remember_told, deal_id, news.value)


def cards_of(deps: Deps, deal_id: str) -> list[str]:
    """Return the proposals whose cards are to be drawn: the latest first, which others link to."""
    with deps.ledger.reading() as s:
        latest = proposals.latest_of(s, deal_id)
        if latest is None:
            return []
        earlier = proposals.earlier_of(s, deal_id, latest.revision)
        replaced = [p.id for p in earlier if desk.message(s, CARD, p.id)]
        base = proposals.in_force(s, deal_id)  # its changes may have had cards of their own
        also = [base.id] if base and base.id in replaced else []
        return list(dict.fromkeys([latest.id, *replaced[-1:], *also]))


def put_card(deps: Deps, proposal_id: str) -> dict[str, Any] | None:
    """Post or update a card; return its place if it is a new one."""
    with deps.ledger.reading() as s:
        message = card_view.card(card_state(deps, s, proposal_id))
        shown = desk.message(s, CARD, proposal_id)
        deal_id = proposals.get(s, proposal_id).deal_id
        if shown is None and _is_replaced(s, deal_id, proposal_id):
            return None  # its successor has taken over the card meanwhile
        missed = desk.find_trouble(s, deal_id, CARD) is not None
    place = _put(deps, proposal_id, shown, message)
    if missed:
        with deps.ledger.transaction() as s:
            close_trouble(deps, s, subject=deal_id, kind=CARD)
    return place


def _is_replaced(s: Session, deal_id: str, proposal_id: str) -> bool:
    latest = proposals.latest_of(s, deal_id)
    return latest is not None and latest.id != proposal_id


def _put(
    deps: Deps, proposal_id: str, shown: MessageRow | None, message: Message
) -> dict[str, Any] | None:
    key = f"card:{proposal_id}"
    if shown is not None:
        place = Place(channel=shown.channel, ts=shown.ts)
        if _updated(deps, place, message):
            return None
        key = f"{key}:after:{place.ts}"  # somebody deleted it: it is posted anew
    return deps.messenger.post(deps.settings.approvals_channel, message, key=key).to_json()


def _updated(deps: Deps, place: Place, message: Message) -> bool:
    try:
        deps.messenger.update(place, message)
    except NotFound:
        return False
    return True


def cannot_show(deps: Deps, deal_id: str, refused: dict[str, Any]) -> None:
    """Say in the ops channel that a card could not be shown: nobody can decide on it."""
    with deps.ledger.transaction() as s:
        open_trouble(  # not as trouble of the deal: that would be shown on the card, and so on
            deps,
            s,
            Outcome.from_json(refused),
            subject=deal_id,
            kind=CARD,
            retry={"workflow": SHOW_CARD, "args": [deal_id]},
        )


def link_card(deps: Deps, place: dict[str, Any]) -> str:
    """Return the address of a card, for later cards that refer to it."""
    return deps.messenger.link(Place.from_json(place))


def remember_card(deps: Deps, proposal_id: str, place: dict[str, Any], link: str) -> None:
    """Note where the card stands."""
    with deps.ledger.transaction() as s:
        desk.shown(s, CARD, proposal_id, channel=place["channel"], ts=place["ts"], link=link)


def news_of(deps: Deps, deal_id: str) -> list[str]:
    """Return the ids of what the thread has not heard: fixed now, however often it is tried.

    Before the first card stands there is no thread, and nobody to hear it.
    """
    with deps.ledger.reading() as s:
        if _standing(s, deal_id) is None:
            return []
        return [event.id for event in deals.untold(s, deal_id)]


def _standing(s: Session, deal_id: str) -> desk.MessageRow | None:
    """Return the latest card of the deal that stands in Slack: the next may not be posted yet."""
    latest = proposals.latest_of(s, deal_id)
    if latest is None:
        return None
    earlier = proposals.earlier_of(s, deal_id, latest.revision)
    cards = (desk.message(s, CARD, proposal.id) for proposal in [latest, *reversed(earlier)])
    return next((card for card in cards if card), None)


def tell_thread(deps: Deps, deal_id: str, event_ids: list[str]) -> None:
    """Post the news in the thread of the deal's latest card."""
    zone = deps.settings.billing_timezone
    with deps.ledger.reading() as s:
        card = _standing(s, deal_id)
        lines = [
            EventLine(
                who=event.who, what=event.what, detail=event.detail, date=date_in(zone, event.at)
            )
            for event in deals.history(s, deal_id)
            if event.id in event_ids
        ]
    if card is not None:
        message = thread_view.events(lines, deps.today())
        key = f"events:{event_ids[0]}"
        deps.messenger.post(card.channel, message, key=key, thread=card.ts)


def remember_told(deps: Deps, deal_id: str, event_ids: list[str]) -> None:
    """Note that the thread has heard it."""
    with deps.ledger.transaction() as s:
        for event in deals.untold(s, deal_id):
            if event.id in event_ids:
                event.told_at = deps.now()


def show_all_open(deps: Deps) -> int:
    """Have every card that waits for somebody drawn again, e.g. after a start; return how many."""
    with deps.ledger.transaction() as s:
        waiting = proposals.pending(s)
        for proposal in waiting:
            because = f"start:{deps.now().timestamp():.0f}"
            show(deps, s, proposal.deal_id, because=because, urgency=Urgency.BULK)
    return len(waiting)
