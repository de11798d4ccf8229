"""Mistakes in forms, field by field, and what is read the same way in every form."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from bot.errors import Invalid
from bot.money import Inexpressible, Money
from bot.periods import Rhythm
from bot.planning.words import rhythm_of
from bot.views.ids import FieldId

_EMAIL = re.compile(r"[^@\s<>,;:\"()]+@[^@\s<>,;:\"()]+\.[^@\s<>,;:\"().]{2,}")
MOST = Decimal(10) ** 12
"""Beyond this a number is a slip of the finger."""


class Mistakes(Invalid):
    """What was typed does not make sense, field by field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        """Carry block id -> sentence."""
        super().__init__(" ".join(fields.values()), next(iter(fields), ""))
        self.fields = dict(fields)


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


def quantity(text: str, field: str) -> Decimal:
    """Return the quantity that was typed, zero or more; raise `Mistakes` if it is none."""
    value = number(text, field)
    if value < 0:
        raise Mistakes({field: "Write zero or more."})
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


def rhythm_from(text: str) -> Rhythm:
    """Return how often was chosen; raise `Mistakes` if nothing was."""
    rhythm = rhythm_of(text)
    if rhythm is None:
        raise Mistakes({FieldId.INTERVAL: "Choose how often."})
    return rhythm


def count_from(text: str, field: str, most: int, *, least: int) -> int:
    """Return the whole number that was typed; raise `Mistakes` if it is none from `least` on."""
    value = number(text, field)
    if value != int(value) or not least <= value <= most:
        raise Mistakes({field: f"Write a number from {least} to {most}."})
    return int(value)


def money_from(text: str, currency: str, field: str) -> Money:
    """Return the amount that was typed, zero or more; raise `Mistakes` if it is none."""
    try:
        amount = Money.of(number(text, field), currency)
    except Inexpressible as error:
        raise Mistakes({field: str(error)}) from None
    if amount.minor < 0:
        raise Mistakes({field: "Write more than zero."})
    return amount


def not_past(day: date | None, today: date, field: str) -> None:
    """Raise `Mistakes` if the day has passed."""
    if day is not None and day < today:
        raise Mistakes({field: "This day has passed."})
