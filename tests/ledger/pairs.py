"""Two databases to move between, and what is looked at in them."""

from typing import NamedTuple

import pytest
import sqlalchemy as sa
from dbos import DBOS

from bot.ledger import Ledger
from bot.ledger.copying import is_empty, tables
from bot.ledger.migrate import is_current
from bot.ledger.moving import refuse_moved
from tests.fakes.postgres import POSTGRES, Kind


class Pair(NamedTuple):
    old: Ledger
    new: Ledger


TEMPLATES = ("migrated", "template1")
FILES: tuple[Kind, Kind] = ("sqlite", "sqlite")
ANY_WAY = pytest.mark.parametrize(
    "pair",
    [
        pytest.param(("sqlite", "postgres"), marks=POSTGRES.marks, id="to PostgreSQL"),
        pytest.param(("postgres", "sqlite"), marks=POSTGRES.marks, id="from PostgreSQL"),
        pytest.param(FILES, id="to another file"),
    ],
    indirect=True,
)


def everything(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table that is copied, as the code reads it."""
    with ledger.engine.connect() as connection:
        return {
            table.name: sorted(
                (dict(row) for row in connection.execute(sa.select(table)).mappings()), key=repr
            )
            for table in tables()
        }


def work(ledger: Ledger, status: str, name: str = "issue") -> None:
    """Let the engine have a workflow of this state."""
    DBOS.migrate(ledger.url)
    where = "workflow_status" if ledger.is_sqlite else "dbos.workflow_status"
    with ledger.engine.begin() as connection:
        connection.execute(
            sa.text(
                f"INSERT INTO {where} (workflow_uuid, name, status, created_at, updated_at) "  # noqa: S608 - our names
                "VALUES (:id, :name, :status, 1, 1)"
            ),
            {"id": f"{name}:{status}", "name": name, "status": status},
        )


def nothing_went(pair: Pair) -> bool:
    """Return whether the old ledger may be used, and the new one holds nothing."""
    refuse_moved(pair.old)
    if not is_current(pair.new):
        return True
    with pair.new.engine.connect() as connection:
        return is_empty(connection)
