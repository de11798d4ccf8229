"""The small modals: hold, release, reject, no invoice here, re-open, ask, answer."""

from collections.abc import Mapping

from bot.views.blocks import Block, context, section
from bot.views.ids import (
    ALL_INVOICES,
    FieldId,
    HoldReason,
    ModalId,
    NotBilledReason,
    RejectReason,
)
from bot.views.modal import (
    check_input,
    choice_input,
    date_input,
    modal,
    note_input,
    text_input,
)
from bot.views.state import QuestionLine
from bot.views.status_words import reason_words
from bot.views.text import escape, escape_lines, mention
from bot.views.values import ModalContext


def _sentence(reason: str) -> str:
    words = reason_words(reason)
    return words[:1].upper() + words[1:]


def _reasons(reasons: type[HoldReason | RejectReason | NotBilledReason]) -> dict[str, str]:
    return {reason.value: _sentence(reason) for reason in reasons}


def hold(about: ModalContext, what: str, invoices: Mapping[str, str]) -> Block:
    """Return the form to hold `what`; `invoices` (id -> words) is what can be chosen from.

    With fewer than two invoices there is nothing to choose; else the one the button was of, or
    all of them, is chosen at first.
    """
    blocks = [
        section(f"Hold {escape(within(what))}. Nothing goes to the client while it is on hold."),
        choice_input(FieldId.REASON, "Reason", _reasons(HoldReason)),
        date_input(
            FieldId.UNTIL,
            "Until",
            optional=True,
            hint="On this day Finance is asked whether to release it. Nothing goes out by itself.",
        ),
        note_input(),
        check_input(FieldId.TELL_OWNER, "Deal owner", "Tell the deal owner", checked=True),
    ]
    if len(invoices) > 1:
        scope = {ALL_INVOICES: "All that is not yet paid", **invoices}
        first = about.invoice_id if about.invoice_id in invoices else ALL_INVOICES
        blocks.insert(2, choice_input(FieldId.SCOPE, "What to hold", scope, initial=first))
    return modal(ModalId.HOLD, "Hold", blocks, about, submit="Hold")


def release(about: ModalContext, what: str, happens: str, held: str = "") -> Block:
    """Return the question whether to release; `happens` says what will, and when."""
    blocks = [section(f"Release {escape(within(what))}?"), section(escape(happens, 1000))]
    if held:
        blocks.append(context(escape(held, 1000)))
    return modal(ModalId.RELEASE, "Release", blocks, about, submit="Release")


def within(what: str) -> str:
    """Return what begins a sentence so that it can stand within one."""
    return what.replace("The ", "the ", 1) if what.startswith("The ") else what


def reject(about: ModalContext, what: str) -> Block:
    """Return the form to reject a proposal."""
    blocks = [
        section(f"Reject {escape(what)}. Nothing is sent, and the deal owner is told why."),
        choice_input(FieldId.REASON, "Reason", _reasons(RejectReason)),
        note_input("What has to change"),
    ]
    return modal(ModalId.REJECT, "Reject", blocks, about, submit="Reject")


def not_billed(about: ModalContext, what: str) -> Block:
    """Return the form that settles a deal without an invoice."""
    blocks = [
        section(f"{escape(what)} is settled without an invoice from here, and not asked again."),
        choice_input(FieldId.REASON, "Reason", _reasons(NotBilledReason)),
        note_input(),
    ]
    return modal(ModalId.NOT_BILLED, "No invoice here", blocks, about, submit="No invoice")


def reopen(about: ModalContext, what: str) -> Block:
    """Return the question whether to ask for approval again."""
    blocks = [
        section(f"Make a new card for {escape(what)}? It needs approval again."),
        note_input(),
    ]
    return modal(ModalId.REOPEN, "Re-open", blocks, about, submit="Re-open")


def ask(about: ModalContext, owner: str, what: str) -> Block:
    """Return the form to ask the deal owner."""
    blocks = [
        section(f"{escape(owner)} gets this as a direct message. {escape(what)} stays pending."),
        text_input(FieldId.QUESTION, "Question", multiline=True),
    ]
    return modal(ModalId.ASK, "Ask the deal owner", blocks, about, submit="Ask")


def answer(about: ModalContext, question: QuestionLine) -> Block:
    """Return the form to answer a question."""
    asked = f"{mention(question.asked_by)} asked:\n{escape_lines(question.text)}"
    blocks = [section(asked), text_input(FieldId.ANSWER, "Answer", multiline=True)]
    return modal(ModalId.ANSWER, "Answer", blocks, about, submit="Answer")
