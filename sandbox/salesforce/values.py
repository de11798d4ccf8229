"""Values as they cross the wire: checked and converted on the way in, written out as JSON."""

import re
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from sandbox.salesforce import ids
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.schema import IDS, NUMBERS, TEXTS, Field, Value

_EMAIL = re.compile(r"[^@\s,;<>()]+@[^@\s,;<>()]+\.[^@\s,;<>().]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def _misread(kind: str, raw: object) -> ApiError:
    token = {bool: "VALUE_TRUE", int: "VALUE_NUMBER_INT", float: "VALUE_NUMBER_FLOAT"}
    name = token.get(type(raw), "VALUE_STRING")
    return ApiError(
        "JSON_PARSER_ERROR",
        f"Cannot deserialize instance of {kind} from {name} value {raw} "
        "or request may be missing a required field",
    )


def convert(field: Field, raw: object) -> Value:
    """Return `raw`, as JSON had it, as the field holds it.

    Raises:
        ApiError: as Salesforce refuses what does not fit.

    """
    if raw is None or raw == "":
        return False if field.kind == "boolean" else None
    if field.kind in TEXTS:
        return _string(field, raw)
    if field.kind in NUMBERS:
        return _number(field, raw)
    if field.kind in IDS:
        return identifier(field, raw)
    return _CONVERT[field.kind](raw)


def _string(field: Field, raw: object) -> str:
    if not isinstance(raw, str):
        raise _misread("string", raw)
    text = raw.strip()
    if len(text) > field.length:
        raise ApiError(
            "STRING_TOO_LONG",
            f"{field.label or field.name}: data value too large: {text} "
            f"(max length={field.length})",
            (field.name,),
        )
    if field.kind == "email" and not _EMAIL.fullmatch(text):
        message = f"{field.label or field.name}: invalid email address: {text}"
        raise ApiError("INVALID_EMAIL_ADDRESS", message, (field.name,))
    if field.restricted and text not in field.values:
        message = f"{field.label or field.name}: bad value for restricted picklist field: {text}"
        raise ApiError("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", message, (field.name,))
    return text


def _number(field: Field, raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str, Decimal)):
        raise _misread("double", raw)
    try:
        number = Decimal(str(raw))
        rounded = number.quantize(Decimal(1).scaleb(-field.scale), ROUND_HALF_UP)
    except InvalidOperation:
        raise _misread("double", raw) from None
    if abs(rounded) >= Decimal(10) ** (field.precision - field.scale):
        message = f"{field.label or field.name}: value outside of valid range on numeric field"
        raise ApiError("NUMBER_OUTSIDE_VALID_RANGE", f"{message}: {raw}", (field.name,))
    return rounded


def identifier(field: Field, raw: object) -> str:
    """Return a record id with its eighteen characters."""
    found = ids.full(raw) if isinstance(raw, str) else None
    if found is None:
        label = (field.label or field.name).removesuffix("Id")
        message = f"{label} ID: id value of incorrect type: {raw}"
        raise ApiError("MALFORMED_ID", message, (field.name,))
    return found


def _boolean(raw: object) -> bool:
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, str) and raw.lower() in ("true", "false"):
        return raw.lower() == "true"
    raise _misread("boolean", raw)


def _day(raw: object) -> date:
    if isinstance(raw, date) and not isinstance(raw, datetime):
        return raw
    if isinstance(raw, str) and _DATE.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise _misread("date", raw)


def _instant(raw: object) -> datetime:
    if isinstance(raw, datetime):
        return raw
    if isinstance(raw, str) and "T" in raw:
        try:
            found = datetime.fromisoformat(raw)
        except ValueError:
            raise _misread("datetime", raw) from None
        # Without an offset Salesforce takes UTC. Seconds are all it keeps.
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC).replace(microsecond=0)
    raise _misread("datetime", raw)


_CONVERT = {"boolean": _boolean, "date": _day, "datetime": _instant}


def wire(value: Value) -> Any:  # noqa: ANN401 - JSON
    """Return a value as an answer's JSON has it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    if isinstance(value, date):
        return value.isoformat()
    return value
