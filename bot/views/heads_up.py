"""The notice before an invoice goes out by itself, and the modal that moves its day."""

from datetime import date

from bot.facts import Message
from bot.money import Money
from bot.value import Value
from bot.views.blocks import Block, actions, button, section
from bot.views.fit import message
from bot.views.ids import ActionId, FieldId, ModalId
from bot.views.modal import date_input, modal
from bot.views.text import counted, day_and_distance, escape, joined, link, overdue, weekday
from bot.views.values import ModalContext

MOST_UNPAID = 5


class Unpaid(Value):
    """An earlier invoice of the deal that is not paid."""

    number: str
    balance: Money
    days_past_due: int
    """Zero or less: it is not due yet."""
    url: str = ""


class HeadsUp(Value):
    """An invoice that is about to go out by itself."""

    invoice_id: str
    item: int
    of: int
    """How many invoices the plan has."""
    label: str
    """What it is for; people here know it by that."""
    amount: Money
    customer: str
    email: str
    deal_name: str
    deal_url: str = ""
    on: date
    due: date | None
    unpaid: tuple[Unpaid, ...] = ()
    today: date


def heads_up(about: HeadsUp) -> Message:
    """Return the notice: what goes out when, what is unpaid, and what can still be done."""
    name = f"Invoice {about.item} of {about.of}" if about.of > 1 else "The invoice"
    when = day_and_distance(about.on, about.today)
    deal = link(about.deal_url, about.deal_name) if about.deal_url else escape(about.deal_name)
    due = f", due {weekday(about.due)}" if about.due else ""
    words = (
        f":calendar: *{name} goes out by itself on {weekday(about.on)}*: "
        f"{joined((escape(about.label), str(about.amount)), ', ')}\n"
        f"{deal}, to {escape(about.customer)} ({escape(about.email)}){due}"
    )
    row = [
        button("Hold", ActionId.INVOICE_HOLD, about.invoice_id),
        button("Not delivered: move the date", ActionId.INVOICE_MOVE, about.invoice_id),
    ]
    text = f"{name} for {escape(about.deal_name)}, {about.amount}, goes out {when}"
    blocks = [section(words), section(_unpaid(about)), actions("heads_up", row)]
    return message(text, blocks)


def _unpaid(about: HeadsUp) -> str:
    if not about.unpaid:
        return "Nothing that was sent before is unpaid."
    lines = [f"• {_line(one)}" for one in about.unpaid[:MOST_UNPAID]]
    more = len(about.unpaid) - MOST_UNPAID
    if more > 0:
        lines.append(f"… and {counted(more, 'more invoice')}")
    return "Sent before and not paid:\n" + "\n".join(lines)


def _line(one: Unpaid) -> str:
    number = link(one.url, one.number) if one.url else escape(one.number)
    late = overdue(one.days_past_due) if one.days_past_due > 0 else "not due yet"
    return f"{number}, {one.balance}, {late}"


def move(about: ModalContext, what: str, to: date) -> Block:
    """Return the form that moves the day of an invoice; `to` is what is proposed."""
    blocks = [
        section(f"{escape(what)}. What is due counts from the new day."),
        date_input(
            FieldId.SEND_DATE,
            "Goes out on",
            to,
            hint="A day on which nobody works is moved to a business day, as the policy says.",
        ),
    ]
    return modal(ModalId.MOVE, "Move the date", blocks, about, submit="Move")
