"""What people type into the forms about a plan, understood or sent back field by field."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.deal import Account
from bot.due import Due
from bot.errors import Invalid
from bot.money import Inexpressible, Money
from bot.overrides import Overrides
from bot.payer import BillTo
from bot.plan import Plan, PlanLine
from bot.terms import LONGEST_NET
from bot.value import Value
from bot.views.ids import FieldId
from bot.views.modal import MOST_NOTE
from bot.views.modify import MOST_LINES
from bot.views.text import one_line
from bot.views.values import line_block

_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]{2,}")
MOST_PO = 30
MOST = Decimal(10) ** 12
"""Beyond this a number is a slip of the finger."""


class Mistakes(Invalid):
    """What was typed does not make sense, field by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Carry block id -> sentence."""
        super().__init__(" ".join(fields.values()), next(iter(fields), ""))
        self.fields = dict(fields)


class TypedLine(Value):
    """One line of the form."""

    key: str
    description: str = ""
    quantity: str = ""
    unit_price: str = ""


class TypedPlan(Value):
    """What stands in the form; None: the form did not ask for it."""

    lines: tuple[TypedLine, ...] | None = None
    send_date: date | None = None
    net_days: str | None = None
    due_date: date | None = None
    bill_to_name: str = ""
    bill_to_email: str | None = None
    po_number: str | None = None
    memo: str | None = None
    asks_for_dates: bool = False


def understand(typed: TypedPlan, plan: Plan, account: Account | None, today: date) -> Overrides:
    """Return what in the form differs from `plan`.

    Raises:
        Mistakes: naming each field that makes no sense.

    """
    mistakes: dict[str, str] = {}
    changes: dict[str, object] = {}
    for part in (
        _lines(typed, plan),
        _dates(typed, plan, today),
        _bill_to(typed, plan, account),
        _words(typed, plan),
    ):
        try:
            changes.update(part)
        except Mistakes as error:
            mistakes |= error.fields
    if mistakes:
        raise Mistakes(mistakes)
    return Overrides.model_validate(changes)


def number(text: str, field: str) -> Decimal:
    """Return the number that was typed.

    Raises:
        Mistakes: if it is none.

    """
    try:
        value = Decimal(text.strip().replace(",", ""))
    except InvalidOperation:
        raise Mistakes({field: "Write a number."}) from None
    if not value.is_finite() or abs(value) >= MOST:
        raise Mistakes({field: "Write a smaller number."})
    return value


def email(text: str, field: str) -> str:
    """Return the e-mail address that was typed.

    Raises:
        Mistakes: if it is none.

    """
    address = text.strip()
    if not _EMAIL.fullmatch(address):
        raise Mistakes({field: "Write one e-mail address, e.g. ap@example.com."})
    return address


Changes = Iterator[tuple[str, object]]


def _lines(typed: TypedPlan, plan: Plan) -> Changes:
    if typed.lines is None:
        return
    if not typed.lines:
        raise Invalid("An invoice needs at least one line.")
    before = [line for part in plan.installments for line in part.lines]
    mistakes: dict[str, str] = {}
    after = []
    for line in typed.lines:
        try:
            after.append(_line(line, plan.currency, before))
        except Mistakes as error:
            mistakes |= error.fields
    if mistakes:
        raise Mistakes(mistakes)
    after += before[MOST_LINES:]  # the form does not show them
    if after != before:
        yield "lines", tuple(after)


def _line(typed: TypedLine, currency: str, before: list[PlanLine]) -> PlanLine:
    """Return the line; one that says what an earlier one said is that one, to the digit."""
    description = one_line(typed.description, MOST_NOTE)
    if not description:
        raise Mistakes({line_block(FieldId.DESCRIPTION, typed.key): "Say what it is for."})
    quantity = number(typed.quantity, line_block(FieldId.QUANTITY, typed.key))
    price_field = line_block(FieldId.UNIT_PRICE, typed.key)
    unit_price = number(typed.unit_price, price_field)
    if quantity <= 0:
        raise Mistakes({line_block(FieldId.QUANTITY, typed.key): "Write more than zero."})
    try:
        amount = Money.of(quantity * unit_price, currency)
    except Inexpressible as error:
        raise Mistakes({price_field: str(error)}) from None
    for line in before:
        price = line.amount.amount if line.unit_price is None else line.unit_price
        said = (one_line(line.description, MOST_NOTE), line.quantity, price)
        if said == (description, quantity, unit_price):
            return line
    return PlanLine(
        description=description, amount=amount, quantity=quantity, unit_price=unit_price
    )


def _dates(typed: TypedPlan, plan: Plan, today: date) -> Changes:
    if not typed.asks_for_dates or not plan.installments:
        return
    first = plan.installments[0]
    if typed.send_date != first.send_date:
        if typed.send_date is not None and typed.send_date < today:
            raise Mistakes({FieldId.SEND_DATE: "This day has passed."})
        yield "send_date", typed.send_date or today
    due = _due(typed, first.due, max(typed.send_date or today, today))
    if due != first.due:
        yield "due", due


def _due(typed: TypedPlan, before: Due, sent: date) -> Due:
    if typed.due_date is not None:
        if typed.due_date < sent and typed.due_date != before.on:
            raise Mistakes({FieldId.DUE_DATE: "This is before the day it is sent."})
        return Due(net_days=before.net_days, on=typed.due_date)
    days = number(typed.net_days or str(before.net_days), FieldId.NET_DAYS)
    if days != int(days) or not 0 <= days <= LONGEST_NET:
        raise Mistakes({FieldId.NET_DAYS: f"Write a number of days from 0 to {LONGEST_NET}."})
    return Due(net_days=int(days))


def _bill_to(typed: TypedPlan, plan: Plan, account: Account | None) -> Changes:
    if typed.bill_to_email is None:
        return
    address = email(typed.bill_to_email, FieldId.BILL_TO_EMAIL)
    name = one_line(typed.bill_to_name, MOST_NOTE)
    before = plan.bill_to
    if before and (before.email, one_line(before.name, MOST_NOTE)) == (address, name):
        return
    if before is None:
        before = _of_account(account, address)
    yield "bill_to", before.model_copy(update={"email": address, "name": name, "contact_id": ""})


def _of_account(account: Account | None, address: str) -> BillTo:
    if account is None:
        raise Mistakes({FieldId.BILL_TO_EMAIL: "Add the account in Salesforce first."})
    return BillTo(
        account_id=account.id, account_name=account.name, email=address, address=account.address
    )


def _words(typed: TypedPlan, plan: Plan) -> Changes:
    shown = {"po_number": one_line(plan.po_number, MOST_PO), "memo": plan.memo[:MOST_NOTE].strip()}
    for field, before in shown.items():
        text: str | None = getattr(typed, field)
        if text is not None and text.strip() != before:
            yield field, text.strip()
