"""Literals: what is written on the right of a comparison, and what it means on a given day."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sandbox.salesforce.soql.reader import Reader
from sandbox.salesforce.soql.tree import Literal, Relative
from sandbox.salesforce.soql.words import Kind, Word, unquote

_RELATIVE = frozenset(
    {
        "TODAY",
        "YESTERDAY",
        "TOMORROW",
        "THIS_WEEK",
        "LAST_WEEK",
        "NEXT_WEEK",
        "THIS_MONTH",
        "LAST_MONTH",
        "NEXT_MONTH",
        "THIS_YEAR",
        "LAST_YEAR",
        "NEXT_YEAR",
    }
)
_COUNTED = re.compile(r"(LAST|NEXT)_N_DAYS:(\d+)|(N_DAYS_AGO):(\d+)")
_CONSTANTS: dict[str, Literal] = {"NULL": None, "TRUE": True, "FALSE": False}


def literal(reader: Reader, *, pattern: bool = False) -> Literal:
    """Read a literal."""
    word = reader.take()
    if word.kind is Kind.STRING:
        return unquote(word.text, pattern=pattern)
    if word.kind is Kind.NUMBER:
        return Decimal(word.text)
    try:
        if word.kind is Kind.DATE:
            return date.fromisoformat(word.text)
        if word.kind is Kind.DATETIME:
            return datetime.fromisoformat(word.text).astimezone(UTC)
    except ValueError:
        raise reader.unexpected(word) from None
    if word.upper in _CONSTANTS:
        return _CONSTANTS[word.upper]
    return _relative(reader, word)


def _relative(reader: Reader, word: Word) -> Relative:
    if word.upper in _RELATIVE:
        return Relative(word.upper)
    match = _COUNTED.fullmatch(word.upper)
    if match is None:
        raise reader.unexpected(word)
    if match[3]:
        return Relative("N_DAYS_AGO", int(match[4]))
    return Relative(f"{match[1]}_N_DAYS", int(match[2]))


def days(relative: Relative, today: date) -> tuple[date, date]:
    """Return the first day a relative date means, and the first one after it."""
    # From so many days after today, up to so many days after today.
    counted = {
        "YESTERDAY": (-1, 0),
        "TODAY": (0, 1),
        "TOMORROW": (1, 2),
        "LAST_N_DAYS": (-relative.count, 1),
        "NEXT_N_DAYS": (1, relative.count + 1),
        "N_DAYS_AGO": (-relative.count, 1 - relative.count),
    }
    if relative.name in counted:
        first, after = counted[relative.name]
        return today + timedelta(days=first), today + timedelta(days=after)
    which, _, unit = relative.name.partition("_")
    return _period(unit, {"LAST": -1, "THIS": 0, "NEXT": 1}[which], today)


def _period(unit: str, shift: int, today: date) -> tuple[date, date]:
    if unit == "WEEK":
        # Weeks begin on Sunday, as they do for an org in the United States.
        sunday = today - timedelta(days=today.isoweekday() % 7) + timedelta(weeks=shift)
        return sunday, sunday + timedelta(weeks=1)
    if unit == "MONTH":
        return _month(today, shift), _month(today, shift + 1)
    return date(today.year + shift, 1, 1), date(today.year + shift + 1, 1, 1)


def _month(today: date, shift: int) -> date:
    years, month = divmod(today.month - 1 + shift, 12)
    return date(today.year + years, month + 1, 1)
