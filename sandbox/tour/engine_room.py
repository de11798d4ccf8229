"""What the durable engine has finished, read from its own table."""

import sqlite3
from contextlib import closing


def finished(database_url: str, workflow: str) -> int:
    """Return how many runs of a workflow ended well, of those it has not forgotten yet."""
    path = database_url.removeprefix("sqlite:///")
    query = "SELECT count(*) FROM workflow_status WHERE name = ? AND status = 'SUCCESS'"
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return int(connection.execute(query, [workflow]).fetchone()[0])
