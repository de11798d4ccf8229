"""Bringing the ledger's tables up to date, losing no row on the way."""

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from bot.errors import Misconfigured
from bot.ledger.session import Ledger

ONE_AT_A_TIME = 20_261_122
"""A number that nothing else locks in the database."""
SCRIPTS = Path(__file__).parent / "migrations"
ENGINE_TABLES = frozenset(
    {
        "application_versions",
        "dbos_migrations",
        "notifications",
        "operation_outputs",
        "queues",
        "streams",
        "workflow_events",
        "workflow_events_history",
        "workflow_input",
        "workflow_output",
        "workflow_schedules",
        "workflow_status",
    }
)
"""Tables of the durable engine, which live beside ours on SQLite and are none of our business."""


def configured(connection: sa.Connection, scripts: Path = SCRIPTS) -> Config:
    """Return Alembic's configuration for our scripts, run on `connection`."""
    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def migrate(ledger: Ledger, revision: str = "head", *, scripts: Path = SCRIPTS) -> None:
    """Bring the tables to `revision`.

    On SQLite an altered table is copied and the old one dropped, which would take the rows that
    refer to it along: foreign keys are off meanwhile and checked afterwards.

    Processes that start together wait for each other; the first one does it.

    Raises:
        Misconfigured: if rows refer to others that do not exist, or the tables are those of a later
            version; nothing was changed then.

    """
    with ledger.engine.connect() as connection:
        if ledger.is_sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
        try:
            command.upgrade(configured(connection, scripts), revision)
            _check_references(connection, is_sqlite=ledger.is_sqlite)
            connection.commit()
        except CommandError as error:
            raise Misconfigured(
                "The ledger was written by another version of closedwon: "
                f"{error} Nothing was changed: run the latest version."
            ) from error
        finally:
            connection.rollback()
            if ledger.is_sqlite:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _check_references(connection: sa.Connection, *, is_sqlite: bool) -> None:
    if not is_sqlite:
        return
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise Misconfigured(
            f"The ledger has rows that refer to nothing (in {tables}). Nothing was changed: "
            "restore a backup, or have the rows looked at."
        )


def is_current(ledger: Ledger) -> bool:
    """Return whether the tables are those that this version of the code needs."""
    with ledger.engine.connect() as connection:
        script = ScriptDirectory.from_config(configured(connection))
        present = MigrationContext.configure(connection).get_current_revision()
        return present == script.get_current_head()
