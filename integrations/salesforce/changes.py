"""Which deals changed: their own edits, and those beside them that leave no stamp on the deal.

An account, a contact, a milestone, a schedule and often a product line change without a trace on
the opportunity. Each is asked for by its own stamp, from the same instant on as the deals are:
nothing is remembered in between that could get lost. Five questions cost one call.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from integrations.salesforce.connection import Row
from integrations.salesforce.parts import SCHEDULE
from integrations.salesforce.queries import changed_below, changed_otherwise, won
from integrations.salesforce.reading import LINES, ROLES, Reading
from integrations.salesforce.schema import DEAL, Schema, at

STAMP = "SystemModstamp"
UNBILLED = ("Owner", "RecordType")
"""What a deal refers to without being billed by it; a user changes with every sign-in."""


@dataclass(frozen=True)
class Question:
    """A query for changed deals, and where its rows say which and when."""

    soql: str
    deal: str = "Id"
    stamps: tuple[str, ...] = (STAMP,)

    def told(self, row: Row) -> tuple[str, list[str]]:
        """Return the id of the deal ("" if it has none), and the stamps."""
        stamps = (at(row, path) for path in self.stamps)
        return str(at(row, self.deal) or ""), [str(stamp) for stamp in stamps if stamp]


def of_won(columns: Reading, since: datetime) -> Question:
    """Return the question for won deals, with everything about them."""
    return Question(won(columns.select(), since))


def of_known(schema: Schema, columns: Reading, since: datetime) -> list[Question]:
    """Return the questions for deals that changed in any other way."""
    return [
        Question(changed_otherwise(since)),
        *_about_parts(schema, columns, since),
        *_about_clients(schema, columns, since),
    ]


def _about_parts(schema: Schema, columns: Reading, since: datetime) -> Iterator[Question]:
    """Ask for what hangs on a deal, and for what hangs on that."""
    deal = schema.object(DEAL)
    for name in columns.children:
        child = deal.child(name) if deal and name in (LINES, ROLES, columns.milestones) else None
        target = schema.object(child.target) if child else None
        by = target.field(child.field) if child and target else None
        if child and by:
            ways = ("", "Contact.") if name == ROLES else ("",)
            yield from _below(schema, child.target, by.name, f"{by.relation}.", ways, since)
    if LINES in columns.children and schema.object(SCHEDULE):
        line = "OpportunityLineItem."
        way = f"{line}Opportunity."
        yield from _below(schema, SCHEDULE, f"{line}OpportunityId", way, ("",), since)


def _about_clients(schema: Schema, columns: Reading, since: datetime) -> Iterator[Question]:
    """Ask by each way that leads from a deal to what it is billed by."""
    ways = {*columns.accounts, columns.bill_to_path}
    for column in (*columns.terms.values(), *columns.printed.values()):
        ways.add(column.path.rpartition(".")[0])
    for way in sorted(ways - {""}):
        if way.split(".")[0] not in UNBILLED:
            yield from _below(schema, DEAL, "Id", "", (f"{way}.",), since)


def _below(
    schema: Schema, start: str, deal: str, way: str, ways: tuple[str, ...], since: datetime
) -> Iterator[Question]:
    """Ask for rows of `start` by the stamps at the end of `ways`; nothing if none can be read."""
    stamps = tuple(f"{each}{STAMP}" for each in ways if schema.column(f"{each}{STAMP}", start))
    if stamps:
        yield Question(changed_below(start, deal, stamps, f"{way}IsWon", since), deal, stamps)
