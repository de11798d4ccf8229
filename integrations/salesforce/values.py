"""Single values as Salesforce writes them, made ours: exact numbers, aware instants, dates."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bot.clock import date_in
from integrations.salesforce.schema import Column

YES = frozenset({"true", "yes", "y", "1"})
_WIDE = Context(prec=400)
"""Room for the longest double, so that a number without sense is read and not tripped over."""


def instant(value: str) -> datetime:
    """Return a date and time as Salesforce writes it (aware UTC)."""
    return datetime.fromisoformat(value).astimezone(UTC)


def day(value: str | None, zone: ZoneInfo) -> date | None:
    """Return a date; of a date and time, the one that it is in `zone`."""
    if not value:
        return None
    return date_in(zone, instant(value)) if "T" in value else date.fromisoformat(value)


def number(value: object, scale: int) -> Decimal:
    """Return a number with at most `scale` digits after the point, and none that say nothing.

    Salesforce keeps doubles: what people see in it is the value rounded to the field's scale. One
    spelling for one value keeps the deal's hash the same.
    """
    step = Decimal(1).scaleb(-scale)
    rounded = Decimal(str(value)).quantize(step, ROUND_HALF_UP, context=_WIDE)
    return Decimal(f"{rounded.normalize(_WIDE):f}") if rounded else Decimal(0)


def amount(row: Mapping[str, Any], column: Column | None) -> Decimal | None:
    """Return the number in a column, None where there is none."""
    value = column.value(row) if column else None
    return None if column is None or value is None else number(value, column.field.scale)


def whole(row: Mapping[str, Any], column: Column | None) -> int | None:
    """Return the count in a column; None where there is none, and for half of a thing."""
    found = amount(row, column)
    return int(found) if found is not None and found == found.to_integral_value() else None


def flag(value: object) -> bool:
    """Return whether a check box, or a picklist used as one, says yes."""
    return value is True or str(value).strip().lower() in YES


def text(value: object) -> str:
    """Return what a field says without the space around it; "" when it is empty."""
    return "" if value is None else str(value).strip()


def printed(value: object, column: Column) -> str:
    """Return any field's value in one line, as a client is to read it."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, (int, Decimal)):
        return f"{number(value, column.field.scale):f}"
    return " ".join(text(value).split())
