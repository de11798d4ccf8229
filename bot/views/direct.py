"""Direct messages, to the deal owner mostly: each says what happened and what they can do."""

from datetime import date

from bot.facts import Message
from bot.money import Money
from bot.views.blocks import Block, actions, button, context, section
from bot.views.card_buttons import is_for_fix
from bot.views.card_head import blocking, customer
from bot.views.fit import message
from bot.views.ids import ActionId
from bot.views.state import CardState, HoldLine, QuestionLine, Who
from bot.views.state_lists import DueLine
from bot.views.status_words import hold_words, reason_words
from bot.views.text import (
    counted,
    day,
    escape,
    escape_lines,
    joined,
    link,
    mention,
    overdue,
)
from bot.views.values import proposal_value

MOST_FINDINGS = 5


def _deal(state: CardState) -> str:
    return link(state.deal_url, state.plan.deal_name)


def _plainly(state: CardState) -> str:
    return escape(state.plan.deal_name or customer(state.plan))


def _told(text: str, words: str, *more: Block) -> Message:
    return message(text, [section(words), *more])


def fix_needed(state: CardState) -> Message:
    """Return what keeps the owner's deal from being invoiced, with the button to mend it.

    How it is billed is not the owner's to decide here: they say it in Salesforce.
    """
    missing = [f"• {escape(f.sentence, 300)}" for f in blocking(state.findings)[:MOST_FINDINGS]]
    value = proposal_value(state.proposal_id, state.content_hash)
    words = f"Your deal {_deal(state)} cannot be invoiced yet:\n" + "\n".join(missing)
    if is_for_fix(state):
        way = actions("fix", [button("Fix", ActionId.PROPOSAL_FIX, value, style="primary")])
    else:
        way = context("Correct it in Salesforce, or have Finance say it by Modify on the card.")
    return _told(f"{_plainly(state)} cannot be invoiced yet", words, way)


def question(state: CardState, asked: QuestionLine) -> Message:
    """Return a question to the owner, answered by the button or in the thread."""
    words = f"{mention(asked.asked_by)} asks about {_deal(state)}:\n{escape_lines(asked.text)}"
    text = f"{escape(asked.asked_by.name)} asks about {_plainly(state)}"
    if asked.answer:
        return _told(text, words, section(f"Answered:\n{escape_lines(asked.answer)}"))
    answer = button("Answer", ActionId.QUESTION_ANSWER, asked.id, style="primary")
    hint = context("Or answer in the thread of this message.")
    return _told(text, words, actions("question", [answer]), hint)


def answered(state: CardState, asked: QuestionLine, by: Who, card_link: str = "") -> Message:
    """Return the answer, to the person who asked."""
    where = link(card_link, "Open the card") if card_link else ""
    said = f"{mention(by)} answered about {_deal(state)}:\n{escape_lines(asked.answer)}"
    text = f"{escape(by.name)} answered about {_plainly(state)}"
    return _told(text, joined((said, where), "\n"))


def rejected(state: CardState, by: Who, note: str = "") -> Message:
    """Return that the invoice was refused, and why."""
    why = escape(reason_words(state.reason), 300)
    words = f"{mention(by)} rejected the invoice for {_deal(state)}: {why or 'no reason given'}"
    return _told(
        f"The invoice for {_plainly(state)} was rejected",
        joined((words, escape_lines(note)), "\n"),
        context("When the deal is corrected in Salesforce, Finance sees the new version."),
    )


def on_hold(state: CardState, hold: HoldLine) -> Message:
    """Return that the deal's invoice waits, why and until when."""
    words = f"{mention(hold.by)} put the invoice for {_deal(state)} "
    said = escape(hold_words(hold.model_copy(update={"confirmed": True}), state.today))
    text = f"The invoice for {_plainly(state)} is {said}"
    return _told(text, joined((words + said, escape_lines(hold.note)), "\n"))


def fully_paid(state: CardState, total: Money, paid_date: date) -> Message:
    """Return that all of the deal has been paid."""
    when = day(paid_date, state.today)
    words = f":white_check_mark: {_deal(state)} is fully paid: {total} on {when}"
    return _told(f"{_plainly(state)} is fully paid: {total}", words)


def went_back(state: CardState, number: str, url: str, what: str) -> Message:
    """Return that money of a deal went back, is disputed, or is here again."""
    invoice = link(url, number) if url and number else escape(number)
    words = joined((_deal(state), f"invoice {invoice}" if invoice else "", escape(what, 300)))
    return _told(f"{_plainly(state)}: {escape(what, 300)}", words)


def before_firm_reminder(state: CardState, line: DueLine, on: date) -> Message:
    """Return that the owner's customer is about to be reminded firmly."""
    who = escape(line.customer)
    late = overdue(line.days_past_due)
    number = link(line.url, line.number or "the invoice") if line.url else escape(line.number)
    words = (
        f"{who} has not paid {number} for {_deal(state)}: {line.balance}, {late}. "
        f"A firm reminder follows on {day(on, state.today)}."
    )
    row = [
        button("Promise to pay", ActionId.INVOICE_PROMISE, line.invoice_id),
        button("Hold", ActionId.INVOICE_HOLD, line.invoice_id),
    ]
    text = f"{who} will be reminded of {line.balance}, {late}"
    return _told(text, words, actions("firm", row))


def approval_waits(state: CardState, hours: int, card_link: str) -> Message:
    """Return that a card waits in spite of reminders, for those who can see to it."""
    words = (
        f"{_deal(state)}, {state.plan.total}, has waited for approval by "
        f"{escape(state.who_may_approve)} for {counted(hours, 'hour')}. Please see to it that "
        "somebody decides."
    )
    where = link(card_link, "Open the card") if card_link else ""
    text = f"{_plainly(state)} waits for approval"
    return _told(text, joined((words, where), " "))
