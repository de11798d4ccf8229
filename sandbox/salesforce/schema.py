"""What an org knows about its own objects: fields, kinds and how they refer to each other."""

from dataclasses import dataclass, field, replace

Value = object
"""None, str, bool, Decimal, date or aware datetime, by the field's kind."""

TEXTS = frozenset({"string", "textarea", "longtext", "picklist", "email", "phone", "url"})
NUMBERS = frozenset({"currency", "double", "percent", "int"})
IDS = frozenset({"id", "reference"})


@dataclass(frozen=True)
class Field:
    """One field; `kind` is Salesforce's describe type, but for `longtext` (a long text area)."""

    name: str
    kind: str = "string"
    length: int = 255
    label: str = ""
    scale: int = 2
    precision: int = 18
    required: bool = False
    create: bool = True
    update: bool = True
    refers: tuple[str, ...] = ()
    children: str = ""
    """The child relationship's name on the object referred to."""
    cascade: bool = False
    """Whether the record goes when the one it refers to goes."""
    values: tuple[str, ...] = ()
    restricted: bool = False
    external: bool = False
    unique: bool = False
    case_sensitive: bool = False
    default: Value = None
    auto_number: str = ""
    """The display format of an auto-number, e.g. "CWI-{000000}"."""

    @property
    def custom(self) -> bool:
        """Whether people, not Salesforce, made the field."""
        return self.name.endswith("__c")

    @property
    def relation(self) -> str:
        """The name by which a query goes over to the record referred to, "" if it cannot."""
        if self.kind != "reference":
            return ""
        if self.custom:
            return self.name.removesuffix("__c") + "__r"
        return self.name.removesuffix("Id")

    @property
    def indexed(self) -> bool:
        """Whether records are found by this field without looking at each."""
        return self.kind == "reference" or self.external or self.unique

    @property
    def filterable(self) -> bool:
        """Whether a query may filter and sort by it."""
        return self.kind != "longtext"


@dataclass
class SObject:
    """One kind of record."""

    name: str
    prefix: str
    fields: dict[str, Field]
    """By lower-case name: Salesforce does not mind the case."""
    label: str = ""
    plural: str = ""
    readonly: bool = False
    """Whether the API may only read it."""

    def field(self, name: str) -> Field | None:
        """Return the field of that name, in whatever case."""
        return self.fields.get(name.lower())

    def via(self, relation: str) -> Field | None:
        """Return the reference field behind a relationship's name."""
        wanted = relation.lower()
        found = (one for one in self.fields.values() if one.relation.lower() == wanted)
        return next(found, None) if relation else None


def sobject(name: str, prefix: str, *fields: Field, readonly: bool = False) -> SObject:
    """Make an object of `fields` and those that every object has."""
    every = (*_SYSTEM, *fields)
    return SObject(
        name, prefix, {one.name.lower(): one for one in every}, name, name + "s", readonly
    )


def fixed(field: Field) -> Field:
    """Return `field` as one that Salesforce itself fills."""
    return replace(field, create=False, update=False)


def reference(
    name: str,
    *refers: str,
    children: str = "",
    required: bool = False,
    cascade: bool = False,
    update: bool = True,
) -> Field:
    """Make a field that holds another record's id."""
    return Field(
        name,
        "reference",
        18,
        refers=refers,
        children=children,
        required=required,
        cascade=cascade,
        update=update,
    )


_SYSTEM = (
    fixed(Field("Id", "id", 18)),
    fixed(Field("IsDeleted", "boolean", default=False)),
    fixed(Field("CreatedDate", "datetime")),
    fixed(reference("CreatedById", "User")),
    fixed(Field("LastModifiedDate", "datetime")),
    fixed(reference("LastModifiedById", "User")),
    fixed(Field("SystemModstamp", "datetime")),
)


@dataclass
class Schema:
    """All objects of an org, by lower-case name."""

    objects: dict[str, SObject] = field(default_factory=dict)

    def add(self, *objects: SObject) -> None:
        """Make the objects known."""
        for one in objects:
            # A copy: installing a package adds fields, and the next org begins without them.
            self.objects[one.name.lower()] = replace(one, fields=dict(one.fields))

    def find(self, name: str) -> SObject | None:
        """Return the object of that name, in whatever case."""
        return self.objects.get(name.lower())

    def __getitem__(self, name: str) -> SObject:
        return self.objects[name.lower()]

    def referring(self, name: str) -> list[tuple[SObject, Field]]:
        """Return the fields of other objects that refer to records of `name`."""
        return [
            (child, one)
            for child in self.objects.values()
            for one in child.fields.values()
            if name in one.refers
        ]

    def child(self, parent: str, relationship: str) -> tuple[SObject, Field] | None:
        """Return where the records of a child relationship are, e.g. OpportunityLineItems."""
        wanted = relationship.lower()
        for child, one in self.referring(parent):
            name = one.children + ("__r" if one.custom else "")
            if one.children and name.lower() == wanted:
                return child, one
        return None
