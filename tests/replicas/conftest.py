"""One fleet for all tests: whoever a test has ended is started again after it."""

from collections.abc import Iterator

import pytest

from tests.fakes.postgres import Postgres
from tests.replicas.fleet import Fleet, open_fleet


@pytest.fixture(scope="package")
def _fleet(postgres: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    with (
        postgres.database() as url,
        open_fleet(tmp_path_factory.mktemp("fleet"), url) as fleet,
    ):
        yield fleet


@pytest.fixture
def fleet(_fleet: Fleet) -> Iterator[Fleet]:
    _fleet.people.delete("faults")
    yield _fleet
    _fleet.revive()
