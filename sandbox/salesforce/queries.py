"""The query resources: a first page, and the pages after it."""

import secrets
from typing import Any

from sandbox.salesforce.access import Access
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.soql.columns import Reading
from sandbox.salesforce.soql.grammar import parse
from sandbox.salesforce.soql.run import Children, Record, run
from sandbox.salesforce.virtual import Virtual
from sandbox.wire import Call

BASE = "/services/data/v68.0/query"
KEPT = 100
"""Cursors kept; the oldest goes when there is one more."""


class Queries:
    """Runs queries and keeps what does not fit on a page."""

    def __init__(self, org: Org, access: Access) -> None:
        """Run them on `org`."""
        self._org = org
        self._access = access
        self._virtual = Virtual(org)
        self._cursors: dict[str, list[Record]] = {}

    def first(self, soql: str, actor: Actor, call: Call, *, deleted: bool) -> dict[str, Any]:
        """Return the first page of a query's answer."""
        query = parse(soql)
        if query.all_rows:
            raise ApiError("MALFORMED_QUERY", "ALL ROWS not allowed in this context")
        reading = Reading(self._org, self._access, self._virtual, actor, deleted)
        found = run(reading, query)
        if isinstance(found, int):
            return {"totalSize": found, "done": True, "records": []}
        size = self._batch_size(call)
        for record in found:
            for name, value in record.items():
                if isinstance(value, Children):
                    record[name] = self._open(value, size) if value else None
        return self._open(found, size)

    def next(self, locator: str, call: Call) -> dict[str, Any]:
        """Return the page a `nextRecordsUrl` leads to."""
        name, _, start = locator.rpartition("-")
        records = self._cursors.get(name)
        if records is None or not start.isdigit() or int(start) >= len(records):
            raise ApiError("INVALID_QUERY_LOCATOR", "invalid query locator")
        return self._page(name, records, int(start), self._batch_size(call))

    def _open(self, records: list[Record], size: int) -> dict[str, Any]:
        name = f"0r8{secrets.token_hex(8)}"
        if len(records) > size:
            self._cursors[name] = records
            if len(self._cursors) > KEPT:
                del self._cursors[next(iter(self._cursors))]
        return self._page(name, records, 0, size)

    def _page(self, name: str, records: list[Record], start: int, size: int) -> dict[str, Any]:
        end = start + size
        page: dict[str, Any] = {"totalSize": len(records), "done": end >= len(records)}
        if end < len(records):
            page["nextRecordsUrl"] = f"{BASE}/{name}-{end}"
        return page | {"records": records[start:end]}

    def _batch_size(self, call: Call) -> int:
        """Return how many rows go on a page; a client may ask for fewer, down to 200."""
        asked = call.headers.get("sforce-query-options", "").replace(" ", "")
        name, _, size = asked.partition("=")
        if name.lower() == "batchsize" and size.isdigit():
            return min(max(int(size), 200), self._org.settings.batch_size)
        return self._org.settings.batch_size
