"""Who may see and touch what: object rights, field-level security, and sharing."""

from sandbox.salesforce.errors import ApiError, no_object
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.schema import Field, SObject
from sandbox.salesforce.settings import ObjectAccess
from sandbox.salesforce.standard import SCHEDULE
from sandbox.salesforce.store import Row

GRANTED = "Closedwon_Integration"
"""The permission set the integration user is given."""

OWNED = {
    "Opportunity": "Id",
    "OpportunityLineItem": "OpportunityId",
    "OpportunityContactRole": "OpportunityId",
    "OpportunityHistory": "OpportunityId",
    "OpportunityLineItemSchedule": "OpportunityLineItemId",
    "Closedwon_Milestone__c": "Opportunity__c",
}
"""What is seen only with its deal, and by which field the deal, or what hangs on it, is found."""


class Access:
    """Answers what an actor may do, out of the package's permission set and the settings."""

    def __init__(self, org: Org) -> None:
        """Answer for `org`."""
        self._org = org
        self._grants = next(one for one in org.package.grants if one.name == GRANTED)

    def rights(self, entity: SObject, actor: Actor) -> ObjectAccess:
        """Return what `actor` may do with records of `entity`."""
        if actor.free:
            return ObjectAccess()
        said = self._org.settings.objects.get(entity.name)
        if said is not None:
            return said
        granted = self._grants.objects.get(entity.name)
        if granted is None or not self._org.settings.package_installed:
            return ObjectAccess()
        # Without the permission set the profile still lets standard objects be read and edited.
        if not self._org.settings.package_assigned:
            own = entity.name.endswith("__c")
            return ObjectAccess(read=not own, create=not own, edit=not own, delete=not own)
        return ObjectAccess(
            read=granted["allowRead"],
            create=granted["allowCreate"],
            edit=granted["allowEdit"],
            delete=granted["allowDelete"],
        )

    def _field(self, entity: SObject, field: Field, actor: Actor) -> tuple[bool, bool]:
        if actor.free:
            return True, True
        name = f"{entity.name}.{field.name}"
        said = self._org.settings.fields.get(name)
        if said is not None:
            return said.readable, said.readable and said.writable
        if not field.custom or field.required:
            return True, True
        if not self._org.settings.package_assigned:
            return False, False
        return self._grants.fields.get(name, (False, False))

    def readable(self, entity: SObject, field: Field, actor: Actor) -> bool:
        """Tell whether `actor` sees the field at all."""
        return self._field(entity, field, actor)[0]

    def writable(self, entity: SObject, field: Field, actor: Actor) -> bool:
        """Tell whether `actor` may write the field, if anybody may."""
        return self._field(entity, field, actor)[1]

    def find(self, name: str, actor: Actor) -> SObject:
        """Return the object a query names.

        Raises:
            ApiError: INVALID_TYPE, when there is none or the actor may not see it.

        """
        entity = self._org.schema.find(name)
        if entity is None or not self.rights(entity, actor).read:
            raise no_object(name)
        return entity

    def field(self, entity: SObject, name: str, actor: Actor) -> Field | None:
        """Return the field of that name, None when there is none the actor may see."""
        field = entity.field(name)
        return field if field and self.readable(entity, field, actor) else None

    def visible(self, entity: SObject, row: Row, actor: Actor) -> bool:
        """Tell whether `actor` may see the record: all of them, or only those of its own deals."""
        if actor.free or entity.name not in OWNED or self.sees_all():
            return True
        key, store = str(row[OWNED[entity.name]]), self._org.store
        if entity.name == SCHEDULE.name:
            line = store.get("OpportunityLineItem", key, deleted=True) or {}
            key = str(line.get("OpportunityId"))
        deal = store.get("Opportunity", key, deleted=True)
        return deal is not None and deal.get("OwnerId") == actor.user

    def sees_all(self) -> bool:
        """Tell whether the integration user sees everybody's deals."""
        settings = self._org.settings
        return settings.view_all and settings.package_assigned and settings.package_installed

    def demand(self, entity: SObject, verb: str, actor: Actor) -> None:
        """Refuse when `actor` may not `create`, `edit` or `delete` records of `entity`."""
        if not getattr(self.rights(entity, actor), verb) or (entity.readonly and not actor.free):
            message = (
                f"entity type {entity.name} does not support {verb}"
                if entity.readonly
                else "insufficient access rights on object id"
            )
            code = (
                "INVALID_TYPE_FOR_OPERATION"
                if entity.readonly
                else "INSUFFICIENT_ACCESS_OR_READONLY"
            )
            raise ApiError(code, message, status=400 if entity.readonly else 403)
