"""The four writes and the recycle bin: every check first, then the change and what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.salesforce import ids
from sandbox.salesforce.access import Access
from sandbox.salesforce.derived import after_save, before_save, said_elsewhere
from sandbox.salesforce.errors import ApiError, not_found
from sandbox.salesforce.intake import Intake
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.store import Row

Body = Mapping[str, object]


@dataclass
class _Binned:
    """What went into the recycle bin with one delete, and the look-ups it cleared."""

    gone: list[tuple[SObject, str]] = field(default_factory=list)
    cleared: list[tuple[SObject, Field, str]] = field(default_factory=list)


class Writer:
    """Changes records, on behalf of an actor."""

    def __init__(self, org: Org, access: Access) -> None:
        """Write into `org`."""
        self._org = org
        self._access = access
        self._intake = Intake(org, access)
        self._bin: dict[str, _Binned] = {}

    def create(self, entity: SObject, body: Body, actor: Actor) -> str:
        """Create a record and return its id."""
        self._access.demand(entity, "create", actor)
        values = self._intake.read(entity, body, actor, creating=True)
        row: Row = {
            one.name: one.default for one in entity.fields.values() if one.default is not None
        }
        row |= {"Id": self._org.next_id(entity), "IsDeleted": False}
        if entity.field("OwnerId"):
            row["OwnerId"] = actor.user
        name = entity.field("Name")
        if name and name.auto_number:
            digits = str(self._org.next_number(entity)).rjust(name.auto_number.count("0"), "0")
            row["Name"] = name.auto_number.partition("{")[0] + digits
        self._save(entity, None, row | values, actor)
        return str(row["Id"])

    def update(self, entity: SObject, key: str, body: Body, actor: Actor) -> None:
        """Change a record."""
        self._access.demand(entity, "edit", actor)
        before = self.existing(entity, key)
        values = self._intake.read(entity, body, actor, creating=False)
        self._demand_visible(entity, before, actor)
        # A lever may still say an amount that the products do not add up to.
        if not (actor.lever and entity.name == "Opportunity"):
            for name in said_elsewhere(entity, before):
                values.pop(name, None)
        self._save(entity, before, before | values, actor)

    def upsert(
        self, entity: SObject, by: Field, value: object, body: Body, actor: Actor
    ) -> tuple[str, bool]:
        """Change the record whose external id is `value`, or create it; tell which."""
        found = [row for row in self._org.store.by(entity.name, by, value) if not row["IsDeleted"]]
        if len(found) > 1:
            message = f"{by.name}: more than one record found for external id field: "
            links = ", ".join(str(row["Id"]) for row in found)
            raise ApiError("DUPLICATE_EXTERNAL_ID", f"{message}[{links}]", (by.name,))
        if found:
            key = str(found[0]["Id"])
            self.update(entity, key, body, actor)
            return key, False
        return self.create(entity, {**body, by.name: value}, actor), True

    def delete(self, entity: SObject, key: str, actor: Actor) -> None:
        """Put a record, and what goes with it, into the recycle bin."""
        self._access.demand(entity, "delete", actor)
        row = self.existing(entity, key)
        self._demand_visible(entity, row, actor)
        self._check_locks(entity, row, actor)
        self._bin[str(row["Id"])] = binned = _Binned()
        self._throw_away(entity, row, actor, binned)

    def undelete(self, key: str, actor: Actor) -> None:
        """Take a record out of the recycle bin, with what went there with it."""
        binned = self._bin.pop(key, None)
        if binned is None:
            raise not_found("the record is not in the recycle bin by itself")
        for entity, gone in binned.gone:
            row = self._org.store.get(entity.name, gone, deleted=True)
            if row is not None:
                self._put(entity, row, row | {"IsDeleted": False}, actor)
        for entity, by, child in binned.cleared:
            row = self._org.store.get(entity.name, child)
            if row is not None and row.get(by.name) is None:
                self._put(entity, row, row | {by.name: key}, actor)

    def existing(self, entity: SObject, key: str) -> Row:
        """Return the record with that id.

        Raises:
            ApiError: when there is none, or none any more.

        """
        full = ids.full(key)
        if full is None or not full.startswith(entity.prefix):
            message = f"Provided external ID field does not exist or is not accessible: {key}"
            raise not_found(message)
        row = self._org.store.get(entity.name, full, deleted=True)
        if row is None:
            raise ApiError("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", status=404)
        if row["IsDeleted"]:
            raise ApiError("ENTITY_IS_DELETED", "entity is deleted", status=404)
        return row

    def _demand_visible(self, entity: SObject, row: Row, actor: Actor) -> None:
        if not self._access.visible(entity, row, actor):
            message = "insufficient access rights on object id"
            raise ApiError("INSUFFICIENT_ACCESS_OR_READONLY", message, status=403)

    def _save(self, entity: SObject, before: Row | None, after: Row, actor: Actor) -> None:
        self._intake.check(entity, before, after)
        before_save(self._org, entity, before, after)
        self._check_locks(entity, after, actor)
        if not actor.lever:
            guards, store = self._org.guards, self._org.store
            guards.check_rules(entity, before, after, self._org.package.rules)
            guards.check_duplicates(store, entity, after, allowed=actor.allow_duplicates)
        self._put(entity, before, after, actor)

    def _put(self, entity: SObject, before: Row | None, after: Row, actor: Actor) -> None:
        now = self._org.now()
        if before is None:
            after |= {"CreatedDate": now, "CreatedById": actor.user}
        after |= {"LastModifiedDate": now, "LastModifiedById": actor.user, "SystemModstamp": now}
        self._org.store.put(entity, after)
        after_save(self._org, entity, before, after, actor.user)

    def _check_locks(self, entity: SObject, row: Row, actor: Actor) -> None:
        """Refuse while the record, or one it belongs to, is held by somebody else."""
        if actor.lever:
            return
        parents = {row.get(one.name) for one in entity.fields.values() if one.cascade}
        keys = {str(key) for key in (row["Id"], *parents) if key is not None}
        if not actor.free:
            for key in keys:
                if self._org.record(key) is not None and not self._is_account(key):
                    self._org.guards.check_lock(key)
        self._org.guards.check_row_lock(entity, keys)

    def _is_account(self, key: str) -> bool:
        """Tell whether `key` is an account's: its approval lock does not reach its deals."""
        return key.startswith(self._org.schema["Account"].prefix)

    def _throw_away(self, entity: SObject, row: Row, actor: Actor, binned: _Binned) -> None:
        key = str(row["Id"])
        self._put(entity, row, row | {"IsDeleted": True}, actor)
        binned.gone.append((entity, key))
        for child, by in self._org.schema.referring(entity.name):
            for other in self._org.store.by(child.name, by, key):
                if other["IsDeleted"]:
                    continue
                if by.cascade:
                    self._throw_away(child, other, actor, binned)
                elif by.custom:
                    binned.cleared.append((child, by, str(other["Id"])))
                    self._put(child, other, other | {by.name: None}, actor)
