"""Every test of the ledger runs on SQLite and on PostgreSQL, on tables made by the migrations."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from bot.ledger import Ledger
from bot.ledger.migrate import migrate
from tests.fakes.postgres import Postgres, running

Kind = Literal["sqlite", "postgres"]
SQLITE = pytest.param("sqlite")
POSTGRES = pytest.param("postgres", marks=pytest.mark.xdist_group("postgres"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running() as server:
        yield server


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("migrated") / "ledger.db"
    ledger = Ledger(f"sqlite:///{path}")
    migrate(ledger)
    ledger.close()
    return path


@pytest.fixture(params=[SQLITE, POSTGRES])
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def empty_url(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the address of a database without tables."""
    if kind == "sqlite":
        return f"sqlite:///{tmp_path}/ledger.db"
    server: Postgres = request.getfixturevalue("postgres")
    return server.database()


@pytest.fixture
def ledger(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), tmp_path / "ledger.db")
        ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        ledger = Ledger(server.database("migrated"))
    yield ledger
    ledger.close()
