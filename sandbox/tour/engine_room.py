"""What the durable engine has finished and still has to do, read from its own table."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime

UNDER_WAY = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
TICKED = "SELECT value FROM cursor WHERE name = 'tick'"


def finished(database_url: str, workflow: str) -> int:
    """Return how many runs of a workflow ended well, of those it has not forgotten yet."""
    query = "SELECT count(*) FROM workflow_status WHERE name = ? AND status = 'SUCCESS'"
    return int(_one(database_url, query, workflow))


def is_quiet(database_url: str, since: datetime) -> bool:
    """Return whether the clockwork has seen the instant `since`, and nothing is left to do."""
    ticked = json.loads(_one(database_url, TICKED))["until"]
    return datetime.fromisoformat(ticked) >= since and not int(_one(database_url, UNDER_WAY))


def _one(database_url: str, query: str, *given: str) -> str:
    """Return the one value that a query selects."""
    path = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return str(connection.execute(query, given).fetchone()[0])
