"""The modals of corrections: credit note, void, write off, record a payment."""

from datetime import date

from bot.facts import CreditWay
from bot.money import Money
from bot.views.blocks import Block, context, section
from bot.views.ids import FieldId, ModalId
from bot.views.modal import (
    check_input,
    choice_input,
    date_input,
    modal,
    note_input,
    number_input,
    text_input,
)
from bot.views.text import escape
from bot.views.values import ModalContext

SECOND = "A second person has to approve it before anything happens."
AT_ONCE = "It happens at once."
WAYS = {
    CreditWay.BALANCE.value: "It becomes the customer's credit",
    CreditWay.REFUND.value: "It is refunded the way it was paid",
    CreditWay.OUT_OF_BAND.value: "We pay it back outside Stripe",
}
"""What becomes of what was paid already."""


def credit(about: ModalContext, what: str, left: Money, balance: Money, *, alone: bool) -> Block:
    """Return the form for a credit note; `left` is what can be credited, `balance` what is owed."""
    blocks = [
        section(
            f"Credit note on {escape(what)}. It lowers what is owed first ({balance}); only what "
            "is more concerns money that was paid."
        ),
        number_input(
            FieldId.AMOUNT,
            f"Amount in {left.currency}, tax included",
            f"{left.amount:f}",
            hint=f"At most {left}.",
        ),
        choice_input(FieldId.WAY, "What was paid already", WAYS, initial=CreditWay.BALANCE.value),
        check_input(FieldId.TELL_OWNER, "Customer", "Stripe e-mails them the note", checked=True),
        note_input("Why", optional=False),
        context(AT_ONCE if alone else SECOND),
    ]
    return modal(ModalId.CREDIT, "Credit note", blocks, about, submit="Ask for it")


def void(about: ModalContext, what: str, *, alone: bool) -> Block:
    """Return the form to void an invoice."""
    blocks = [
        section(
            f"Void {escape(what)}? It can never be paid or opened again, and nothing takes its "
            "place."
        ),
        note_input("Why", optional=False),
        context(AT_ONCE if alone else SECOND),
    ]
    return modal(ModalId.VOID, "Void", blocks, about, submit="Ask for it")


def write_off(about: ModalContext, what: str, balance: Money, *, alone: bool) -> Block:
    """Return the form to write off what is left of an invoice."""
    blocks = [
        section(
            f"Write off {balance} of {escape(what)}? Nobody is reminded any more; the customer can "
            "still pay it."
        ),
        note_input("Why", optional=False),
        context(AT_ONCE if alone else SECOND),
    ]
    return modal(ModalId.WRITE_OFF, "Write off", blocks, about, submit="Ask for it")


def payment(about: ModalContext, what: str, balance: Money, today: date) -> Block:
    """Return the form to record money that came in outside Stripe."""
    blocks = [
        section(f"{escape(what)} owes {balance}. Record what came in outside Stripe."),
        number_input(
            FieldId.AMOUNT,
            f"Amount in {balance.currency}",
            f"{balance.amount:f}",
            hint="A part of it is fine.",
        ),
        date_input(FieldId.PAID_ON, "Received on", today),
        text_input(FieldId.REFERENCE, "Reference", most=100, hint="The bank's, to find it again."),
        note_input(),
    ]
    return modal(ModalId.RECORD_PAYMENT, "Record a payment", blocks, about, submit="Record")
