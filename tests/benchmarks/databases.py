"""The databases that figures are taken on: a SQLite file, or a PostgreSQL that waits for its disk.

The server of the tests does not; one that keeps money has to.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bot.ledger import Ledger
from bot.ledger.migrate import migrate
from tests.fakes.postgres import server

SQLITE, POSTGRES, NONE = "sqlite", "postgres", ""


@contextmanager
def serving(kind: str) -> Iterator[str]:
    """Yield the address of a PostgreSQL server, "" where none is asked for."""
    if kind != POSTGRES:
        yield ""
        return
    with server() as uri:
        yield uri


class Databases:
    """New databases of one kind, one after the other."""

    def __init__(self, kind: str, uri: str = "") -> None:
        """Make them on the server at `uri`, or as files."""
        self.kind = kind
        self._uri = uri

    @contextmanager
    def new(self, name: str) -> Iterator[str]:
        """Yield the address of an empty database; it is gone afterwards."""
        if self.kind != POSTGRES:
            with tempfile.TemporaryDirectory(prefix="closedwon-") as folder:
                yield f"sqlite:///{Path(folder) / name}.db"
            return
        self._run(f"CREATE DATABASE {name}")
        try:
            yield sa.make_url(self._uri).set(database=name).render_as_string(hide_password=False)
        finally:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    @contextmanager
    def ledger(self, name: str) -> Iterator[Ledger]:
        """Yield an empty ledger."""
        with self.new(name) as url:
            ledger = Ledger(url)
            try:
                migrate(ledger)
                yield ledger
            finally:
                ledger.close()

    def _run(self, sql: str) -> None:
        url = sa.make_url(self._uri).set(drivername="postgresql+psycopg")
        engine = sa.create_engine(url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(sa.text(sql))
        engine.dispose()
