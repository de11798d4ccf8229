"""What the org has and lets us see: objects and fields, asked once and remembered for a while."""

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.courtesy import elsewhere
from bot.errors import Trouble, VendorError
from integrations.salesforce.connection import Connection

REMEMBERED = 15 * 60.0
"""Seconds: an administrator who adds a field or a permission is noticed without a restart."""

DEAL = "Opportunity"


@dataclass(frozen=True)
class Field:
    """A field the integration user can read."""

    name: str
    label: str
    kind: str
    """Salesforce's type: "string", "currency", "reference", …"""
    length: int
    scale: int
    writable: bool
    """Whether the integration user may set it on an existing record."""
    refers: tuple[str, ...]
    relation: str
    """What a path says to follow the reference; "" when it is none."""


@dataclass(frozen=True)
class Child:
    """What hangs on an object: the other object, and its field that says on what."""

    relationship: str
    target: str
    field: str


@dataclass(frozen=True)
class SObject:
    """An object the integration user can read."""

    name: str
    fields: Mapping[str, Field]
    """By lower-case name: SOQL does not tell upper from lower."""
    children: Mapping[str, Child]
    """By lower-case name of the relationship, as a sub-query names it."""
    record_types: tuple[str, ...]

    def field(self, name: str) -> Field | None:
        """Return the field of that name in any case, None when there is none to be seen."""
        return self.fields.get(name.lower())

    def child(self, relationship: str) -> Child | None:
        """Return what hangs here by that relationship, None when there is none to be seen."""
        return self.children.get(relationship.lower())


@dataclass(frozen=True)
class Column:
    """A field at the end of a path, as a query selects it and a row holds it."""

    path: str
    field: Field

    def value(self, row: Mapping[str, Any]) -> Any:  # noqa: ANN401 - JSON
        """Return what `row` holds there, None when the path breaks off."""
        return at(row, self.path)


class Schema:
    """Answers what there is; every method may raise `VendorError`."""

    def __init__(self, connection: Connection) -> None:
        """Ask over `connection`, when asked."""
        self._connection = connection
        self._known: dict[str, tuple[float, SObject | None]] = {}
        self._lock = threading.Lock()

    def object(self, name: str) -> SObject | None:
        """Return the object, None when the org lacks it or does not let us see it."""
        known = self._fresh(name)
        if known is None:
            with elsewhere(), self._lock:
                known = self._fresh(name)
                if known is None:
                    known = self._known[name] = (time.monotonic(), self._describe(name))
        return known[1]

    def _fresh(self, name: str) -> tuple[float, SObject | None] | None:
        known = self._known.get(name)
        return known if known and time.monotonic() - known[0] < REMEMBERED else None

    def column(self, path: str, start: str = DEAL) -> Column | None:
        """Return what `path` names, seen from `start`, e.g. "Account.Name" from a deal."""
        *relations, last = path.split(".")
        at = self.object(start)
        walked: list[str] = []
        for relation in relations:
            by = _reference(at, relation)
            if by is None:
                return None
            walked.append(by.relation)
            at = self.object(by.refers[0])
        field = at.field(last) if at else None
        return Column(".".join([*walked, field.name]), field) if field else None

    def forget(self) -> None:
        """Ask the org again next time: somebody may have mended it."""
        with self._lock:
            self._known.clear()

    def _describe(self, name: str) -> SObject | None:
        try:
            said = self._connection.describe(name)
        except VendorError as error:
            if error.trouble is Trouble.REFUSED and error.code in ("NOT_FOUND", "INVALID_TYPE"):
                return None
            raise
        fields = (_field(one) for one in said["fields"])
        return SObject(
            name=said["name"],
            fields={field.name.lower(): field for field in fields},
            children={
                str(one["relationshipName"]).lower(): Child(
                    one["relationshipName"], one["childSObject"], one["field"]
                )
                for one in said.get("childRelationships") or ()
                if one.get("relationshipName")
            },
            record_types=tuple(
                str(one["developerName"]) for one in said.get("recordTypeInfos") or ()
            ),
        )


def at(row: Mapping[str, Any], path: str) -> Any:  # noqa: ANN401 - JSON
    """Return what `row` holds at the end of `path`, None where it breaks off."""
    found: Any = row
    for part in path.split("."):
        if found is None:
            return None
        found = found.get(part)
    return found


def _field(said: Mapping[str, Any]) -> Field:
    return Field(
        name=said["name"],
        label=said.get("label") or said["name"],
        kind=said["type"],
        length=said.get("length") or 0,
        scale=said.get("scale") or 0,
        writable=bool(said.get("updateable")),
        refers=tuple(said.get("referenceTo") or ()),
        relation=said.get("relationshipName") or "",
    )


def _reference(at: SObject | None, relation: str) -> Field | None:
    if at is None:
        return None
    named = (one for one in at.fields.values() if one.relation.lower() == relation.lower())
    return next((one for one in named if one.refers), None)
