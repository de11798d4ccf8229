"""Telling a change: audit trail, thread, card and Salesforce hear of it with its own commit."""

from typing import Any

from bot.actor import Actor
from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, audit, deals

SHOW_CARD, DRAW_CARDS = "show_card", "draw_cards"
WRITE_BACK = "write_back"


def tell(  # noqa: PLR0913 - a change is these facts
    deps: Deps,
    s: Session,
    deal_id: str,
    *,
    by: Actor,
    action: str,
    what: str,
    detail: str = "",
    subject: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    urgency: Urgency = Urgency.PERSON,
) -> None:
    """Note a change of a deal or of what belongs to it, inside the transaction that makes it.

    `action` is its name in the audit trail (dotted, past tense: "proposal.approved"), `what` the
    sentence that people read, without who and when. `subject` is the id of what changed, the deal
    by default.
    """
    audit.append(
        s,
        at=deps.now(),
        actor=by.id,
        action=action,
        subject=subject or deal_id,
        before=before,
        after=after,
    )
    event = deals.tell(s, deal_id, at=deps.now(), who=by.shown, what=what, detail=detail)
    show(deps, s, deal_id, because=event.id, urgency=urgency)
    if not deps.engine.waits(s, WRITE_BACK):  # one round writes all that happened before it
        deps.engine.enqueue(s, WRITE_BACK, id=f"write-back:{event.id}", urgency=urgency)


def show(
    deps: Deps, s: Session, deal_id: str, *, because: str, urgency: Urgency = Urgency.PERSON
) -> None:
    """Have the deal's card and thread brought up to date after the commit.

    `because` is the id of what changed: the same reason twice shows once. Cards that
    nobody waits for are drawn a few at a time, those with news first.
    """
    if urgency is not Urgency.PERSON:
        if deals.want_card(s, deal_id, deps.now(), ahead=urgency is Urgency.NEWS):
            unique = f"draw:{deal_id}:{because}"
            deps.engine.enqueue(s, DRAW_CARDS, id=unique, urgency=urgency, channel=DRAW_CARDS)
        return
    deps.engine.enqueue(
        s, SHOW_CARD, deal_id, id=f"show:{deal_id}:{because}", urgency=urgency, channel=deal_id
    )
