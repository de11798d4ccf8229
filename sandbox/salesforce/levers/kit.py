"""What the levers work with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sandbox.salesforce.deals import Deals
from sandbox.salesforce.oauth import Sessions
from sandbox.salesforce.org import Actor, Org
from sandbox.salesforce.people import as_person
from sandbox.salesforce.store import Row
from sandbox.salesforce.values import wire
from sandbox.salesforce.writing import Writer

Body = dict[str, Any]
"""The query parameters and the JSON of a call, together."""
Lever = Callable[[list[str], Body], object]
"""Takes the variable parts of the path and the body, returns JSON."""
Table = list[tuple[str, str, Lever]]


@dataclass(frozen=True)
class Kit:
    """An org and the hands to change it."""

    org: Org
    writer: Writer
    sessions: Sessions
    deals: Deals

    def actor(self, body: Body) -> Actor:
        """Return whom the lever acts as, out of `as`."""
        return as_person(self.org, str(body.get("as") or ""))


def shown(row: Row) -> dict[str, Any]:
    """Return a record as JSON, by the names of its fields."""
    return {name: wire(value) for name, value in row.items()}
