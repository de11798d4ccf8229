"""The upper part of the card: how much, to whom, on which terms; and what is doubtful about it."""

from collections import Counter
from collections.abc import Sequence

from bot.money import Money
from bot.plan import Assumed, Installment, Plan
from bot.readiness import Finding, Level
from bot.views.blocks import Block, context, fields, header, section, table
from bot.views.card_facts import ASSUMED, dues, facts
from bot.views.fit import MOST_CELL, rows_that_fit
from bot.views.schedule import schedule
from bot.views.schedule_words import dated, is_taxed, period_words
from bot.views.state import CardState
from bot.views.status_words import condition_words
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
MOST_TERMS = 3


def customer(plan: Plan) -> str:
    """Return the customer's name for plain text."""
    name = plan.bill_to.account_name if plan.bill_to else plan.account_name
    return one_line(name or plan.deal_name or "unknown customer", 80)


def head(state: CardState) -> list[Block]:
    """Return title, summary and the facts of the plan."""
    return [
        header(f"Invoice approval · {customer(state.plan)}"),
        section(_summary(state)),
        fields(facts(state)),
    ]


def heading(state: CardState) -> str:
    """Return what is billed in all, of a further term also what that adds."""
    words = amount_words(state.plan, state.bills)
    if not (state.amends and state.renews and state.plan.retainers):
        return words
    term = {"installments": (), "retainers": state.plan.retainers[-1:]}
    new = amount_words(state.plan.model_copy(update=term))
    return words if new == words else f"+{new} for another term; {words} in all"


def amount_words(plan: Plan, total: Money | None = None) -> str:
    """Return what is billed in all, "no amount" if nothing can be; `total` instead of the plan's.

    What corrections leave of a plan is not in the plan's own total.
    """
    if not (plan.bills or plan.adjustments):
        return "no amount"
    by_quantity = any(retainer.variable for retainer in plan.retainers)
    fixed = any(True for _ in plan.installments) or any(r.lines for r in plan.retainers)
    if by_quantity and not fixed:
        return "by quantity"
    said = str(plan.total if total is None else total)
    return f"{said} + what is billed by quantity" if by_quantity else said


def _summary(state: CardState) -> str:
    plan = state.plan
    won = f"won by {mention(state.owner)} on {day(state.won_date, state.today)}"
    words = heading(state)
    tax = "before tax" if is_taxed(plan) and plan.bills else ""
    total = joined((f"*{words[:1].upper()}{words[1:]}*", tax), ", ")
    deal = link(state.deal_url, plan.deal_name)
    return joined((total, billed_as(plan), terms(plan), deal, won))


def billed_as(plan: Plan) -> str:
    """Return "3 installments and a monthly retainer", "" for a single invoice."""
    parts = len(plan.installments)
    rhythms = Counter(str(retainer.rhythm) for retainer in plan.retainers).most_common()
    retainers = [
        counted(count, f"{rhythm} retainer") if count > 1 else f"a {rhythm} retainer"
        for rhythm, count in rhythms[:2]
    ]
    left = sum(count for _, count in rhythms[2:])
    repeating = [*retainers, *([counted(left, "more retainer")] if left else [])]
    once = [counted(parts, "installment")] if parts > 1 or (parts and repeating) else []
    return " and ".join([*once, *repeating])


def terms(plan: Plan) -> str:
    """Return the terms of all invoices, "(assumed)" if the deal does not say."""
    said = dict.fromkeys(str(due) for due in dues(plan))
    words = ", ".join(list(said)[:MOST_TERMS]) + (", …" if len(said) > MOST_TERMS else "")
    assumed = Assumed.TERMS in plan.assumed and bool(words)
    return words + (ASSUMED if assumed else "")


def what_is_billed(state: CardState) -> list[Block]:
    """Return the table: lines of a single invoice, or one row per invoice."""
    plan = state.plan
    alone = len(plan.installments) == 1 and not plan.retainers
    if not alone or plan.shares or len(state.invoices) > 1 or state.amends:
        return schedule(state)
    part = plan.installments[0]
    rows = [
        (_description(line.description, part, n, state), _quantity(line.quantity), str(line.amount))
        for n, line in enumerate(part.lines)
    ]
    timing = [] if state.invoices else [context(escape(_timing(part, state)))]
    return _table(("For", "Quantity", "Amount"), rows, right=(1, 2)) + timing


def _description(text: str, part: Installment, place: int, state: CardState) -> str:
    period = part.lines[place].period
    dates = f", {period_words(period, state.today)}" if period else ""
    return cut(one_line(text), MOST_CELL - len(dates)) + dates


def _quantity(quantity: object) -> str:
    text = f"{quantity:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _timing(part: Installment, state: CardState) -> str:
    if part.condition:
        return f"Sent {condition_words(part.condition)}, not before; terms from then: {part.due}"
    if part.send_date is None or part.send_date <= state.today:
        due = part.due.date_for(state.today)
        then = f"approved on {day(state.today, state.today)}, it is due {day(due, state.today)}"
        return f"Sent on approval; {then}"  # not "today": the card may be read on a later day
    due = part.due.date_for(part.send_date)
    return f"Sent on {dated(part.send_date, state.today)}, due {day(due, state.today)}"


def _table(
    head_: tuple[str, ...], rows: Sequence[tuple[str, ...]], right: tuple[int, ...]
) -> list[Block]:
    kept, left = rows_that_fit(rows, MOST_ROWS, MOST_TABLE_CHARACTERS)
    rest = [context(f"and {left} more: in Salesforce")] if left else []
    return [table(head_, kept, right), *rest]


def blocking(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return the findings with which nobody can approve."""
    return tuple(finding for finding in findings if finding.level is Level.BLOCK)


def findings(state: CardState) -> list[Block]:
    """Return one line of small print per finding, blocking ones first; facts stand elsewhere."""
    told = [finding for finding in state.findings if finding.level is not Level.FACT]
    ordered = sorted(told, key=lambda finding: finding.level is not Level.BLOCK)
    shown = [context(_finding(finding)) for finding in ordered[:MOST_FINDINGS]]
    left = len(ordered) - len(shown)
    more = [context(f"{WARNING} and {counted(left, 'more finding')}")] if left > 0 else []
    return [*shown, *more]


def _finding(finding: Finding) -> str:
    words = escape(finding.sentence, 300)
    return f":no_entry: {words}" if finding.level is Level.BLOCK else f"{WARNING} {words}"
