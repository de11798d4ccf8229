"""Fields as a query names them: through relationships, and only those the user may see."""

from dataclasses import dataclass

from sandbox.salesforce.access import Access
from sandbox.salesforce.errors import ApiError, no_column
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.schema import Field, SObject, Value
from sandbox.salesforce.store import Row
from sandbox.salesforce.virtual import Virtual


@dataclass(frozen=True)
class Reading:
    """Who reads what: handed through everything that makes sense of a query."""

    org: Org
    access: Access
    virtual: Virtual
    actor: Actor
    deleted: bool = False
    """Whether the recycle bin is read too (queryAll)."""

    def rows(self, entity: SObject) -> list[Row]:
        """Return the records of `entity` the actor may see."""
        made = self.virtual.rows(entity.name, self.actor)
        return self.seen(entity, self.org.store.rows(entity.name) if made is None else made)

    def seen(self, entity: SObject, rows: list[Row]) -> list[Row]:
        """Return those of `rows` the actor may see."""
        return [
            row
            for row in rows
            if (self.deleted or not row["IsDeleted"])
            and self.access.visible(entity, row, self.actor)
        ]

    def get(self, entity: SObject, key: Value) -> Row | None:
        """Return one record by id."""
        if key is None:
            return None
        made = self.virtual.rows(entity.name, self.actor)
        if made is not None:
            return next((row for row in made if row["Id"] == key), None)
        return self.org.store.get(entity.name, str(key), deleted=self.deleted)


@dataclass(frozen=True)
class Hop:
    """One step over a relationship: from a reference field to the record it names."""

    field: Field
    to: SObject


@dataclass(frozen=True)
class Column:
    """A field at the end of a path of relationships."""

    hops: tuple[Hop, ...]
    field: Field

    def value(self, reading: Reading, row: Row) -> Value:
        """Return the field's value for `row`, None when the path breaks off."""
        at: Row | None = row
        for hop in self.hops:
            at = reading.get(hop.to, at.get(hop.field.name)) if at else None
        return at.get(self.field.name) if at else None


def resolve(reading: Reading, entity: SObject, path: str) -> Column:
    """Return what `path` names, seen from `entity`.

    Raises:
        ApiError: INVALID_FIELD, when there is no such thing or the user may not see it.

    """
    *relations, name = path.split(".")
    if relations and relations[0].lower() == entity.name.lower():
        relations = relations[1:]  # Opportunity.Name within FROM Opportunity
    hops = []
    for relation in relations:
        by = entity.via(relation)
        if by is None or not reading.access.readable(entity, by, reading.actor):
            raise ApiError(
                "INVALID_FIELD",
                f"Didn't understand relationship '{relation}' in field path. If you are attempting "
                "to use a custom relationship, be sure to append the '__r' after the custom "
                "relationship name. Please reference your WSDL or the describe call for the "
                "appropriate names.",
            )
        entity = reading.access.find(by.refers[0], reading.actor)
        hops.append(Hop(by, entity))
    field = reading.access.field(entity, name, reading.actor)
    if field is None:
        raise no_column(name, entity.name)
    return Column(tuple(hops), field)
