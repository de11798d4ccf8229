"""What people type into the forms about a plan, understood or sent back field by field."""

from collections.abc import Iterator
from datetime import date

from bot.deal import Account
from bot.due import Due
from bot.errors import Invalid
from bot.mistakes import Mistakes, email, number, quantity
from bot.money import Inexpressible, Money
from bot.overrides import Overrides
from bot.plan import Plan, PlanLine
from bot.terms import LONGEST_NET
from bot.typed_billing import is_plain, lines_of_plan, schedule
from bot.typed_payer import TypedPayers, bill_to_from, shares_from
from bot.typed_values import TypedBilling, Whole
from bot.value import Value
from bot.views.ids import BillingWay, FieldId
from bot.views.modal import MOST_NOTE
from bot.views.modify import MOST_LINES
from bot.views.text import one_line
from bot.views.values import line_block

__all__ = [
    "Known",
    "Mistakes",
    "TypedLine",
    "TypedPlan",
    "email",
    "number",
    "quantity",
    "understand",
]

MOST_PO = 30


class TypedLine(Value):
    """One line of the form."""

    key: str
    description: str = ""
    quantity: str = ""
    unit_price: str = ""


class TypedPlan(TypedPayers):
    """What stands in the form; None: the form did not ask for it."""

    lines: tuple[TypedLine, ...] | None = None
    send_date: date | None = None
    net_days: str | None = None
    due_date: date | None = None
    po_number: str | None = None
    memo: str | None = None
    footer: str | None = None
    billing: TypedBilling | None = None
    asks_for_dates: bool = False


class Known(Value):
    """What else there is to know about a deal when a form about its plan is read."""

    account: Account | None = None
    second: Account | None = None
    """Who may pay a part of it."""
    decided: Overrides = Overrides()
    lines: tuple[PlanLine, ...] | None = None
    """What the form divides; None: the lines of the plan."""


def understand(typed: TypedPlan, plan: Plan, known: Known, today: date) -> Overrides:
    """Return what in the form differs from `plan`.

    Raises:
        Mistakes: naming each field that makes no sense.

    """
    mistakes: dict[str, str] = {}
    changes: dict[str, object] = {}
    for part in (
        _billed(typed, plan, known, today),
        bill_to_from(typed, plan, known.account),
        shares_from(typed, plan, known.second),
        _words(typed, plan),
    ):
        try:
            changes.update(part)
        except Mistakes as error:
            mistakes |= error.fields
    if mistakes:
        raise Mistakes(mistakes)
    return Overrides.model_validate(changes)


Changes = Iterator[tuple[str, object]]


def _billed(typed: TypedPlan, plan: Plan, known: Known, today: date) -> Changes:
    """Yield lines, terms and dates: of one invoice as before, else the whole schedule."""
    way = typed.billing.way if typed.billing else BillingWay.ONE
    decided = known.decided
    before = due_of(plan)
    base = lines_of_plan(plan) if known.lines is None else known.lines
    sent = typed.send_date if way is BillingWay.ONE else None
    mistakes: dict[str, str] = {}
    due, lines = before, base
    try:
        if typed.asks_for_dates:
            due = _due(typed, before, max(sent or today, today))
    except Mistakes as error:
        mistakes |= error.fields
    try:
        lines = _lines(typed, plan, base)
    except Mistakes as error:
        mistakes |= error.fields
    if sent is not None and sent < today and [sent] != _first_day(plan):
        mistakes[FieldId.SEND_DATE] = "This day has passed."
    if mistakes:
        raise Mistakes(mistakes)
    if due != before:
        yield "due", due
    simple = is_plain(plan) and decided.installments is None and not decided.retainers
    if typed.billing is None or (way is BillingWay.ONE and simple):
        if typed.lines is not None and (lines != base or not plan.bills):
            yield "lines", lines
        yield from _send_date(typed, plan, today)
    elif way is BillingWay.KEEP:
        yield from _with_terms(decided, due, before)
    else:
        yield from schedule(typed.billing, Whole(plan, lines, due, today, before))


def _with_terms(decided: Overrides, due: Due, before: Due) -> Changes:
    """Yield what people decided before on the new terms: it carries its own."""
    if due == before:
        return
    for name in ("installments", "retainers"):
        parts = getattr(decided, name)
        if parts:
            yield name, tuple(part.model_copy(update={"due": due}) for part in parts)


def due_of(plan: Plan) -> Due:
    """Return the terms that a form shows: those of the first invoice."""
    dues = [part.due for part in plan.installments] + [part.due for part in plan.retainers]
    return dues[0] if dues else Due()


def _lines(typed: TypedPlan, plan: Plan, base: tuple[PlanLine, ...]) -> tuple[PlanLine, ...]:
    if typed.lines is None:
        return base
    before = list(base)
    if not typed.lines:
        raise Invalid("An invoice needs at least one line.")
    mistakes: dict[str, str] = {}
    after = []
    for line in typed.lines:
        try:
            after.append(_line(line, plan.currency, before))
        except Mistakes as error:
            mistakes |= error.fields
    if mistakes:
        raise Mistakes(mistakes)
    return (*after, *before[MOST_LINES:])  # the form does not show those


def _line(typed: TypedLine, currency: str, before: list[PlanLine]) -> PlanLine:
    """Return the line; one that says what an earlier one said is that one, to the digit."""
    description = one_line(typed.description, MOST_NOTE)
    if not description:
        raise Mistakes({line_block(FieldId.DESCRIPTION, typed.key): "Say what it is for."})
    amount_of = number(typed.quantity, line_block(FieldId.QUANTITY, typed.key))
    price_field = line_block(FieldId.UNIT_PRICE, typed.key)
    unit_price = number(typed.unit_price, price_field)
    if amount_of <= 0:
        raise Mistakes({line_block(FieldId.QUANTITY, typed.key): "Write more than zero."})
    try:
        amount = Money.of(amount_of * unit_price, currency)
    except Inexpressible as error:
        raise Mistakes({price_field: str(error)}) from None
    for line in before:
        price = line.amount.amount if line.unit_price is None else line.unit_price
        said = (one_line(line.description, MOST_NOTE), line.quantity, price)
        if said == (description, amount_of, unit_price):
            return line
    return PlanLine(
        description=description, amount=amount, quantity=amount_of, unit_price=unit_price
    )


def _first_day(plan: Plan) -> list[date | None]:
    return [part.send_date for part in plan.installments[:1]]


def _send_date(typed: TypedPlan, plan: Plan, today: date) -> Changes:
    if not typed.asks_for_dates or not plan.installments:
        return
    if typed.send_date != plan.installments[0].send_date:
        yield "send_date", typed.send_date or today


def _due(typed: TypedPlan, before: Due, sent: date) -> Due:
    if typed.due_date is not None:
        if typed.due_date < sent and typed.due_date != before.on:
            raise Mistakes({FieldId.DUE_DATE: "This is before the day it is sent."})
        return Due(net_days=before.net_days, on=typed.due_date)
    days = number(typed.net_days or str(before.net_days), FieldId.NET_DAYS)
    if days != int(days) or not 0 <= days <= LONGEST_NET:
        raise Mistakes({FieldId.NET_DAYS: f"Write a number of days from 0 to {LONGEST_NET}."})
    if before.on is None and days == before.net_days:
        return before  # end of month and discount are kept
    return Due(net_days=int(days))


def _words(typed: TypedPlan, plan: Plan) -> Changes:
    shown = {
        "po_number": one_line(plan.po_number, MOST_PO),
        "memo": plan.memo[:MOST_NOTE].strip(),
        "footer": plan.footer[:MOST_NOTE].strip(),
    }
    for field, before in shown.items():
        text: str | None = getattr(typed, field)
        if text is not None and text.strip() != before:
            yield field, text.strip()
