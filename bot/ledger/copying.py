"""Copying a whole ledger into another database, and proving that the copy is the same."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.errors import Misconfigured
from bot.ledger import audit
from bot.ledger.audit import AuditHeadRow
from bot.ledger.desk import CursorRow
from bot.ledger.tables import metadata
from bot.value import digest

AT_A_TIME: Final = 1000
"""Rows in memory and in one statement."""
STAYS: Final = ("moved", "replica")
"""What is told of this database only: where its ledger went, and which bots run on it."""
_ROUND: Final = 2**256


@dataclass(frozen=True)
class Sum:
    """What a table holds: how many rows, and a number that equal rows share in any order."""

    rows: int = 0
    of_hashes: int = 0

    def plus(self, row: dict[str, Any]) -> "Sum":
        """Return it with one row more."""
        return Sum(self.rows + 1, (self.of_hashes + int(digest(row), 16)) % _ROUND)


Sums = dict[str, Sum]
"""By table."""


def tables() -> list[sa.Table]:
    """Return what is copied, each table after those that it refers to."""
    return [table for table in metadata().sorted_tables if table.name not in STAYS]


def is_empty(connection: sa.Connection) -> bool:
    """Return whether a ledger holds nothing yet but the beginning of its audit trail."""
    for table in tables():
        query = sa.select(table).limit(1)
        if table.name == AuditHeadRow.__tablename__:
            query = query.where(table.c.sequence > 0)
        if connection.execute(query).first() is not None:
            return False
    return True


def copy(source: sa.Connection, target: sa.Connection) -> Sums:
    """Copy every row within the transaction of `target`; return what was read.

    Raises:
        Misconfigured: if the target does not take a row.

    """
    target.execute(sa.delete(AuditHeadRow))  # its beginning, which each new ledger has
    read: Sums = {}
    for table in tables():
        total = Sum()
        for rows in _batches(source, table):
            try:
                target.execute(sa.insert(table), rows)
            except sa.exc.DBAPIError as error:
                raise Misconfigured(
                    f"The table {table.name} was not taken by the new database: {error.orig}"
                ) from error
            for row in rows:
                total = total.plus(row)
        read[table.name] = total
    return read


def sums(connection: sa.Connection) -> Sums:
    """Return what each table holds."""
    found: Sums = {}
    for table in tables():
        total = Sum()
        for rows in _batches(connection, table):
            for row in rows:
                total = total.plus(row)
        found[table.name] = total
    return found


def compare(read: Sums, target: sa.Connection) -> None:
    """Check the copy against what was read, and its audit trail by itself.

    Raises:
        Misconfigured: naming the tables that differ, or the entry of the trail that is broken.

    """
    found = sums(target)
    if differing := sorted(name for name in read if read[name] != found[name]):
        raise Misconfigured(f"The copy is not the same in: {', '.join(differing)}.")
    with Session(target, join_transaction_mode="rollback_only") as s:
        if broken := audit.verify(s):
            raise Misconfigured(
                f"The audit trail is broken at entry {broken.sequence}: {broken.reason}. "
                "Look at it with `closedwon audit verify` before the ledger moves."
            )


def _batches(connection: sa.Connection, table: sa.Table) -> Iterator[list[dict[str, Any]]]:
    query = sa.select(table)
    if table.name == CursorRow.__tablename__:
        query = query.where(table.c.name.not_in(STAYS))
    with connection.execute(query, execution_options={"yield_per": AT_A_TIME}) as result:
        for rows in result.mappings().partitions():
            yield [dict(row) for row in rows]
