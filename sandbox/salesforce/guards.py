"""What stands in the way of a write: validation rules, locks and duplicate rules."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.schema import SObject, Value
from sandbox.salesforce.store import Row, Store
from sandbox.salesforce.values import wire


class _Lever(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ValidationRule(_Lever):
    """Refuses a save when all of the conditions that are set hold for the record to be saved."""

    object: str
    message: str
    field: str = ""
    """Shown as the field at fault, "" for the top of the page."""
    changed: list[str] = []
    """Holds when one of these fields changes; "*" is any."""
    equals: dict[str, Value] = {}
    """Holds when the record will have all of these values."""
    was: dict[str, Value] = {}
    """Holds when the record had all of these values before."""
    empty: list[str] = []
    """Holds when all of these fields will be empty."""
    filled: list[str] = []
    """Holds when none of these fields will be empty."""

    def refuses(self, before: Row | None, after: Row) -> bool:
        """Tell whether the save from `before` to `after` is refused."""
        old = before or {}
        changed = [name for name in after if after.get(name) != old.get(name)]
        return (
            (not self.changed or "*" in self.changed or bool(set(changed) & set(self.changed)))
            and all(wire(after.get(name)) == value for name, value in self.equals.items())
            and (not self.was or before is not None)
            and all(wire(old.get(name)) == value for name, value in self.was.items())
            and all(after.get(name) in (None, "") for name in self.empty)
            and not any(after.get(name) in (None, "") for name in self.filled)
        )


class DuplicateRule(_Lever):
    """Finds another record of the object with the same value in `field`."""

    object: str
    field: str
    action: Literal["alert", "block"] = "alert"
    name: str = "Standard rule"
    message: str = "Use one of these records?"


class RowLock(_Lever):
    """Another transaction that holds rows: the next `times` writes there find them locked."""

    times: int = 1
    object: str = ""
    """"" = any object."""
    id: str = ""
    """"" = any record."""


class Guards:
    """All guards of an org."""

    def __init__(self) -> None:
        """Start with none."""
        self.rules: list[ValidationRule] = []
        self.duplicates: list[DuplicateRule] = []
        self.row_locks: list[RowLock] = []
        self.locked: set[str] = set()
        """Records an approval process holds."""

    def check_lock(self, key: str) -> None:
        """Refuse a write to a record that an approval process holds."""
        if key in self.locked:
            raise ApiError("ENTITY_IS_LOCKED", "the entity is locked for editing", status=400)

    def check_row_lock(self, entity: SObject, keys: set[str]) -> None:
        """Refuse a write while another transaction holds one of the rows it needs."""
        for lock in self.row_locks:
            if lock.object in ("", entity.name) and (not lock.id or lock.id in keys):
                lock.times -= 1
                if lock.times <= 0:
                    self.row_locks.remove(lock)
                held = ", ".join(sorted(keys))
                message = f"unable to obtain exclusive access to this record or 1 records: {held}"
                raise ApiError("UNABLE_TO_LOCK_ROW", message)

    def check_rules(
        self, entity: SObject, before: Row | None, after: Row, brought: list[ValidationRule]
    ) -> None:
        """Refuse what a rule of the org, or one `brought` by a package, refuses, in its words."""
        for rule in (*brought, *self.rules):
            if rule.object == entity.name and rule.refuses(before, after):
                fields = (rule.field,) if rule.field else ()
                raise ApiError("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message, fields)

    def check_duplicates(self, store: Store, entity: SObject, after: Row, *, allowed: bool) -> None:
        """Refuse a record that looks like another; an alert can be waved through, a block not."""
        for rule in self.duplicates:
            if rule.object != entity.name or (allowed and rule.action == "alert"):
                continue
            found = [row for row in store.rows(entity.name) if _same(rule, row, after)]
            if found:
                raise ApiError(
                    "DUPLICATES_DETECTED",
                    rule.message,
                    extra={"duplicateResult": _result(rule, found)},
                )


def _same(rule: DuplicateRule, row: Row, after: Row) -> bool:
    value, wanted = row.get(rule.field), after.get(rule.field)
    if row["Id"] == after.get("Id") or row.get("IsDeleted") or wanted is None:
        return False
    return str(value).casefold() == str(wanted).casefold()


def _result(rule: DuplicateRule, found: list[Row]) -> dict[str, object]:
    records = [
        {
            "additionalInformation": [],
            "fieldDiffs": [],
            "matchConfidence": 100.0,
            "record": {"attributes": {"type": rule.object}, "Id": row["Id"]},
        }
        for row in found
    ]
    return {
        "allowSave": rule.action == "alert",
        "duplicateRule": rule.name.replace(" ", "_"),
        "duplicateRuleEntityType": rule.object,
        "errorMessage": rule.message,
        "matchResults": [
            {
                "entityType": rule.object,
                "errors": [],
                "matchEngine": "ExactMatchEngine",
                "matchRecords": records,
                "rule": rule.name.replace(" ", "_"),
                "size": len(records),
                "success": True,
            }
        ],
    }
