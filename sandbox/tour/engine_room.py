"""What the durable engine has finished and still has to do, read from its own table."""

import json
import sqlite3
from contextlib import closing
from datetime import datetime

UNDER_WAY = "SELECT count(*) FROM workflow_status WHERE status IN ('ENQUEUED', 'PENDING')"
SWEEPING = "SELECT count(*) FROM workflow_status WHERE name = 'sweep' AND status <> 'SUCCESS'"
SWEPT = "SELECT count(*) FROM cursor WHERE name = 'salesforce_deals_again'"
TICKED = "SELECT value FROM cursor WHERE name = 'tick'"


def has_swept(database_url: str) -> bool:
    """Return whether a nightly sweep has ended, and none is under way or has failed.

    Of the sweep itself the engine may know nothing any more: the ledger notes its last step.
    """
    return bool(int(_one(database_url, SWEPT))) and not int(_one(database_url, SWEEPING))


def is_quiet(database_url: str, since: datetime) -> bool:
    """Return whether the clockwork has seen the instant `since`, and nothing is left to do."""
    ticked = json.loads(_one(database_url, TICKED))["until"]
    return datetime.fromisoformat(ticked) >= since and not int(_one(database_url, UNDER_WAY))


def _one(database_url: str, query: str) -> str:
    """Return the one value that a query selects."""
    path = database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return str(connection.execute(query).fetchone()[0])
