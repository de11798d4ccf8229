"""Reminders in the channel for receivables: one message per customer, however many are overdue."""

from bot.facts import Message
from bot.money import Money
from bot.views.blocks import Block, actions, button, context, option, overflow, section
from bot.views.fit import message
from bot.views.ids import ActionId, MoreVerb
from bot.views.state_lists import DueLine, ReminderState
from bot.views.text import (
    counted,
    day,
    escape,
    joined,
    link,
    mention,
    overdue,
)
from bot.views.values import more_value

_VERBS = (
    (ActionId.INVOICE_REMIND, MoreVerb.REMIND, "Remind client now"),
    (ActionId.INVOICE_PROMISE, MoreVerb.PROMISE, "Promise to pay"),
    (ActionId.INVOICE_SNOOZE, MoreVerb.SNOOZE, "Snooze"),
    (ActionId.INVOICE_HOLD, MoreVerb.HOLD, "Hold"),
    (ActionId.INVOICE_DO_NOT_CHASE, MoreVerb.DO_NOT_CHASE, "I will call"),
)


def reminder(state: ReminderState) -> Message:
    """Return the reminder; once settled it keeps its lines and loses its buttons."""
    text = _headline(state)
    if state.settled:
        head = [section(f":white_check_mark: *{escape(state.customer)}*: {escape(state.settled)}")]
        return message(text, head, [context(_line(line, state)) for line in state.invoices])
    head = [section(f":red_circle: *{text}*")]
    if len(state.invoices) == 1:
        line = state.invoices[0]
        body = [section(_line(line, state)), *_buttons(line)]
    else:
        body = [_row(line, state) for line in state.invoices]
    return message(text, head, body, _small_print(state), elsewhere="in `/invoice list overdue`")


def _headline(state: ReminderState) -> str:
    if state.settled:
        return f"{escape(state.customer)}: {escape(state.settled)}"
    worst = max((line.days_past_due for line in state.invoices), default=0)
    count = len(state.invoices)
    what = "an invoice" if count == 1 else counted(count, "invoice")
    since = overdue(worst) if count == 1 else f"up to {overdue(worst)}"
    return f"{escape(state.customer)} owes {totals(state.invoices)} on {what}, {since}"


def totals(lines: tuple[DueLine, ...]) -> str:
    """Return the balances added up, one sum per currency."""
    currencies = sorted({line.balance.currency for line in lines})
    sums = (
        Money.total((line.balance for line in lines if line.balance.currency == currency), currency)
        for currency in currencies
    )
    return " and ".join(map(str, sums))


def _line(line: DueLine, state: ReminderState) -> str:
    due = f"due {day(line.due_date, state.today)}" if line.due_date else ""
    late = overdue(line.days_past_due) if line.days_past_due > 0 else ""
    number = link(line.url, line.number or "Invoice") if line.url else escape(line.number)
    owner = f"sold by {mention(line.owner)}" if line.owner else ""
    return joined(
        (
            number,
            f"*{line.balance}*",
            joined((due, late), ", "),
            escape(line.deal_name, 80),
            owner,
            escape(line.step),
            escape(line.note),
        )
    )


def _buttons(line: DueLine) -> list[Block]:
    if not line.invoice_id:
        return []
    row = [button(words, action, line.invoice_id) for action, _, words in _VERBS]
    return [actions("reminder", row)]


def _row(line: DueLine, state: ReminderState) -> Block:
    if not line.invoice_id:
        return section(_line(line, state))
    entries = [option(words, more_value(verb, line.invoice_id)) for _, verb, words in _VERBS]
    return section(_line(line, state), overflow(ActionId.INVOICE_MORE, entries))


def _small_print(state: ReminderState) -> list[Block]:
    emailed = "The client was e-mailed." if state.emailed else "The client was not e-mailed."
    handed = (
        f"That was the last step: {mention(state.handed_to)} takes over." if state.handed_to else ""
    )
    return [context(joined((emailed, handed), " "))]
