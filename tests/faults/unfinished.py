"""What the engine has not finished yet, as its own tables say."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from bot.ledger import Ledger

SHOWN = 5


def count(ledger: Ledger) -> int:
    """Return how many workflows wait or run."""
    return int(_asked(ledger, "count(*)")[0][0])


def some(ledger: Ledger) -> Sequence[sa.Row[Any]]:
    """Return id, status and name of a few."""
    return _asked(ledger, "workflow_uuid, status, name")[:SHOWN]


def _asked(ledger: Ledger, columns: str) -> Sequence[sa.Row[Any]]:
    schema = "" if ledger.is_sqlite else "dbos."
    query = f"SELECT {columns} FROM {schema}workflow_status"  # noqa: S608 - our own words
    with ledger.engine.connect() as connection:
        left = " WHERE status IN ('ENQUEUED', 'PENDING', 'DELAYED')"
        return connection.execute(sa.text(query + left)).fetchall()
