"""Work under way, read from the durable engine's own tables: no engine has to run for that."""

from collections import Counter
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

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


def is_queued(s: Session, workflow: str, queue: str) -> bool:
    """Return whether a start of `workflow` waits in `queue` and has not begun, as `s` sees it."""
    table = _table(None if s.get_bind().dialect.name == "sqlite" else SCHEMA)
    query = sa.select(sa.literal(1)).select_from(table).limit(1)
    waits = (table.c.queue_name == queue, table.c.status == "ENQUEUED", table.c.name == workflow)
    return s.scalar(query.where(*waits)) is not None


def told(work: Counter[str]) -> str:
    """Return the work in words, e.g. "issue, 3 x show_card"."""
    return ", ".join(
        name if count == 1 else f"{count} x {name}" for name, count in sorted(work.items())
    )


def _table(schema: str | None) -> sa.TableClause:
    columns = (sa.column(name, sa.Text()) for name in ("name", "status", "queue_name"))
    return sa.table(TABLE, *columns, schema=schema)


def _count(ledger: Ledger, statuses: tuple[str, ...]) -> Counter[str]:
    """Count by name; without `statuses`, in any."""
    schema = None if ledger.is_sqlite else SCHEMA
    if not sa.inspect(ledger.engine).has_table(TABLE, schema=schema):
        return Counter()
    table = _table(schema)
    query = sa.select(table.c.name, sa.func.count()).group_by(table.c.name)
    if statuses:
        query = query.where(table.c.status.in_(statuses))
    with ledger.engine.connect() as connection:
        return Counter({str(name): int(count) for name, count in connection.execute(query)})
