"""Work under way, read from the durable engine's own tables: no engine has to run for that."""

from collections import Counter
from typing import Final

import sqlalchemy as sa

from bot.ledger.session import Ledger

WAITS_OR_RUNS: Final = ("ENQUEUED", "PENDING", "DELAYED")
CANNOT_GO_ON: Final = ("ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED")
TABLE: Final = "workflow_status"
SCHEMA: Final = "dbos"
"""Where the engine's tables are on PostgreSQL; on SQLite they stand beside ours."""


def unfinished(ledger: Ledger) -> Counter[str]:
    """Return how many workflows of each name wait or run, or would if a bot ran."""
    return _count(ledger, WAITS_OR_RUNS)


def failed(ledger: Ledger) -> Counter[str]:
    """Return how many workflows of each name stopped by an error and wait for a *Retry now*."""
    return _count(ledger, CANNOT_GO_ON)


def ever_worked(ledger: Ledger) -> bool:
    """Return whether the engine remembers any work, finished work included."""
    return bool(_count(ledger, ()))


def told(work: Counter[str]) -> str:
    """Return the work in words, e.g. "issue, 3 x show_card"."""
    return ", ".join(
        name if count == 1 else f"{count} x {name}" for name, count in sorted(work.items())
    )


def _count(ledger: Ledger, statuses: tuple[str, ...]) -> Counter[str]:
    """Count by name; without `statuses`, in any."""
    schema = None if ledger.is_sqlite else SCHEMA
    if not sa.inspect(ledger.engine).has_table(TABLE, schema=schema):
        return Counter()
    table = sa.table(TABLE, sa.column("name"), sa.column("status"), schema=schema)
    query = sa.select(table.c.name, sa.func.count()).group_by(table.c.name)
    if statuses:
        query = query.where(table.c.status.in_(statuses))
    with ledger.engine.connect() as connection:
        return Counter({str(name): int(count) for name, count in connection.execute(query)})
