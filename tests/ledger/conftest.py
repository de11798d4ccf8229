"""Every test of the ledger runs on SQLite and on PostgreSQL, on tables made by the migrations."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from bot.ledger import Ledger
from bot.ledger.migrate import migrate
from tests.fakes.postgres import POSTGRES, SQLITE, Kind, Postgres
from tests.ledger.filling import fill
from tests.ledger.pairs import FILES, TEMPLATES, Pair


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
def empty_url(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database without tables."""
    if kind == "sqlite":
        yield f"sqlite:///{tmp_path}/ledger.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database() as url:
            yield url


@pytest.fixture
def migrated_url(kind: Kind, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give the address of a database with the ledger's tables."""
    if kind == "sqlite":
        shutil.copy(request.getfixturevalue("migrated"), tmp_path / "ledger.db")
        yield f"sqlite:///{tmp_path}/ledger.db"
    else:
        server: Postgres = request.getfixturevalue("postgres")
        with server.database("migrated") as url:
            yield url


@pytest.fixture
def ledger(migrated_url: str) -> Iterator[Ledger]:
    ledger = Ledger(migrated_url)
    yield ledger
    ledger.close()


@pytest.fixture
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Give a full ledger, and the address of a database without tables; files unless it is said."""
    kinds: tuple[Kind, Kind] = getattr(request, "param", FILES)
    with ExitStack() as stack:
        if kinds[0] == "sqlite":
            shutil.copy(request.getfixturevalue("migrated"), tmp_path / "old.db")
        urls = [f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/new.db"]
        for place, (kind, template) in enumerate(zip(kinds, TEMPLATES, strict=True)):
            if kind == "postgres":
                server: Postgres = request.getfixturevalue("postgres")
                urls[place] = stack.enter_context(server.database(template))
        old, new = map(Ledger, urls)
        fill(old)
        yield Pair(old, new)
        old.close()
        new.close()
