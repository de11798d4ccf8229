"""A body as it comes in, turned into values that fit the object, or refused."""

from collections.abc import Mapping

from sandbox.salesforce.access import Access
from sandbox.salesforce.errors import ApiError
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.store import Row
from sandbox.salesforce.values import convert


class Intake:
    """Checks what somebody wants to write, before anything is written."""

    def __init__(self, org: Org, access: Access) -> None:
        """Check for `org`."""
        self._org = org
        self._access = access

    def read(
        self, entity: SObject, body: Mapping[str, object], actor: Actor, *, creating: bool
    ) -> Row:
        """Return the values of `body` by the fields' own names.

        Raises:
            ApiError: for an unknown or unwritable field, and for a value that does not fit.

        """
        row: Row = {}
        for name, raw in body.items():
            if name == "attributes":
                continue
            field = self._access.field(entity, name, actor)
            if field is None:
                message = f"No such column '{name}' on sobject of type {entity.name}"
                raise ApiError("INVALID_FIELD", message)
            if not self._may_write(entity, field, actor, creating=creating):
                raise ApiError(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    f"Unable to create/update fields: {field.name}. Please check the security "
                    "settings of this field and verify that it is read/write for your profile "
                    "or permission set.",
                    (field.name,),
                )
            row[field.name] = convert(field, raw)
        return row

    def _may_write(self, entity: SObject, field: Field, actor: Actor, *, creating: bool) -> bool:
        open_to_any = field.create if creating else field.update
        return open_to_any and self._access.writable(entity, field, actor)

    def check(self, entity: SObject, before: Row | None, after: Row) -> None:
        """Refuse a record that lacks what is required, refers to nothing, or is not unique."""
        fields = entity.fields.values()
        missing = [one.name for one in fields if one.required and after.get(one.name) is None]
        if missing:
            raise ApiError(
                "REQUIRED_FIELD_MISSING",
                f"Required fields are missing: [{', '.join(missing)}]",
                tuple(missing),
            )
        for field in fields:
            value = after.get(field.name)
            if value is None or (before is not None and before.get(field.name) == value):
                continue
            if field.kind == "reference":
                self._check_reference(field, str(value))
            elif field.unique:
                self._check_unique(entity, field, after)

    def _check_reference(self, field: Field, key: str) -> None:
        entity = self._org.entity_of(key)
        if entity is None or entity.name not in field.refers:
            label = (field.label or field.name).removesuffix("Id")
            message = f"{label} ID: id value of incorrect type: {key}"
            raise ApiError("MALFORMED_ID", message, (field.name,))
        row = self._org.store.get(entity.name, key, deleted=True)
        if row is None:
            message = "invalid cross reference id"
            raise ApiError("INVALID_CROSS_REFERENCE_KEY", message, (field.name,))
        if row["IsDeleted"]:
            raise ApiError("ENTITY_IS_DELETED", "entity is deleted", (field.name,))
        if field.name == "OwnerId" and not row.get("IsActive"):
            message = f"operation performed with inactive user [{key}]"
            raise ApiError("INACTIVE_OWNER_OR_USER", message, (field.name,))

    def _check_unique(self, entity: SObject, field: Field, after: Row) -> None:
        for other in self._org.store.by(entity.name, field, after[field.name]):
            if not other["IsDeleted"] and other["Id"] != after["Id"]:
                message = (
                    f"duplicate value found: {field.name} duplicates value on record "
                    f"with id: {str(other['Id'])[:15]}"
                )
                raise ApiError("DUPLICATE_VALUE", message, (field.name,))
