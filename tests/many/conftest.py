"""A ledger with some hundred open invoices, as the figures are taken over a hundred thousand."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.deps import Deps
from bot.ledger import Ledger
from bot.ledger.migrate import migrate
from tests.benchmarks.filling import fill
from tests.benchmarks.lean import LeanBilling, LeanCrm
from tests.benchmarks.many import Many
from tests.fakes.postgres import POSTGRES, SQLITE, Kind, Postgres

COUNT = 400


def filled(deps: Deps, url: str, count: int) -> Deps:
    """Return the collaborators with so many open invoices in the ledger at `url`, and outside."""
    ledger, many = Ledger(url), Many(count)
    migrate(ledger)
    fill(ledger, many)
    return replace(deps, ledger=ledger, billing=LeanBilling(many), crm=LeanCrm(many))


@pytest.fixture(params=[SQLITE, POSTGRES])
def many(deps: Deps, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Deps]:
    """Return collaborators whose ledger has hundreds of open invoices."""
    kind: Kind = request.param
    if kind == "sqlite":
        found = filled(deps, f"sqlite:///{tmp_path}/many.db", COUNT)
        yield found
        found.ledger.close()
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database() as url:
        found = filled(deps, url, COUNT)
        yield found
        found.ledger.close()


@contextmanager
def counted(ledger: Ledger) -> Iterator[list[str]]:
    """Collect the statements that the database is given meanwhile."""
    said: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        said.append(statement)

    sa.event.listen(ledger.engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(ledger.engine, "before_cursor_execute", note)
