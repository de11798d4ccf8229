"""What waits in the engine's queues, as a transaction of the ledger sees it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

SCHEMA = "dbos"
"""Where the engine keeps its tables in PostgreSQL; in SQLite they lie beside ours."""


def is_queued(s: Session, workflow: str, queue: str) -> bool:
    """Return whether a start of `workflow` waits in `queue`, and has not begun."""
    schema = SCHEMA if s.get_bind().dialect.name == "postgresql" else None
    name, queue_name, status = (
        sa.column(column, sa.Text()) for column in ("name", "queue_name", "status")
    )
    rows = sa.table("workflow_status", name, queue_name, status, schema=schema)
    query = sa.select(sa.literal(1)).select_from(rows).limit(1)
    waiting = (queue_name == queue, status == "ENQUEUED", name == workflow)
    return s.scalar(query.where(*waiting)) is not None
