"""What a query says, as a tree."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Relative:
    """A date literal that depends on the day it is read, e.g. TODAY or LAST_N_DAYS:7."""

    name: str
    count: int = 0


Literal = None | bool | str | Decimal | date | datetime | Relative


@dataclass(frozen=True)
class Compare:
    """A field against a literal; a LIKE's literal keeps its wildcards."""

    path: str
    operator: str
    value: Literal


@dataclass(frozen=True)
class Among:
    """A field against a list of literals, or against the one field of another query."""

    path: str
    values: tuple[Literal, ...]
    query: "Query | None" = None
    negated: bool = False


@dataclass(frozen=True)
class Not:
    """The opposite of a condition."""

    condition: "Condition"


@dataclass(frozen=True)
class Every:
    """All of several conditions."""

    parts: "tuple[Condition, ...]"


@dataclass(frozen=True)
class Either:
    """At least one of several conditions."""

    parts: "tuple[Condition, ...]"


Condition = Compare | Among | Not | Every | Either


@dataclass(frozen=True)
class Order:
    """One key of the order of the rows."""

    path: str
    descending: bool = False
    nulls_last: bool = False


@dataclass
class Query:
    """One SELECT."""

    entity: str = ""
    paths: list[str] = field(default_factory=list)
    children: "list[Query]" = field(default_factory=list)
    """Sub-queries; their `entity` is the relationship's name."""
    count: bool = False
    where: Condition | None = None
    order: list[Order] = field(default_factory=list)
    limit: int | None = None
    offset: int = 0
    all_rows: bool = False
