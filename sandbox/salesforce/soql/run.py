"""Running a query: rows found, ordered, cut and written out as Salesforce writes records."""

from typing import Any

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.schema import Field, SObject, Value
from sandbox.salesforce.soql.columns import Column, Reading, resolve
from sandbox.salesforce.soql.filters import build, narrowed
from sandbox.salesforce.soql.tree import Order, Query
from sandbox.salesforce.store import Row
from sandbox.salesforce.values import wire

BASE = "/services/data/v68.0"
Record = dict[str, Any]


class Children(list[Record]):
    """The records of a sub-query, which the caller pages as it pages the query itself."""


def run(reading: Reading, query: Query) -> list[Record] | int:
    """Return the records a query finds, or how many when it only counts."""
    entity = reading.access.find(query.entity, reading.actor)
    rows = _find(reading, entity, query, None)
    if query.count:
        return len(rows)
    columns = _columns(reading, entity, query)
    children = [_child(reading, entity, one) for one in query.children]
    records = []
    for row in rows:
        record = _record(reading, entity, row, columns)
        for child, by, sub, selected in children:
            name = by.children + ("__r" if by.custom else "")
            found = _find(reading, child, sub, (by, row["Id"]))
            record[name] = Children(_record(reading, child, one, selected) for one in found)
        records.append(record)
    return records


def _columns(reading: Reading, entity: SObject, query: Query) -> list[Column]:
    lowered = [path.lower() for path in query.paths]
    for path in query.paths:
        if lowered.count(path.lower()) > 1:
            raise ApiError("INVALID_FIELD", f"duplicate field selected: {path}")
    return [resolve(reading, entity, path) for path in query.paths]


def _child(
    reading: Reading, parent: SObject, sub: Query
) -> tuple[SObject, Field, Query, list[Column]]:
    found = reading.org.schema.child(parent.name, sub.entity)
    if found is None or not reading.access.rights(found[0], reading.actor).read:
        raise ApiError(
            "INVALID_TYPE",
            f"Didn't understand relationship '{sub.entity}' in FROM part of query call. If you are "
            "attempting to use a custom relationship, be sure to append the '__r' after the custom "
            "relationship name. Please reference your WSDL or the describe call for the "
            "appropriate names.",
        )
    return *found, sub, _columns(reading, found[0], sub)


def _find(
    reading: Reading, entity: SObject, query: Query, parent: tuple[Field, Value] | None
) -> list[Row]:
    if query.offset > 2000:
        message = "Maximum SOQL offset allowed is 2000"
        raise ApiError("NUMBER_OUTSIDE_VALID_RANGE", message)
    rows = _candidates(reading, entity, query, parent)
    if query.where is not None:
        test = build(reading, entity, query.where, lambda sub: _values(reading, sub))
        rows = [row for row in rows if test(row)]
    for order in reversed(query.order):
        rows = _sorted(reading, entity, rows, order)
    return rows[query.offset :][: query.limit]


def _candidates(
    reading: Reading, entity: SObject, query: Query, parent: tuple[Field, Value] | None
) -> list[Row]:
    store = reading.org.store
    if parent is not None:
        return reading.seen(entity, store.by(entity.name, *parent))
    lookup = narrowed(entity, query.where)
    if lookup is None or reading.virtual.rows(entity.name, reading.actor) is not None:
        return reading.rows(entity)
    field, values = lookup
    found: dict[str, Row] = {}
    for value in values:
        if field.kind == "id":
            row = store.get(entity.name, str(value), deleted=True)
            rows = [] if row is None else [row]
        else:
            rows = store.by(entity.name, field, value)
        found |= {str(row["Id"]): row for row in rows}
    return reading.seen(entity, list(found.values()))


def _values(reading: Reading, sub: Query) -> list[Value]:
    """Run the query of a semi-join."""
    entity = reading.access.find(sub.entity, reading.actor)
    columns = _columns(reading, entity, sub)
    if len(columns) != 1:
        raise ApiError("MALFORMED_QUERY", "Semi join sub-selects can only query one field")
    rows = _find(reading, entity, sub, None)
    return [columns[0].value(reading, row) for row in rows]


def _sorted(reading: Reading, entity: SObject, rows: list[Row], order: Order) -> list[Row]:
    column = resolve(reading, entity, order.path)
    if not column.field.filterable:
        message = f"field '{order.path}' can not be sorted in a query call"
        raise ApiError("INVALID_FIELD", message)

    def key(row: Row) -> Any:  # noqa: ANN401 - whatever the field holds
        value = column.value(reading, row)
        return value.casefold() if isinstance(value, str) else value

    empty = [row for row in rows if key(row) is None]
    filled = [row for row in rows if key(row) is not None]
    filled.sort(key=key, reverse=order.descending)
    return filled + empty if order.nulls_last else empty + filled


def _record(reading: Reading, entity: SObject, row: Row, columns: list[Column]) -> Record:
    record: Record = _attributes(entity, row)
    for column in columns:
        _place(reading, record, row, column)
    return record


def _attributes(entity: SObject, row: Row) -> Record:
    url = f"{BASE}/sobjects/{entity.name}/{row['Id']}"
    return {"attributes": {"type": entity.name, "url": url}}


def _place(reading: Reading, record: Record, row: Row, column: Column) -> None:
    """Put a column's value where its path leads; a broken path is null at the first break."""
    at: Row = row
    for hop in column.hops:
        name = hop.field.relation
        found = reading.get(hop.to, at.get(hop.field.name))
        if found is None:
            record.setdefault(name, None)
            return
        at = found
        record = record.setdefault(name, _attributes(hop.to, at))
    record[column.field.name] = wire(at.get(column.field.name))
