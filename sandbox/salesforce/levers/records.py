"""Levers about records of any object."""

from sandbox.salesforce import ids
from sandbox.salesforce.errors import not_found
from sandbox.salesforce.levers.kit import Body, Kit, Table, shown
from sandbox.salesforce.store import Row
from sandbox.salesforce.values import wire


def table(kit: Kit) -> Table:
    """Return the levers of this file."""
    records = _Records(kit)
    return [
        ("GET", r"records/(\w+)", records.search),
        ("POST", r"records/(\w+)", records.create),
        ("GET", r"records/(\w+)/(\w+)", records.get),
        ("PATCH", r"records/(\w+)/(\w+)", records.change),
        ("DELETE", r"records/(\w+)/(\w+)", records.delete),
        ("POST", r"records/(\w+)/(\w+)/undelete", records.undelete),
    ]


class _Records:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit
        self._org = kit.org

    def _row(self, name: str, key: str) -> Row:
        row = self._org.store.get(self._org.entity(name).name, ids.full(key) or key, deleted=True)
        if row is None:
            raise not_found(f"no {name} {key}")
        return row

    def search(self, parts: list[str], body: Body) -> object:
        deleted = body.pop("deleted", "") == "true"
        rows = self._org.store.rows(self._org.entity(parts[0]).name)
        return [
            shown(row)
            for row in rows
            if (deleted or not row["IsDeleted"])
            and all(str(wire(row.get(name))) == value for name, value in body.items())
        ]

    def get(self, parts: list[str], _body: Body) -> object:
        return shown(self._row(*parts))

    def create(self, parts: list[str], body: Body) -> object:
        entity = self._org.entity(parts[0])
        key = self._kit.writer.create(entity, body["fields"], self._kit.actor(body))
        return shown(self._row(entity.name, key))

    def change(self, parts: list[str], body: Body) -> object:
        entity = self._org.entity(parts[0])
        key = str(self._row(*parts)["Id"])
        self._kit.writer.update(entity, key, body["fields"], self._kit.actor(body))
        return shown(self._row(*parts))

    def delete(self, parts: list[str], body: Body) -> object:
        entity = self._org.entity(parts[0])
        self._kit.writer.delete(entity, str(self._row(*parts)["Id"]), self._kit.actor(body))
        return {"ok": True}

    def undelete(self, parts: list[str], body: Body) -> object:
        self._kit.writer.undelete(str(self._row(*parts)["Id"]), self._kit.actor(body))
        return shown(self._row(*parts))
