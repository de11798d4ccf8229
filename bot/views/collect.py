"""The modals of collecting: promise to pay, snooze, do not chase."""

from datetime import date

from bot.money import Money
from bot.views.blocks import Block, section
from bot.views.ids import FieldId, ModalId
from bot.views.modal import date_input, modal, note_input, number_input, text_input
from bot.views.text import escape
from bot.views.values import ModalContext


def promise(about: ModalContext, what: str, balance: Money) -> Block:
    """Return the form for a promise to pay; `what` names the invoice and its customer."""
    blocks = [
        section(f"{escape(what)} owes {balance}. Reminders pause until the promised day."),
        date_input(FieldId.PROMISED_DATE, "Promised for"),
        number_input(
            FieldId.PROMISED_AMOUNT,
            f"Amount in {balance.currency}",
            f"{balance.amount:f}",
        ),
        text_input(FieldId.PROMISED_BY, "Who promised", optional=True, most=100),
        note_input(),
    ]
    return modal(ModalId.PROMISE, "Promise to pay", blocks, about, submit="Save")


def snooze(about: ModalContext, what: str, until: date) -> Block:
    """Return the form to pause reminders; `until` is what is proposed."""
    blocks = [
        section(f"No reminder about {escape(what)} before this day. It stays due."),
        date_input(FieldId.UNTIL, "Until", until),
        note_input(),
    ]
    return modal(ModalId.SNOOZE, "Snooze", blocks, about, submit="Snooze")


def do_not_chase(about: ModalContext, what: str) -> Block:
    """Return the question whether somebody takes the reminders over."""
    blocks = [
        section(f"No more reminders about {escape(what)}: you will see to it yourself."),
        note_input("What you will do"),
    ]
    return modal(ModalId.DO_NOT_CHASE, "I will call", blocks, about, submit="I will call")
