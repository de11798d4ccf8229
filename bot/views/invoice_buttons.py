"""What can be done with each invoice and retainer of an approved deal."""

from datetime import date

from bot.status import InvoiceStatus, SubscriptionStatus
from bot.views.blocks import Block, button, option, section, select
from bot.views.ids import ActionId, MoreVerb
from bot.views.state import CardState, InvoiceLine, RetainerLine
from bot.views.status_words import invoice_words, retainer_words
from bot.views.text import escape, joined, link, one_line
from bot.views.values import more_value

MOST_INVOICES = 5
"""How many of several invoices have a row of their own: the most urgent ones."""
MOST_RETAINERS = 3
MOST_VERBS, MOST_ENTRIES = 2, 40
"""Of the list for all other invoices: what is usual with each of the next ones."""
Verbs = list[tuple[MoreVerb, str]]
_MOVING = (InvoiceStatus.OPEN, InvoiceStatus.SCHEDULED, InvoiceStatus.APPROVED)
_BUTTONS = {
    MoreVerb.HOLD: ActionId.INVOICE_HOLD,
    MoreVerb.RELEASE: ActionId.INVOICE_RELEASE,
    MoreVerb.DELIVER: ActionId.INVOICE_DELIVERED,
    MoreVerb.MOVE: ActionId.INVOICE_MOVE,
    MoreVerb.PROMISE: ActionId.INVOICE_PROMISE,
    MoreVerb.REMIND: ActionId.INVOICE_REMIND,
    MoreVerb.REFRESH: ActionId.INVOICE_REFRESH,
}
"""What the only invoice of a deal has a button for."""
_LATE = frozenset({MoreVerb.REMIND})
"""Of those, what only an overdue one has."""


def invoices_with_buttons(state: CardState) -> tuple[bool, list[Block]]:
    """Return whether only one invoice is under way, and the elements of the last row.

    Those are the buttons of the only one, and a list for all that have no row of their own.
    """
    moving = [line for line in state.invoices if line.status in _MOVING]
    alone = len(moving) == 1 and not state.retainers
    with_rows = moving if alone else _urgent(state)
    others = [line for line in state.invoices if line not in with_rows]
    entries = _others(others, state.today)
    shown: list[Block] = []
    if alone:
        shown, rest = _one(moving[0], state.today)
        entries = _entries(moving[0], rest) + entries
        placeholder = "Do something"
    else:
        placeholder = "Another invoice" if _any_moves(others) else "Correct an invoice"
    menu = select(ActionId.INVOICE_MORE, entries[:MOST_ENTRIES], placeholder)
    return alone, [*shown, *([menu] if entries else [])]


def _any_moves(lines: list[InvoiceLine]) -> bool:
    return any(line.status in _MOVING for line in lines)


def invoice_rows(state: CardState) -> tuple[list[Block], bool]:
    """Return a row for each of the most urgent invoices and each retainer; and if any moves."""
    moving = _any_moves(list(state.invoices))
    live = (SubscriptionStatus.ACTIVE, SubscriptionStatus.APPROVED)
    running = [line for line in state.retainers if line.status in live]
    rows = [_row(line, state) for line in _urgent(state)]
    rows += [_retainer(line, state) for line in running[:MOST_RETAINERS]]
    return rows, moving or bool(running)


def verbs(line: InvoiceLine, today: date) -> Verbs:
    """Return what can be done with an invoice, the usual first."""
    hold = (MoreVerb.RELEASE, "Release") if line.hold else (MoreVerb.HOLD, "Hold")
    refresh = (MoreVerb.REFRESH, "Refresh")
    if line.status in (InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED):
        return [hold, *_ahead(line, today), refresh]
    if line.status is InvoiceStatus.OPEN:
        void = [] if line.paid else [(MoreVerb.VOID, "Void")]
        return [
            hold,
            (MoreVerb.PROMISE, "Promise to pay"),
            (MoreVerb.REMIND, "Remind client now"),
            (MoreVerb.RECORD_PAYMENT, "Record payment"),
            (MoreVerb.CREDIT, "Credit note"),
            *void,
            (MoreVerb.WRITE_OFF, "Write off"),
            refresh,
        ]
    if line.status is InvoiceStatus.PAID:
        return [(MoreVerb.CREDIT, "Credit note"), refresh]
    if line.status is InvoiceStatus.UNCOLLECTIBLE:
        return [(MoreVerb.RECORD_PAYMENT, "Record payment"), refresh]
    return []


def _ahead(line: InvoiceLine, today: date) -> Verbs:
    """Return what can be done before it is sent."""
    if line.waits_for_usage:
        return [(MoreVerb.USAGE, "Give quantities")]
    if line.by_subscription:
        return []
    if line.condition:
        return [(MoreVerb.DELIVER, "Delivered: send it"), (MoreVerb.MOVE, "Give it a date")]
    if line.issue_date is not None and line.issue_date > today:
        return [(MoreVerb.MOVE, "Not delivered: move the date")]
    return []


def _urgent(state: CardState) -> list[InvoiceLine]:
    moving = [line for line in state.invoices if line.status in _MOVING]
    return sorted(moving, key=_urgency)[:MOST_INVOICES]


def _urgency(line: InvoiceLine) -> tuple[bool, int, bool, date, int]:
    waits = bool(line.waits_for_usage or line.condition)
    is_out = line.status is InvoiceStatus.OPEN
    return (not is_out, -line.days_past_due, not waits, line.issue_date or date.max, line.item)


def _one(line: InvoiceLine, today: date) -> tuple[list[Block], Verbs]:
    """Return buttons for the usual, and what is left for a list."""
    known = verbs(line, today)
    chase = line.days_past_due > 0
    usual = [
        (verb, name) for verb, name in known if verb in _BUTTONS and (chase or verb not in _LATE)
    ]
    shown = [button(name, _BUTTONS[verb], line.invoice_id) for verb, name in usual]
    return shown, [one for one in known if one not in usual]


def _entries(line: InvoiceLine, entries: Verbs) -> list[Block]:
    return [option(name, more_value(verb, line.invoice_id)) for verb, name in entries]


def _others(lines: list[InvoiceLine], today: date) -> list[Block]:
    """Return the entries for all invoices without a row of their own."""
    return [
        option(f"{_name(line)}: {name}", more_value(verb, line.invoice_id))
        for line in lines
        for verb, name in verbs(line, today)[:MOST_VERBS]
        if verb is not MoreVerb.REFRESH
    ]


def _name(line: InvoiceLine) -> str:
    return joined((f"{line.item}", one_line(line.number, 20), one_line(line.payer, 20)))


def _row(line: InvoiceLine, state: CardState) -> Block:
    said = escape(invoice_words(line, state.today), 300)
    where = link(line.url, line.number) if line.number else ""
    name = f"*{line.item}* {escape(line.label, 80)}"
    text = joined((name, escape(line.payer, 60), str(line.amount), said, where))
    entries = _entries(line, verbs(line, state.today))
    return section(text, select(ActionId.INVOICE_MORE, entries, "Do something"))


def _retainer(line: RetainerLine, state: CardState) -> Block:
    said = escape(retainer_words(line, state.today), 300)
    text = joined((f"*{escape(line.label, 80)}*", escape(line.payer, 60), said))
    entries = [(MoreVerb.RELEASE, "Release") if line.hold else (MoreVerb.HOLD, "Hold")]
    if line.waits_for_usage:
        entries.append((MoreVerb.USAGE, "Give quantities"))
    options = [option(name, more_value(verb, line.subscription_id)) for verb, name in entries]
    return section(text, select(ActionId.RETAINER_MORE, options, "Do something"))
