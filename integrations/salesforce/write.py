"""Writing back: what became of a deal, on the opportunity and in records of its own beside it.

The records hang on the opportunity by a look-up, so that they are written even where a validation
rule or an approval process holds the opportunity itself locked.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from bot import facts
from bot.errors import VendorError
from integrations.salesforce.connection import Connection, Row
from integrations.salesforce.errors import PASSING, row_error
from integrations.salesforce.records import EVENT, FIELDS, INVOICE, KEY, Record, content, lacking
from integrations.salesforce.schema import DEAL, Schema, SObject

BATCH = 200
"""Rows in one call: the most that a collection takes."""

HEADERS = {"Sforce-Duplicate-Rule-Header": "allowSave=true"}
"""Lets our records through where a duplicate rule would only have asked a person."""

PACKAGE_MISSING = "package_missing"
INSTALL = (
    "Install the closedwon package in Salesforce and assign the permission set "
    '"closedwon integration" to the integration user.'
)


class Writer:
    """Writes records in batches, and tells what became of each."""

    def __init__(self, connection: Connection, schema: Schema) -> None:
        """Write over `connection` what `schema` has fields for."""
        self._connection = connection
        self._schema = schema

    def write_back(
        self,
        deals: Sequence[facts.DealStatus],
        invoices: Sequence[facts.InvoiceRecord],
        events: Sequence[facts.EventRecord],
    ) -> list[facts.Written]:
        """Write everything given, a later record of the same key in place of an earlier one.

        Raises:
            VendorError: DOWN or UNKNOWN; all of it may be written again.

        """
        # Rows of one deal side by side: a batch is one transaction and does not lock out itself.
        return [
            *self._write(DEAL, {one.deal_id: one for one in sorted(deals, key=_deal_id)}),
            *self._write(INVOICE, {one.key: one for one in sorted(invoices, key=_deal_id)}),
            *self._write(EVENT, {one.key: one for one in sorted(events, key=_deal_id)}),
        ]

    def _write(self, name: str, told: Mapping[str, Record]) -> Iterator[facts.Written]:
        if not told:
            return
        target = self._target(name)
        if target is None:
            yield from (_missing(name, key) for key in told)
            return
        path = "composite/sobjects" if name == DEAL else f"composite/sobjects/{name}/{KEY}"
        rest = iter(told.items())
        while batch := list(islice(rest, BATCH)):
            rows = [_row(target, key, record) for key, record in batch]
            yield from self._send(path, [key for key, _ in batch], rows)

    def _target(self, name: str) -> SObject | None:
        """Return the object if any field of the package can be written on it."""
        target = self._schema.object(name)
        if not _has_ours(target, name):
            self._schema.forget()  # somebody may have installed it a minute ago
            target = self._schema.object(name)
        return target if _has_ours(target, name) else None

    def _send(self, path: str, keys: list[str], rows: list[Row]) -> list[facts.Written]:
        body: dict[str, Any] = {"allOrNone": False, "records": rows}
        try:
            results = self._connection.patch(path, body, HEADERS)
        except VendorError as error:
            if error.retryable:
                raise
            # The whole batch was refused: others may still be written.
            self._look_again(error.code)
            return [_refused(key, error.code, str(error)) for key in keys]
        written = [_written(key, result) for key, result in zip(keys, results, strict=True)]
        for one in written:
            self._look_again(one.code)
        return written

    def _look_again(self, code: str) -> None:
        if code.startswith("INVALID_FIELD"):
            self._schema.forget()  # a field or a right was taken away since we looked


def _deal_id(record: Record) -> str:
    return record.deal_id


def _has_ours(target: SObject | None, name: str) -> bool:
    return len(lacking(target, name)) < len(FIELDS[name])


def _row(target: SObject, key: str, record: Record) -> Row:
    row: Row = {"attributes": {"type": target.name}, **content(target, record)}
    # By its id, or by our external id: either way, writing it twice leaves one.
    return row | ({"id": key} if target.name == DEAL else {KEY: key})


def _written(key: str, result: Mapping[str, Any]) -> facts.Written:
    if result.get("success"):
        return facts.Written(key=key, ok=True)
    code, words = row_error(result.get("errors"))
    return _refused(key, code, words)


def _refused(key: str, code: str, words: str) -> facts.Written:
    return facts.Written(key=key, ok=False, retryable=code in PASSING, code=code, words=words)


def _missing(name: str, key: str) -> facts.Written:
    what = "the fields on the opportunity" if name == DEAL else f"the object {name}"
    words = f"Salesforce does not have {what} that billing is written to. {INSTALL}"
    return facts.Written(key=key, ok=False, code=PACKAGE_MISSING, words=words)
