"""The REST resources of the data API: a table of addresses, and what each of them does."""

import re
from collections.abc import Callable

from sandbox.salesforce import describe
from sandbox.salesforce.access import Access
from sandbox.salesforce.batches import Batches
from sandbox.salesforce.bodies import BASE, body_of, external, several
from sandbox.salesforce.composite import compose
from sandbox.salesforce.errors import ApiError, no_column, not_found
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.queries import Queries
from sandbox.salesforce.schema import SObject
from sandbox.salesforce.store import Row
from sandbox.salesforce.values import wire
from sandbox.salesforce.writing import Writer
from sandbox.wire import Answer, Call

VERSIONS = range(41, 69)
"""API versions answered. They all behave as the newest."""

Handler = Callable[[Call, Actor, list[str]], Answer]


def versions() -> list[dict[str, str]]:
    """Return the versions of the API, for anybody who asks."""
    return [
        {"label": f"v{one}", "url": f"/services/data/v{one}.0", "version": f"{one}.0"}
        for one in VERSIONS
    ]


class Rest:
    """Answers calls under /services/data/."""

    def __init__(self, org: Org, access: Access, writer: Writer) -> None:
        """Answer for `org`."""
        self._org = org
        self._access = access
        self._writer = writer
        self._queries = Queries(org, access)
        batches = Batches(org, access, writer)
        table: list[tuple[str, str, Handler]] = [
            ("GET", r"/query/([^/]+)", self._more),
            ("GET", r"/queryAll/([^/]+)", self._more),
            ("GET", r"/(query|queryAll)/?", self._query),
            ("GET", r"/limits/?", self._limits),
            ("GET", r"/sobjects/?", self._everything),
            ("GET", r"/sobjects/(\w+)/describe/?", self._describe),
            ("POST", r"/sobjects/(\w+)/?", self._create),
            ("GET", r"/sobjects/(\w+)/([^/]+)", self._get),
            ("PATCH", r"/sobjects/(\w+)/([^/]+)", self._update),
            ("DELETE", r"/sobjects/(\w+)/([^/]+)", self._delete),
            ("GET", r"/sobjects/(\w+)/(\w+)/(.+)", self._get_by),
            ("PATCH", r"/sobjects/(\w+)/(\w+)/(.+)", self._upsert),
            ("POST", r"/composite/?", self._composite),
            ("POST", r"/composite/sobjects/?", batches.create),
            ("PATCH", r"/composite/sobjects/?", batches.update),
            ("DELETE", r"/composite/sobjects/?", batches.delete),
            ("PATCH", r"/composite/sobjects/(\w+)/(\w+)", batches.upsert),
        ]
        self._table = [(method, re.compile(path), handler) for method, path, handler in table]

    def answer(self, call: Call, actor: Actor) -> Answer:
        """Answer a call whose maker is known."""
        match = re.fullmatch(r"/services/data/v(\d\d)\.0(/.*)?", call.path)
        if match is None or int(match[1]) not in VERSIONS:
            raise not_found()
        path, allowed = match[2] or "/", []
        for method, pattern, handler in self._table:
            found = pattern.fullmatch(path)
            if found and method == call.method:
                return handler(call, actor, list(found.groups()))
            if found:
                allowed.append(method)
        if not allowed:
            raise not_found()
        message = f"HTTP Method '{call.method}' not allowed. Allowed are {','.join(allowed)}"
        raise ApiError("METHOD_NOT_ALLOWED", message, status=405)

    def _query(self, call: Call, actor: Actor, parts: list[str]) -> Answer:
        soql = dict(call.params()).get("q")
        if soql is None:
            raise ApiError("MALFORMED_QUERY", "A query string has to be specified")
        deleted = parts[0] == "queryAll"
        return Answer(200, self._queries.first(soql, actor, call, deleted=deleted))

    def _more(self, call: Call, _actor: Actor, parts: list[str]) -> Answer:
        return Answer(200, self._queries.next(parts[0], call))

    def _limits(self, _call: Call, _actor: Actor, _parts: list[str]) -> Answer:
        most = self._org.settings.usage_limit
        left = max(0, most - self._org.settings.usage)
        return Answer(200, {"DailyApiRequests": {"Max": most, "Remaining": left}})

    def _everything(self, _call: Call, actor: Actor, _parts: list[str]) -> Answer:
        return Answer(200, describe.everything(self._org, self._access, actor))

    def _describe(self, _call: Call, actor: Actor, parts: list[str]) -> Answer:
        entity = self._entity(parts[0], actor)
        return Answer(200, describe.one(self._org, self._access, entity, actor))

    def _entity(self, name: str, actor: Actor) -> SObject:
        entity = self._org.entity(name)
        if not self._access.rights(entity, actor).read:
            raise not_found()
        return entity

    def _create(self, call: Call, actor: Actor, parts: list[str]) -> Answer:
        entity = self._entity(parts[0], actor)
        key = self._writer.create(entity, body_of(call), actor)
        return Answer(201, {"id": key, "success": True, "errors": []})

    def _get(self, call: Call, actor: Actor, parts: list[str]) -> Answer:
        entity = self._entity(parts[0], actor)
        row = self._writer.existing(entity, parts[1])
        return self._shown(call, actor, entity, row)

    def _get_by(self, call: Call, actor: Actor, parts: list[str]) -> Answer:
        entity = self._entity(parts[0], actor)
        field = external(self._access, entity, parts[1], actor)
        found = [
            row for row in self._org.store.by(entity.name, field, parts[2]) if not row["IsDeleted"]
        ]
        if not found:
            raise not_found()
        if len(found) > 1:
            return several(entity, found)
        return self._shown(call, actor, entity, found[0])

    def _shown(self, call: Call, actor: Actor, entity: SObject, row: Row) -> Answer:
        if not self._access.visible(entity, row, actor):
            raise not_found()
        asked = dict(call.params()).get("fields")
        names = asked.split(",") if asked else [one.name for one in entity.fields.values()]
        url = f"{BASE}/sobjects/{entity.name}/{row['Id']}"
        record: dict[str, object] = {"attributes": {"type": entity.name, "url": url}}
        for name in names:
            field = self._access.field(entity, name, actor)
            if field is not None:
                record[field.name] = wire(row.get(field.name))
            elif asked:
                raise no_column(name, entity.name)
        return Answer(200, record)

    def _update(self, call: Call, actor: Actor, parts: list[str]) -> Answer:
        self._writer.update(self._entity(parts[0], actor), parts[1], body_of(call), actor)
        return Answer(204)

    def _delete(self, _call: Call, actor: Actor, parts: list[str]) -> Answer:
        self._writer.delete(self._entity(parts[0], actor), parts[1], actor)
        return Answer(204)

    def _upsert(self, call: Call, actor: Actor, parts: list[str]) -> Answer:
        entity, body = self._entity(parts[0], actor), body_of(call)
        field = external(self._access, entity, parts[1], actor)
        if any(name.lower() == field.name.lower() for name in body):
            message = f"The {field.name} field should not be specified in the sobject data."
            raise ApiError("INVALID_FIELD", message)
        found = [
            row for row in self._org.store.by(entity.name, field, parts[2]) if not row["IsDeleted"]
        ]
        if len(found) > 1:
            return several(entity, found)
        key, created = self._writer.upsert(entity, field, parts[2], body, actor)
        result = {"id": key, "success": True, "errors": [], "created": created}
        return Answer(201 if created else 200, result)

    def _composite(self, call: Call, actor: Actor, _parts: list[str]) -> Answer:
        return compose(self._org, lambda sub: self.answer(sub, actor), call, body_of(call))
