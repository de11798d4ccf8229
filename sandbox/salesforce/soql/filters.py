"""What a condition means for a row; a literal that does not suit its field is refused first."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

from sandbox.salesforce import ids
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.schema import IDS, NUMBERS, TEXTS, Field, SObject, Value
from sandbox.salesforce.soql.columns import Column, Reading, resolve
from sandbox.salesforce.soql.literals import days
from sandbox.salesforce.soql.tree import (
    Among,
    Compare,
    Condition,
    Either,
    Every,
    Literal,
    Not,
    Query,
    Relative,
)
from sandbox.salesforce.store import Row

Test = Callable[[Row], bool]
Values = Callable[[Query], list[Value]]
"""Runs the query of a semi-join and returns what its one field has."""

_NAMES = {"boolean": "boolean", "date": "date", "datetime": "dateTime"}
_WILDCARDS = {"%": ".*", "_": "."}


def build(reading: Reading, entity: SObject, condition: Condition, values: Values) -> Test:
    """Return the test that `condition` is for rows of `entity`."""
    match condition:
        case Not(inside):
            test = build(reading, entity, inside, values)
            return lambda row: not test(row)
        case Every(parts):
            tests = [build(reading, entity, part, values) for part in parts]
            return lambda row: all(test(row) for test in tests)
        case Either(parts):
            tests = [build(reading, entity, part, values) for part in parts]
            return lambda row: any(test(row) for test in tests)
        case Compare(path):
            return _compare(reading, _column(reading, entity, path), condition)
        case Among(path):
            return _among(reading, _column(reading, entity, path), condition, values)


def _column(reading: Reading, entity: SObject, path: str) -> Column:
    column = resolve(reading, entity, path)
    if not column.field.filterable:
        message = f"field '{path}' can not be filtered in a query call"
        raise ApiError("INVALID_FIELD", message)
    return column


def _among(reading: Reading, column: Column, condition: Among, values: Values) -> Test:
    field = column.field
    if condition.query is not None:
        found = {_key(field, value) for value in values(condition.query)} - {None}
    else:
        literals = (_suit(field, value) for value in condition.values)
        found = {_key(field, value) for value in literals}
    wanted = not condition.negated
    return lambda row: (_key(field, column.value(reading, row)) in found) is wanted


def _compare(reading: Reading, column: Column, condition: Compare) -> Test:
    field, operator = column.field, condition.operator
    if operator == "LIKE":
        return _like(reading, column, condition.value)
    literal = condition.value
    if isinstance(literal, Relative):
        return _relative(reading, column, operator, literal)
    wanted = _key(field, _suit(field, literal))
    if operator in ("=", "!="):
        same = operator == "="
        return lambda row: (_key(field, column.value(reading, row)) == wanted) is same
    return lambda row: _ordered(operator, _key(field, column.value(reading, row)), wanted)


def _relative(reading: Reading, column: Column, operator: str, literal: Relative) -> Test:
    if column.field.kind not in ("date", "datetime"):
        raise _unsuited(column.field)
    zone = reading.org.zone(reading.actor.user)
    first, after = days(literal, reading.org.clock.now().astimezone(zone).date())
    start: Value = first
    end: Value = after
    if column.field.kind == "datetime":
        start = datetime.combine(first, time(), zone).astimezone(UTC)
        end = datetime.combine(after, time(), zone).astimezone(UTC)

    def inside(value: Value) -> bool:
        return _ordered(">=", value, start) and _ordered("<", value, end)

    tests: dict[str, Callable[[Value], bool]] = {
        "=": inside,
        "!=": lambda value: not inside(value),
        "<": lambda value: _ordered("<", value, start),
        ">=": lambda value: _ordered(">=", value, start),
        "<=": lambda value: _ordered("<", value, end),
        ">": lambda value: _ordered(">=", value, end),
    }
    test = tests[operator]
    return lambda row: test(column.value(reading, row))


def _ordered(operator: str, value: Value, wanted: Value) -> bool:
    """Compare; what is empty is neither smaller nor greater than anything."""
    for kind in (str, Decimal, datetime, date):
        if isinstance(value, kind) and isinstance(wanted, kind):
            return {
                "<": value < wanted,  # type: ignore[operator]  # both are of the same kind
                "<=": value <= wanted,  # type: ignore[operator]  # as above
                ">": value > wanted,  # type: ignore[operator]  # as above
                ">=": value >= wanted,  # type: ignore[operator]  # as above
            }[operator]
    return False


def _like(reading: Reading, column: Column, literal: Literal) -> Test:
    if column.field.kind not in TEXTS or not isinstance(literal, str):
        raise ApiError("INVALID_QUERY_FILTER_OPERATOR", "invalid operator on field: LIKE")
    parts = re.findall(r"\\.|.", literal, re.DOTALL)
    pattern = "".join(
        re.escape(part[1]) if len(part) == 2 else _WILDCARDS.get(part, re.escape(part))
        for part in parts
    )
    compiled = re.compile(pattern, re.IGNORECASE | re.DOTALL)
    return lambda row: compiled.fullmatch(str(column.value(reading, row) or "")) is not None


def _key(field: Field, value: Value) -> Value:
    """Return a value as it compares: most text does not mind its case, and "" is nothing."""
    if isinstance(value, str) and field.kind in TEXTS:
        return (value if field.case_sensitive else value.casefold()) or None
    return value


def _suit(field: Field, literal: Literal) -> Value:
    """Return a literal as the field's values are, or refuse it."""
    if literal is None:
        return False if field.kind == "boolean" else None
    if field.kind in IDS:
        found = ids.full(literal) if isinstance(literal, str) else None
        if found is None:
            message = f"invalid ID field: {literal}"
            raise ApiError("INVALID_QUERY_FILTER_OPERATOR", message)
        return found
    suits = {
        "boolean": isinstance(literal, bool),
        "date": isinstance(literal, date) and not isinstance(literal, datetime),
        "datetime": isinstance(literal, datetime),
    }
    if field.kind in NUMBERS:
        suited = isinstance(literal, Decimal)
    else:
        suited = suits.get(field.kind, isinstance(literal, str))
    if not suited:
        raise _unsuited(field)
    return literal


def _unsuited(field: Field) -> ApiError:
    kind = _NAMES.get(field.kind, "double" if field.kind in NUMBERS else "string")
    quotes = (
        "should be enclosed in quotes" if kind == "string" else "should not be enclosed in quotes"
    )
    message = (
        f"value of filter criterion for field '{field.name}' must be of type {kind} and {quotes}"
    )
    return ApiError("INVALID_FIELD", message)


def narrowed(entity: SObject, condition: Condition | None) -> tuple[Field, list[Value]] | None:
    """Return a field and its possible values that every match must have, if one can be looked up.

    Only a shortcut: the rows found by it are still tested against the whole condition.
    """
    parts = condition.parts if isinstance(condition, Every) else (condition,)
    for part in parts:
        if isinstance(part, Compare) and part.operator == "=":
            found: tuple[Literal, ...] = (part.value,)
        elif isinstance(part, Among) and not part.negated and part.query is None:
            found = part.values
        else:
            continue
        field = entity.field(part.path)
        if field is not None and (field.indexed or field.kind == "id") and None not in found:
            return field, [_suit(field, value) for value in found]
    return None
