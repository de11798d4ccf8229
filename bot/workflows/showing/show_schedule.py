"""The whole schedule of a deal, in the thread of its card: one living message a page."""

from typing import Any

from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Message, Place
from bot.ledger import Session, desk, invoices, proposals
from bot.ledger.desk import MessageRow
from bot.ledger.proposals import ProposalRow
from bot.outcome import Outcome
from bot.status import ProposalStatus
from bot.value import digest
from bot.views.note import note
from bot.views.schedule import whole_schedule
from bot.workflows.showing.card_state import CARD, card_state

SHORT = 3
"""Invoices that have room on any card."""
PAGE = "schedule"
"""Kind of message; its subject is the card's place and the number of the page."""


def show_schedule(deps: Deps, proposal_id: str) -> Outcome:
    """Bring the pages below a card up to date, where the card has no room for all of it."""
    put = deps.durably(put_pages, proposal_id)
    if put.done and put.value:
        return deps.durably(remember_pages, put.value)
    return put


def put_pages(deps: Deps, proposal_id: str) -> list[dict[str, Any]]:
    """Post or update the pages that say something else by now; return where they stand."""
    with deps.ledger.reading() as s:
        card = desk.message(s, CARD, proposal_id)
        proposal = proposals.get(s, proposal_id)
        if card is None or proposal.status is ProposalStatus.SUPERSEDED:
            return []
        standing = _standing(s, card)
        if not standing and _is_short(s, proposal):
            return []
        pages = list(whole_schedule(card_state(deps, s, proposal_id)))
    gone = [note("The schedule has become shorter: see above.")] * (len(standing) - len(pages))
    put = []
    for number, page in enumerate([*pages, *gone]):
        shown, said = standing.get(number, (None, ""))
        if said != digest(page.to_json()):
            put.append(_put(deps, card, number, page, shown))
    return put


def _is_short(s: Session, proposal: ProposalRow) -> bool:
    """Return whether the card shows all there is for sure: so it is with most."""
    plan = proposal.plan
    is_one = len(plan.installments) <= 1 and not plan.retainers
    return is_one and len(invoices.of_deal(s, proposal.deal_id)) <= SHORT


def _standing(s: Session, card: MessageRow) -> dict[int, tuple[MessageRow, str]]:
    """Return the pages below a card, with the digest of what each says."""
    found: dict[int, tuple[MessageRow, str]] = {}
    while row := desk.message(s, PAGE, _subject(card.channel, card.ts, len(found))):
        known = desk.cursor(s, _said(row.subject)) or {}
        found[len(found)] = (row, known.get("digest", ""))
    return found


def _put(
    deps: Deps, card: MessageRow, number: int, page: Message, shown: MessageRow | None
) -> dict[str, Any]:
    key = f"schedule:{card.ts}:{number}"
    place = Place(channel=shown.channel, ts=shown.ts) if shown else None
    if place is not None:
        try:
            deps.messenger.update(place, page)
        except NotFound:  # somebody deleted it: it is posted anew
            key, place = f"{key}:after:{place.ts}", None
    if place is None:
        place = deps.messenger.post(card.channel, page, key=key, thread=card.ts)
    subject = _subject(card.channel, card.ts, number)
    return {"subject": subject, "place": place.to_json(), "digest": digest(page.to_json())}


def remember_pages(deps: Deps, put: list[dict[str, Any]]) -> None:
    """Note where the pages stand, and what they say."""
    with deps.ledger.transaction() as s:
        for page in put:
            place = Place.from_json(page["place"])
            desk.shown(s, PAGE, page["subject"], channel=place.channel, ts=place.ts)
            desk.set_cursor(s, _said(page["subject"]), {"digest": page["digest"]})


def _said(subject: str) -> str:
    return f"{PAGE}:{subject}"


def _subject(channel: str, ts: str, number: int) -> str:
    return f"{channel}:{ts}:{number}"
