"""Asking: a question goes to the deal's owner, and the answer into the deal's thread."""

from typing import Any

from bot import authority
from bot.actor import Actor
from bot.clock import date_in
from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed
from bot.facts import Person, Place
from bot.ledger import Session, deals, desk, proposals, search
from bot.ledger.proposals import QuestionRow
from bot.outcome import Outcome
from bot.policy import Action
from bot.views import direct
from bot.views.ids import FieldId
from bot.views.state import QuestionLine, Who
from bot.views.text import day
from bot.workflows.showing.latest import CARD, card_of_deal
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble

DELIVER_QUESTION = "deliver_question"
DELIVER_ANSWER = "deliver_answer"
QUESTION = "question"
"""Kind of trouble, and of message."""


def ask(deps: Deps, deal_id: str, text: str, actor: Actor) -> None:
    """Ask the deal's owner; the proposal stays as it is.

    An owner without an active Slack account is not guessed: the thread says who is to find out.

    Raises:
        NotAllowed: naming who may.
        Invalid: if nothing was asked.

    """
    text = _said(text, FieldId.QUESTION)
    with deps.ledger.reading() as s:
        deal = deals.get(s, deal_id)
    authority.require(deps, Action.ASK, actor, owner_email=deal.owner_email)
    owner = deps.directory.by_email(deal.owner_email) if deal.owner_email else None
    with deps.ledger.transaction() as s:
        if _asked_already(s, deal_id, text, actor):
            return
        question = QuestionRow(
            deal_id=deal_id,
            asked_by=actor.id,
            asked_of=owner.id if owner else "",
            text=text,
            asked_at=deps.now(),
        )
        s.add(question)
        s.flush()
        name = deal.owner_name or "The deal owner"
        if owner:
            what = f"Asked {name}."
            deps.engine.enqueue(s, DELIVER_QUESTION, question.id, id=f"question:{question.id}")
        else:
            what = f"{name} has no active Slack account: {deps.policy.fallback}, please find out."
        tell(deps, s, deal_id, by=actor, action="question.asked", what=what, detail=text,
             subject=question.id, after={"of": question.asked_of, "text": text})  # fmt: skip


def answer(deps: Deps, question_id: str, text: str, actor: Actor) -> None:
    """Take the answer of the person asked, or of somebody who may ask.

    Raises:
        NotAllowed: if it was asked of somebody else.
        Conflict: if somebody answered already.
        Invalid: if nothing was said.

    """
    text = _said(text, FieldId.ANSWER)
    with deps.ledger.reading() as s:
        question = proposals.get_question(s, question_id)
        owner_email = deals.get(s, question.deal_id).owner_email
    _require_answerer(deps, question, actor, owner_email)
    with deps.ledger.transaction() as s:
        question = proposals.get_question(s, question_id)
        if question.answered_at is None:
            question.answer, question.answered_by = text, actor.id
            question.answered_at = deps.now()
            deps.engine.enqueue(s, DELIVER_ANSWER, question_id, id=f"answer:{question_id}")
            tell(deps, s, question.deal_id, by=actor, action="question.answered",
                 what="Answered a question.", detail=text, subject=question_id,
                 after={"answer": text})  # fmt: skip
            return
    if (question.answered_by, question.answer) != (actor.id, text):
        when = day(date_in(deps.settings.billing_timezone, question.answered_at), deps.today())
        who = deps.directory.person(question.answered_by).name
        raise Conflict(f"{who} answered this already, on {when}: {question.answer}")


def question_in(deps: Deps, place: Place) -> str:
    """Return the id of the question that stands at `place`, "" if none does."""
    with deps.ledger.reading() as s:
        row = search.message_at(s, QUESTION, channel=place.channel, ts=place.ts)
    return row.subject if row else ""


def deliver_answer(deps: Deps, question_id: str) -> None:
    """Send the answer to whoever asked; the thread has it as well, so a refusal is let be."""
    deps.durably(send_answer, question_id)


def send_answer(deps: Deps, question_id: str) -> None:
    """Post it as a direct message, and take the button off the question."""
    with deps.ledger.reading() as s:
        row = proposals.get_question(s, question_id)
        card = card_of_deal(deps, s, row.deal_id)
        asked = desk.message(s, QUESTION, question_id)
        shown = desk.message(s, CARD, card.proposal_id)
    line = question_line(deps, row)
    by = _who(deps.directory.person(row.answered_by))
    link = shown.link if shown else ""
    message = direct.answered(card, line, by, link)
    deps.messenger.direct(row.asked_by, message, key=f"answer:{row.id}")
    if asked:
        place = Place(channel=asked.channel, ts=asked.ts)
        deps.messenger.update(place, direct.question(card, line))


def deliver_question(deps: Deps, question_id: str) -> None:
    """Send the question to the person asked."""
    place = deps.durably(send_question, question_id)
    if place.done:
        deps.durably(remember_question, question_id, place.value)
    else:
        deps.durably(cannot_deliver, question_id, place.to_json())


def send_question(deps: Deps, question_id: str) -> dict[str, Any]:
    """Post it as a direct message; return its place."""
    with deps.ledger.reading() as s:
        row = proposals.get_question(s, question_id)
        card = card_of_deal(deps, s, row.deal_id)
    message = direct.question(card, question_line(deps, row))
    return deps.messenger.direct(row.asked_of, message, key=f"question:{row.id}").to_json()


def question_line(deps: Deps, row: QuestionRow) -> QuestionLine:
    """Return the question as views show it."""
    nobody = Who(name=deps.policy.fallback)
    return QuestionLine(
        id=row.id,
        asked_by=_who(deps.directory.person(row.asked_by)),
        asked_of=_who(deps.directory.person(row.asked_of)) if row.asked_of else nobody,
        text=row.text,
        answer=row.answer,
    )


def remember_question(deps: Deps, question_id: str, place: dict[str, Any]) -> None:
    """Note where it stands, so that an answer in its thread is known for one."""
    with deps.ledger.transaction() as s:
        desk.shown(s, QUESTION, question_id, channel=place["channel"], ts=place["ts"])
        close_trouble(deps, s, subject=question_id, kind=QUESTION)


def cannot_deliver(deps: Deps, question_id: str, refused: dict[str, Any]) -> None:
    """Say that Slack would not deliver it: somebody has to ask another way."""
    with deps.ledger.transaction() as s:
        open_trouble(
            deps,
            s,
            Outcome.from_json(refused),
            subject=question_id,
            kind=QUESTION,
            deal_id=proposals.get_question(s, question_id).deal_id,
            retry={"workflow": DELIVER_QUESTION, "args": [question_id]},
        )


def _said(text: str, field: FieldId) -> str:
    if not text.strip():
        raise Invalid("Write something.", field)
    return text.strip()


def _asked_already(s: Session, deal_id: str, text: str, actor: Actor) -> bool:
    """Return whether the same person asks the same again: a second click."""
    waiting = proposals.open_questions(s, deal_id)
    return any((row.asked_by, row.text) == (actor.id, text) for row in waiting)


def _require_answerer(deps: Deps, question: QuestionRow, actor: Actor, owner_email: str) -> None:
    if actor.id == question.asked_of or authority.is_owner(actor, owner_email):
        return
    if not authority.may(deps, Action.ASK, actor):
        raise NotAllowed("Nothing was changed: this question was asked of somebody else.")


def _who(person: Person) -> Who:
    return Who(name=person.name, slack_id=person.id)
