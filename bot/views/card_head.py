"""The upper part of the card: what would be invoiced, to whom, on which terms."""

from bot.plan import Assumed, Installment, Plan
from bot.readiness import Finding, Level
from bot.views.blocks import Block, context, fields, header, section, table
from bot.views.fit import MOST_CELL, rows_that_fit
from bot.views.state import CardState, InvoiceLine
from bot.views.status_words import invoice_words
from bot.views.text import (
    WARNING,
    counted,
    cut,
    day,
    escape,
    joined,
    link,
    mention,
    one_line,
)

MOST_ROWS = 24
MOST_TABLE_CHARACTERS = 3200
MOST_FINDINGS = 8
_ASSUMED = " (assumed)"


def customer(plan: Plan) -> str:
    """Return the customer's name for plain text."""
    name = plan.bill_to.account_name if plan.bill_to else plan.account_name
    return one_line(name or plan.deal_name or "unknown customer", 80)


def head(state: CardState) -> list[Block]:
    """Return title, summary and the facts of the plan."""
    plan = state.plan
    return [
        header(f"Invoice approval · {customer(plan)}"),
        section(_summary(state)),
        fields(_facts(plan)),
    ]


def _summary(state: CardState) -> str:
    plan = state.plan
    won = f"won by {mention(state.owner)} on {day(state.won_date, state.today)}"
    count = counted(len(plan.installments), "installment") if len(plan.installments) > 1 else ""
    total = f"*{plan.total}*" if plan.installments else "*No amount*"
    return joined((total, count, terms(plan), link(state.deal_url, plan.deal_name), won))


def terms(plan: Plan) -> str:
    """Return the terms of all installments, "(assumed)" if the deal does not say."""
    said = dict.fromkeys(str(part.due) for part in plan.installments)
    words = ", ".join(list(said)[:3]) + (", …" if len(said) > 3 else "")  # noqa: PLR2004 - room
    assumed = Assumed.TERMS in plan.assumed and bool(words)
    return words + (_ASSUMED if assumed else "")


def _facts(plan: Plan) -> list[tuple[str, str]]:
    found = [("Bill to", _bill_to(plan)), ("PO", escape(plan.po_number) or "none")]
    if plan.memo:
        found.append(("Memo", escape(plan.memo, 300)))
    return found


def _bill_to(plan: Plan) -> str:
    if plan.bill_to is None:
        return "*nobody is known yet*"
    assumed = _ASSUMED if Assumed.BILL_TO in plan.assumed else ""
    who = plan.bill_to
    address = escape(who.email, 254) or "*no e-mail address*"
    return joined((escape(who.name), address), " · ") + assumed


def what_is_billed(state: CardState) -> list[Block]:
    """Return the table: lines of a single installment, or one row per installment."""
    plan, made = state.plan, {line.item: line for line in state.invoices}
    if not plan.installments:
        return []
    if len(plan.installments) > 1:
        rows = [_installment(part, made.get(part.number), state) for part in plan.installments]
        last = "State" if made else "Send on"
        return _table(("#", "For", "Amount", last, "Due"), rows, right=(2,))
    part = plan.installments[0]
    rows = [
        (cut(one_line(line.description), MOST_CELL), _quantity(line.quantity), str(line.amount))
        for line in part.lines
    ]
    timing = [] if made else [context(_timing(part, state))]
    return _table(("For", "Quantity", "Amount"), rows, right=(1, 2)) + timing


def _quantity(quantity: object) -> str:
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _timing(part: Installment, state: CardState) -> str:
    if part.send_date is None or part.send_date <= state.today:
        due = part.due.date_for(state.today)
        return f"Sent on approval; approved today, it is due {day(due, state.today)}"
    due = part.due.date_for(part.send_date)
    return f"Sent on {day(part.send_date, state.today)}, due {day(due, state.today)}"


def _installment(part: Installment, made: InvoiceLine | None, state: CardState) -> tuple[str, ...]:
    label = cut(one_line(part.label), MOST_CELL)
    if made is not None:
        due = day(made.due_date, state.today) if made.due_date else ""
        said = cut(invoice_words(made, state.today), MOST_CELL)
        return (str(part.number), label, str(made.amount), said, due)
    send = day(part.send_date, state.today) if part.send_date else "on approval"
    due = day(part.due.date_for(part.send_date or state.today), state.today)
    return (str(part.number), label, str(part.amount), send, due)


def _table(
    head_: tuple[str, ...], rows: list[tuple[str, ...]], right: tuple[int, ...]
) -> list[Block]:
    kept, left = rows_that_fit(rows, MOST_ROWS, MOST_TABLE_CHARACTERS)
    rest = [context(f"and {left} more: in Salesforce")] if left else []
    return [table(head_, kept, right), *rest]


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings with which nobody can approve."""
    return tuple(finding for finding in findings if finding.level is Level.BLOCK)


def findings(state: CardState) -> list[Block]:
    """Return one line of small print per finding, blocking ones first."""
    ordered = sorted(state.findings, key=lambda finding: finding.level is not Level.BLOCK)
    shown = [context(_finding(finding)) for finding in ordered[:MOST_FINDINGS]]
    left = len(ordered) - len(shown)
    more = [context(f"{WARNING} and {counted(left, 'more finding')}")] if left > 0 else []
    return [*shown, *more]


def _finding(finding: Finding) -> str:
    words = escape(finding.sentence, 300)
    return f":no_entry: {words}" if finding.level is Level.BLOCK else f"{WARNING} {words}"
