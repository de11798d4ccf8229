"""Deals of every shape, by name: what random histories begin with."""

from datetime import date, timedelta
from decimal import Decimal

from bot.deal import Account, Contact, DealLine, Milestone, Terms
from tests.fakes.deals import ACME, LEE

PARTNER = Account(id="001000000000002AAA", name="Partner", email="ap@partner.example")
OTHER = Account(id="001000000000003AAA", name="Other Inc", address=ACME.address)
ANN = Contact(id="003000000000002AAA", name="Ann", email="ann@acme.example", role="Billing Contact")
HOURS = "00k000000000007AAA"
NET_30 = Terms(text="Net 30")

Fields = dict[str, object]


def _line(number: int, total: Decimal, **more: object) -> DealLine:
    fields: Fields = {
        "id": f"00k{number:012d}AAA",
        "description": f"Line {number}",
        "quantity": Decimal(1),
        "unit_price": total,
        "total": total,
    }
    return DealLine.model_validate(fields | more)


def _milestone(number: int, percent: int, **more: object) -> Milestone:
    fields: Fields = {
        "id": f"a0M{number:012d}AAA",
        "description": f"Phase {number}",
        "percent": Decimal(percent),
    }
    return Milestone.model_validate(fields | more)


def _monthly(total: Decimal, start: date, periods: int, number: int = 9) -> DealLine:
    return _line(
        number, total, description="Support", interval="Monthly", periods=periods, start=start
    )


def one(amount: Decimal, _: date) -> Fields:
    """One invoice."""
    return {"amount": amount, "lines": (_line(1, amount),), "terms": NET_30}


def milestones(amount: Decimal, today: date) -> Fields:
    """On approval, in three weeks, in seven weeks."""
    parts = (
        _milestone(1, 33),
        _milestone(2, 33, date=today + timedelta(days=21)),
        _milestone(3, 34, date=today + timedelta(days=49)),
    )
    return {"amount": amount, "lines": (), "milestones": parts, "terms": NET_30}


def conditions(amount: Decimal, today: date) -> Fields:
    """On approval, on acceptance, and a month later."""
    parts = (
        _milestone(1, 50),
        _milestone(2, 30, condition="on acceptance"),
        _milestone(3, 20, date=today + timedelta(days=30)),
    )
    return {"amount": amount, "lines": (), "milestones": parts, "terms": NET_30}


def retainer(amount: Decimal, today: date) -> Fields:
    """Four months from next week on."""
    line = _monthly(amount, today + timedelta(days=7), 4)
    return {"amount": amount, "lines": (line,), "terms": NET_30}


def retainer_from_the_31st(amount: Decimal, today: date) -> Fields:
    """Four months on the last days of months, the first of which began already."""
    first = today.replace(day=1) - timedelta(days=1)
    line = _monthly(amount, first if first.day == 31 else first - timedelta(days=30), 4)
    return {"amount": amount, "lines": (line,), "terms": NET_30}


def hours(amount: Decimal, today: date) -> Fields:
    """Return a fixed part, and hours that are counted after each month."""
    counted = _line(
        7, Decimal(0), unit_price=Decimal(150), quantity=Decimal(0), interval="Monthly",
        periods=3, start=today, variable=True,
    )  # fmt: skip
    fixed = _monthly(amount, today, 3)
    return {"amount": amount, "lines": (fixed, counted), "terms": NET_30}


def mixed(amount: Decimal, today: date) -> Fields:
    """Return a deposit, two milestones and a retainer."""
    once = amount * 3 / 4
    lines = (_line(1, once), _monthly(amount - once, today + timedelta(days=20), 3))
    parts = (
        _milestone(1, 50, date=today + timedelta(days=14)),
        _milestone(2, 30, condition="on acceptance"),
    )
    terms = Terms(text="Net 30", model="Mixed", deposit_percent=Decimal(20))
    return {"amount": amount, "lines": lines, "milestones": parts, "terms": terms}


def two_payers(amount: Decimal, today: date) -> Fields:
    """Milestones, a third of each paid by a partner."""
    terms = Terms(text="Net 30", second_share=Decimal("33.33"))
    return {**milestones(amount, today), "terms": terms, "second_payer": PARTNER}


def two_payers_monthly(amount: Decimal, today: date) -> Fields:
    """Return a retainer, a quarter of it paid by a partner."""
    terms = Terms(text="Net 30", second_share=Decimal(25))
    return {**retainer(amount, today), "terms": terms, "second_payer": PARTNER}


def renewing(amount: Decimal, today: date) -> Fields:
    """Two months that another two follow, if people approve them."""
    line = _monthly(amount, today + timedelta(days=3), 2)
    return {"amount": amount, "lines": (line,), "terms": Terms(text="Net 30", renews=True)}


def hours_of_two(amount: Decimal, today: date) -> Fields:
    """Return hours that are counted and a fixed part, a quarter of it all paid by a partner."""
    terms = Terms(text="Net 30", second_share=Decimal(25), renews=True)
    return {**hours(amount, today), "terms": terms, "second_payer": PARTNER}


SHAPES = {
    shape.__name__: shape
    for shape in (
        one, milestones, conditions, retainer, retainer_from_the_31st, hours, mixed, two_payers,
        two_payers_monthly, renewing, hours_of_two,
    )
}  # fmt: skip
AMOUNTS = {
    "USD": Decimal(48_000),
    "EUR": Decimal("9999.97"),
    "JPY": Decimal(1_000_003),
    "KWD": Decimal("7777.770"),
    "ISK": Decimal(1_000_001),
}
"""Amounts that do not divide evenly, in currencies of two, no, three and no decimals."""


def shaped(shape: str, currency: str, today: date, factor: Decimal = Decimal(1)) -> Fields:
    """Return the fields of a deal."""
    amount = AMOUNTS[currency] * factor
    return {**SHAPES[shape](amount, today), "currency": currency, "contacts": (LEE,)}
