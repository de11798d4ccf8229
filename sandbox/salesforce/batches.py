"""Collections: up to 200 records in one call, each with its own outcome in its own row."""

from collections import Counter
from collections.abc import Callable
from typing import Any

from sandbox.salesforce.access import Access
from sandbox.salesforce.bodies import body_of, external
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.values import identifier
from sandbox.salesforce.writing import Writer
from sandbox.wire import Answer, Call

MOST = 200
Record = dict[str, Any]


class Batches:
    """Answers calls under composite/sobjects."""

    def __init__(self, org: Org, access: Access, writer: Writer) -> None:
        """Answer for `org`."""
        self._org = org
        self._access = access
        self._writer = writer

    def create(self, call: Call, actor: Actor, _parts: list[str]) -> Answer:
        """Create records."""

        def one(record: Record) -> Record:
            return {"id": self._writer.create(self._entity(record), record, actor)}

        return self._each(_records(call), one)

    def update(self, call: Call, actor: Actor, _parts: list[str]) -> Answer:
        """Change records by their ids."""

        def one(record: Record) -> Record:
            entity = self._entity(record)
            values = {name: value for name, value in record.items() if name.lower() != "id"}
            if len(values) == len(record):
                raise ApiError("MISSING_ARGUMENT", "Id not specified in an update call")
            raw = next(value for name, value in record.items() if name.lower() == "id")
            key = identifier(entity.fields["id"], raw)
            self._writer.update(entity, key, values, actor)
            return {"id": key}

        return self._each(_records(call), one)

    def delete(self, call: Call, actor: Actor, _parts: list[str]) -> Answer:
        """Delete the records whose ids the address gives."""
        params = dict(call.params())
        keys = [{"id": key} for key in params.get("ids", "").split(",") if key]
        _check_count(keys)

        def one(record: Record) -> Record:
            key = str(record["id"])
            entity = self._org.entity_of(key)
            if entity is None:
                raise ApiError("MALFORMED_ID", f"malformed id {key}")
            self._writer.delete(entity, key, actor)
            return {"id": key}

        return self._each((keys, params.get("allOrNone") == "true"), one)

    def upsert(self, call: Call, actor: Actor, parts: list[str]) -> Answer:
        """Change or create records by an external id."""
        entity = self._org.entity(parts[0])
        field = external(self._access, entity, parts[1], actor)
        records, together = _records(call)
        named = Counter(str(record.get(field.name)) for record in records)

        def one(record: Record) -> Record:
            if self._entity(record) is not entity:
                message = f"The record's type is not {entity.name}"
                raise ApiError("INVALID_TYPE", message)
            value = record.get(field.name)
            if value in (None, ""):
                message = f"{field.name} not specified"
                raise ApiError("MISSING_ARGUMENT", message, (field.name,))
            if named[str(value)] > 1:
                message = f"Duplicate external id specified: {value}"
                raise ApiError("DUPLICATE_VALUE", message, (field.name,))
            values = {name: one for name, one in record.items() if name != field.name}
            key, created = self._writer.upsert(entity, field, value, values, actor)
            return {"id": key, "created": created}

        return self._each((records, together), one)

    def _entity(self, record: Record) -> SObject:
        attributes = record.get("attributes")
        name = attributes.get("type") if isinstance(attributes, dict) else None
        entity = self._org.schema.find(name) if isinstance(name, str) else None
        if entity is None:
            raise ApiError("INVALID_TYPE", f"sObject type '{name}' is not supported.")
        return entity

    def _each(self, batch: tuple[list[Record], bool], one: Callable[[Record], Record]) -> Answer:
        """Do each record by itself; when one fails and they stand together, undo them all."""
        records, together = batch
        before = self._org.store.snapshot() if together else None
        rows: list[Record] = []
        for record in records:
            try:
                rows.append({"success": True, "errors": [], **one(record)})
            except ApiError as error:
                rows.append({"success": False, "errors": [error.row()]})
        if before is not None and not all(row["success"] for row in rows):
            self._org.store.restore(before)
            rows = [_rolled_back(row) for row in rows]
        return Answer(200, rows)


def _records(call: Call) -> tuple[list[Record], bool]:
    """Return the records of the body, and whether all of them must succeed."""
    body = body_of(call)
    unknown = set(body) - {"allOrNone", "records"}
    records = body.get("records")
    if unknown:
        raise ApiError("JSON_PARSER_ERROR", f'Unrecognized field "{min(unknown)}"')
    if not isinstance(records, list) or not all(isinstance(one, dict) for one in records):
        raise ApiError("JSON_PARSER_ERROR", "records must be a list of objects")
    _check_count(records)
    return records, bool(body.get("allOrNone"))


def _check_count(records: list[Record]) -> None:
    if len(records) > MOST:
        message = f"record limit reached. cannot submit more than {MOST} records in this call"
        raise ApiError("EXCEEDED_ID_LIMIT", message)


def _rolled_back(row: Record) -> Record:
    if not row["success"]:
        return row
    message = (
        "Record rolled back because not all records were valid and the request was using "
        "AllOrNone header"
    )
    error = ApiError("ALL_OR_NONE_OPERATION_ROLLED_BACK", message)
    return {"success": False, "errors": [error.row()]}
