"""Asking for the quantities of a period: the message, and the form in which they are given."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from bot.facts import Message
from bot.money import spelled
from bot.periods import Period
from bot.value import Value
from bot.views.blocks import Block, actions, button, section
from bot.views.fit import message
from bot.views.ids import ActionId, FieldId, ModalId
from bot.views.modal import modal, number_input
from bot.views.schedule_words import period_words
from bot.views.text import counted, day, escape, joined, link
from bot.views.values import ModalContext, line_block

MOST_LINES = 20


class Counted(Value):
    """One line by quantity."""

    key: str
    description: str
    unit_price: Decimal
    quantity: Decimal | None = None
    """What is known already."""


class Needed(Value):
    """A period whose quantities are missing."""

    invoice_id: str
    item: int
    label: str
    period: Period
    currency: str
    lines: tuple[Counted, ...]
    deal_name: str
    deal_url: str = ""
    customer: str
    today: date


def needed(about: Needed) -> Message:
    """Return the request for them, with the button that opens the form."""
    missing = [line for line in about.lines if line.quantity is None]
    names = joined((escape(line.description, 80) for line in missing[:MOST_LINES]), ", ")
    deal = link(about.deal_url, about.deal_name) if about.deal_url else escape(about.deal_name)
    over = about.period.end < about.today
    ended = f"{'ended' if over else 'ends'} on {day(about.period.end, about.today)}"
    words = (
        f":hourglass_flowing_sand: *Invoice {about.item} waits for quantities*: {names}\n"
        f"{deal}, {escape(about.customer)}: {escape(about.label, 80)}, "
        f"{period_words(about.period, about.today)}. The period {ended}; without them its invoice "
        "is not sent."
    )
    give = button("Give quantities", ActionId.INVOICE_USAGE, about.invoice_id, style="primary")
    text = f"Invoice {about.item} for {escape(about.deal_name)} waits for quantities"
    return message(text, [section(words), actions("usage", [give])])


def usage_form(context: ModalContext, about: Needed) -> Block:
    """Return the form."""
    shown = about.lines[:MOST_LINES]
    fields = [_field(place, line, about.currency) for place, line in enumerate(shown)]
    more = len(about.lines) - len(shown)
    rest = [section(f"and {counted(more, 'more line')}, to be given in Salesforce")] if more else []
    head = section(
        f"{escape(about.label, 80)}, {period_words(about.period, about.today)}. "
        "Once all quantities are known, the invoice is sent."
    )
    context = context.model_copy(update={"line_keys": keys_of(shown)})
    return modal(ModalId.USAGE, "Quantities", [head, *fields, *rest], context, submit="Give")


def keys_of(lines: Sequence[Counted]) -> tuple[str, ...]:
    """Return the keys of the lines in the order of the form."""
    return tuple(line.key for line in lines)


def field_of(place: int) -> str:
    """Return the block id of the quantity in that place of the form."""
    return line_block(FieldId.QUANTITY, str(place))


def _field(place: int, line: Counted, currency: str) -> Block:
    price = f"at {spelled(line.unit_price, currency)} each"
    known = "" if line.quantity is None else f"{line.quantity:f}"
    return number_input(field_of(place), line.description, known, hint=price)
