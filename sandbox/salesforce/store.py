"""The records, in memory, with indexes over the fields by which records are found."""

from collections import defaultdict
from collections.abc import Iterator

from sandbox.changes import Changes
from sandbox.salesforce.schema import Field, Schema, SObject, Value

Row = dict[str, Value]
Tables = dict[str, dict[str, Row]]


def index_key(field: Field, value: Value) -> Value:
    """Return a value as the index files it: most text does not mind its case."""
    return value if field.case_sensitive or not isinstance(value, str) else value.lower()


class Store:
    """Tables of rows by id. A stored row is never changed in place, only replaced."""

    def __init__(self, schema: Schema, changes: Changes) -> None:
        """Start empty; tell `changes` which record of which object is another now."""
        self.schema = schema
        self._changes = changes
        self._tables: Tables = defaultdict(dict)
        self._index: dict[tuple[str, str], dict[Value, dict[str, None]]] = {}

    def put(self, entity: SObject, row: Row) -> None:
        """Keep `row`, in place of the one with its id."""
        table, key = self._tables[entity.name], str(row["Id"])
        before = table.get(key)
        table[key] = row
        self._changes.tell(entity.name, key)
        for field in entity.fields.values():
            if field.indexed:
                self._refile(entity, field, key, before, row)

    def _refile(
        self, entity: SObject, field: Field, key: str, before: Row | None, row: Row | None
    ) -> None:
        index = self._index.setdefault((entity.name, field.name), {})
        old = before.get(field.name) if before else None
        new = row.get(field.name) if row else None
        if old is not None and old != new:
            index[index_key(field, old)].pop(key, None)
        if new is not None:
            index.setdefault(index_key(field, new), {})[key] = None

    def get(self, name: str, key: str, *, deleted: bool = False) -> Row | None:
        """Return the row with that id; one in the recycle bin only if `deleted`."""
        row = self._tables[name].get(key)
        return row if row is not None and (deleted or not row.get("IsDeleted")) else None

    def rows(self, name: str) -> list[Row]:
        """Return all rows of an object, those in the recycle bin too, oldest first."""
        return list(self._tables[name].values())

    def newest(self, name: str) -> Iterator[Row]:
        """Yield the rows of an object, those in the recycle bin too, newest first."""
        return reversed(self._tables[name].values())

    def count(self, name: str) -> int:
        """Return how many rows an object has, with those in the recycle bin."""
        return len(self._tables[name])

    def by(self, name: str, field: Field, value: Value) -> list[Row]:
        """Return the rows whose indexed `field` has `value`, those in the recycle bin too."""
        keys = self._index.get((name, field.name), {}).get(index_key(field, value), {})
        return [self._tables[name][key] for key in keys]

    def snapshot(self) -> Tables:
        """Return the present, to go back to if a later row of a call fails."""
        return {name: dict(table) for name, table in self._tables.items()}

    def restore(self, tables: Tables) -> None:
        """Go back to a snapshot."""
        self._tables = defaultdict(dict, tables)
        self._index.clear()
        for name, table in tables.items():
            entity = self.schema.find(name)
            if entity is None:
                continue  # an object that was asked for while it was not installed
            for field in entity.fields.values():
                if field.indexed:
                    for key, row in table.items():
                        self._refile(entity, field, key, None, row)

    def forget(self, name: str) -> None:
        """Drop an object's table, as when the package that brought it is removed."""
        self._tables.pop(name, None)
        for key in [one for one in self._index if one[0] == name]:
            del self._index[key]
