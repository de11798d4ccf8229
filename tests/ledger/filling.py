"""A ledger in which no table and no column is empty, made from the description of its tables."""

from datetime import UTC, date, datetime, timedelta
from enum import Enum
from typing import Any

import sqlalchemy as sa

from bot.ledger import Ledger, audit
from bot.ledger.base import UTCDateTime
from bot.ledger.copying import tables

MOMENT = datetime(2026, 10, 25, 0, 59, 59, 999_999, tzinfo=UTC)
"""In the hour that comes twice in Europe, to the last microsecond."""
TEXT = "Zoë & Söhne 株式会社 'x' \\ \"y\" \u2028 😀"
ROWS = 3


def fill(ledger: Ledger) -> None:
    """Put rows into every table; in the last row of each, whatever may be empty is."""
    with ledger.transaction() as s:
        for table in tables():
            if not table.name.startswith("audit"):
                s.execute(sa.insert(table), [_row(table, number) for number in range(ROWS)])
        for number in range(ROWS):
            audit.append(
                s,
                at=MOMENT + timedelta(hours=number),
                actor=TEXT,
                action="a.b",
                subject=str(number),
                before={"x": [None, 0.1, 2**60, TEXT, {}]},
            )


def _row(table: sa.Table, number: int) -> dict[str, Any]:
    last = number == ROWS - 1
    return {
        column.name: None if last and column.nullable else _value(column, number)
        for column in table.columns
    }


def _value(column: sa.Column[Any], number: int) -> object:  # noqa: PLR0911 - one a type
    kind = column.type
    if column.foreign_keys:
        [key] = column.foreign_keys
        return _value(key.column, number)
    if isinstance(kind, sa.Enum):
        members: list[Enum] = list(kind.enum_class or ())
        return members[number % len(members)]
    if isinstance(kind, UTCDateTime):
        return MOMENT + timedelta(hours=number)
    if isinstance(kind, sa.Boolean):
        return number % 2 == 0
    if isinstance(kind, sa.Date):
        return date(2028, 2, 29) + timedelta(days=number)
    if isinstance(kind, sa.JSON):
        return {"z": [1, 2.5, None, True], "a": {"b": TEXT, "n": -(2**60) - number}}
    if isinstance(kind, sa.BigInteger):
        return 2**60 + number
    if isinstance(kind, sa.Text):
        return f"{column.name} {number} {TEXT}"
    raise TypeError(f"{column}: a kind of column that a move was never tried with")
