"""The way in: one unit of work for writing, one for reading, on SQLite or PostgreSQL."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import ConnectionPoolEntry

from bot.asking import committed, open_ledger
from bot.errors import BotError, Conflict

SQLITE_WITH_SUBSECONDS = (3, 42)
BUSY_TIMEOUT = "busy_timeout=30000"  # milliseconds
LONGEST_WAIT_FOR_THE_LOCK = 30.0
LONGEST_STANDSTILL = 30.0
LOOK_AGAIN_AFTER = 0.002
"""Seconds."""
CONNECTIONS = 15
"""To PostgreSQL, kept open: opening one takes longer than most of what is asked."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged click survives a power cut
    BUSY_TIMEOUT,
    "foreign_keys=ON",
)

RACES = frozenset(
    {
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "23505",  # PostgreSQL: unique violation
        "40001",  # serialization failure
        "40P01",  # deadlock: the other one goes on
    }
)
OUTAGES = ("08", "53", "57", "58")
"""Classes of PostgreSQL: connections, too few resources, an operator's doing, its system."""
FULL_OR_BROKEN = ("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_CANTOPEN")
AWAY = "The ledger's database does not answer. Try again in a minute."


@sa.event.listens_for(sa.Engine, "connect")
def _prepare_sqlite(connection: object, _: ConnectionPoolEntry) -> None:
    """Prepare each SQLite connection, the engine's own ones included: hence on the class."""
    if not isinstance(connection, sqlite3.Connection):
        return
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    if sqlite3.sqlite_version_info < SQLITE_WITH_SUBSECONDS:
        # The durable engine stamps its rows with unixepoch('subsec'), which older ones lack.
        connection.create_function("unixepoch", 1, lambda _: time.time())


class LedgerAway(BotError):
    """The database cannot be reached, or has no room: the same may be done again later.

    Whether a commit that was cut off happened is not known, as after any crash.
    """


class LostRace(Conflict):
    """Another transaction changed the same thing first."""


class Ledger:
    """The ledger's database: `transaction()` to write, `reading()` to read."""

    def __init__(
        self,
        url: str,
        *,
        patience: float = LONGEST_WAIT_FOR_THE_LOCK,
        stands_still: float = LONGEST_STANDSTILL,
    ) -> None:
        """Connect to `url`: sqlite:///path or postgresql://…; the folder of a file is made.

        `patience` is how many seconds a writer waits for others of a SQLite file; `stands_still`,
        after how many seconds PostgreSQL ends a transaction in which nothing happens.
        """
        self.url = url
        self._patience = patience
        self._fence: Callable[[Session], None] = _no_fence
        self._queue: Callable[[], AbstractContextManager[None]] = nullcontext
        self.is_sqlite = url.startswith("sqlite")
        if self.is_sqlite:
            path = sa.make_url(url).database
            if path:
                Path(path).parent.mkdir(parents=True, exist_ok=True)
            self.engine = sa.create_engine(url)
        else:
            driver = sa.make_url(url).set(drivername="postgresql+psycopg")
            self.engine = sa.create_engine(
                driver, pool_pre_ping=True, pool_size=CONNECTIONS, max_overflow=0
            )
            # A process that stands still must not keep rows from the others.
            limit(self.engine, idle_in_transaction_session_timeout=stands_still)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # SQLite's waiting writers look again ever more rarely, and whoever comes later is faster:
        # 20 clicks at a time were answered after up to 1.9 s. In our own queue it is 0.4 s.
        self._turn = threading.RLock() if self.is_sqlite else nullcontext()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Yield a session; commit when the block ends, roll back when it raises.

        Raises:
            LostRace: if another transaction won.
            LedgerAway: if the database is.

        """
        try:
            with open_ledger(), self._queue(), self._turn, self._sessions.begin() as session:
                if self.is_sqlite:
                    _take_write_lock(session.connection(), self._patience)
                self._fence(session)
                yield session
            committed()
        except (StaleDataError, DBAPIError, PoolTimeout) as error:
            if _is_lost_race(error):
                raise LostRace("Somebody else changed this at the same moment.") from error
            if _is_away(error):
                raise LedgerAway(AWAY) from error
            raise

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Yield a session that only reads, and never makes a writer wait.

        Raises:
            LedgerAway: if the database is.

        """
        try:
            with open_ledger(), self._queue(), self._sessions() as session:
                yield session
        except (DBAPIError, PoolTimeout) as error:
            if _is_away(error):
                raise LedgerAway(AWAY) from error
            raise

    def fence_by(self, fence: Callable[[Session], None]) -> None:
        """Begin each writing transaction with `fence`, which may refuse it."""
        self._fence = fence

    def queue_by(self, queue: Callable[[], AbstractContextManager[None]]) -> None:
        """Let whoever wants to read or write wait in `queue` first."""
        self._queue = queue

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def limit(engine: sa.Engine, **seconds: float) -> None:
    """Have each connection to PostgreSQL keep these limits of its own."""

    @sa.event.listens_for(engine, "connect")
    def keep(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        for name, value in seconds.items():
            milliseconds = str(int(value * 1000))
            cursor.execute("SELECT set_config(%s, %s, false)", (name, milliseconds))
        cursor.close()
        connection.commit()


def _no_fence(s: Session) -> None:
    del s


def _take_write_lock(connection: sa.Connection, patience: float) -> None:
    """Take the write lock first: reading and then writing is not isolated else.

    SQLite itself would look again after up to 0.1 s while the durable engine writes; a person may
    be waiting, so we look every few milliseconds.
    """
    connection.exec_driver_sql("PRAGMA busy_timeout=0")
    give_up = time.monotonic() + patience
    while not _began(connection):
        if time.monotonic() > give_up:
            raise LedgerAway("The ledger was locked for too long by another process. Try again.")
        time.sleep(LOOK_AGAIN_AFTER)
    connection.exec_driver_sql(f"PRAGMA {BUSY_TIMEOUT}")


def _began(connection: sa.Connection) -> bool:
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except OperationalError as error:
        if getattr(error.orig, "sqlite_errorname", None) != "SQLITE_BUSY":
            raise
        return False
    return True


def _is_lost_race(error: Exception) -> bool:
    """Return whether another transaction was faster; else it is a mistake of ours, or an outage."""
    return isinstance(error, StaleDataError) or _said(error) in RACES


def _is_away(error: Exception) -> bool:
    """Return whether it is an outage: nothing that was asked of the database was wrong."""
    if isinstance(error, PoolTimeout):
        return True
    said = _said(error)
    if said.startswith("SQLITE_"):
        return said.startswith(FULL_OR_BROKEN)
    # Who could not even connect, or lost the connection, is told no code.
    return said.startswith(OUTAGES) if said else isinstance(error, OperationalError)


def _said(error: Exception) -> str:
    """Return the database's own code, "" if it gave none."""
    orig = getattr(error, "orig", None)
    return getattr(orig, "sqlstate", None) or getattr(orig, "sqlite_errorname", None) or ""
