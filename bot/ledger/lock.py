"""One process a ledger: a second one would carry on the first one's unfinished work."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bot.errors import Misconfigured
from bot.ledger.session import Ledger

RUNNING = 2_026_112_202
"""Names our lock among the advisory locks of a PostgreSQL database."""


@contextmanager
def only_one(ledger: Ledger) -> Iterator[None]:
    """Be the only one to run on this ledger; the lock goes with the process, however it ends.

    Raises:
        Misconfigured: if another process runs on it.

    """
    with _file_lock(ledger) if ledger.is_sqlite else _advisory_lock(ledger):
        yield


@contextmanager
def _file_lock(ledger: Ledger) -> Iterator[None]:
    database = ledger.engine.url.database
    if not database:  # in memory: nobody else can see it
        yield
        return
    with Path(f"{database}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise _taken(database) from error
        yield


@contextmanager
def _advisory_lock(ledger: Ledger) -> Iterator[None]:
    with ledger.engine.connect() as connection:
        held = connection.scalar(sa.select(sa.func.pg_try_advisory_lock(RUNNING)))
        connection.commit()  # the lock is the session's, not the transaction's
        if not held:
            raise _taken(ledger.engine.url.database or "this database")
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(RUNNING)))
            connection.commit()


def _taken(database: str) -> Misconfigured:
    return Misconfigured(f"Another closedwon runs on {database} already. Stop it first.")
