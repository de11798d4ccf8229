"""One process a file: a second one would carry on the first one's unfinished work."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from bot.errors import Misconfigured
from bot.ledger.session import Ledger


@contextmanager
def only_one(ledger: Ledger) -> Iterator[None]:
    """Be the only one to run on a SQLite file; the lock goes with the process, however it ends.

    On PostgreSQL there may be several: see `bot.ledger.replicas`.

    Raises:
        Misconfigured: if another process runs on it.

    """
    with _file_lock(ledger) if ledger.is_sqlite else nullcontext():
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


def _taken(database: str) -> Misconfigured:
    return Misconfigured(f"Another closedwon runs on {database} already. Stop it first.")
