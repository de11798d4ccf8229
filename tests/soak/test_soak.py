"""A short soak: bots are killed and frozen in the middle of things, and nothing is lost."""

from pathlib import Path

import pytest

from tests.fakes.postgres import Postgres
from tests.soak.live import live
from tests.soak.plan import made

ACTS = 40


@pytest.mark.xdist_group("test_soak")
def test_loses_and_doubles_nothing_on_sqlite(tmp_path: Path) -> None:
    report = live(made(1, ACTS), tmp_path)
    assert report.counts.wrong == []
    assert report.kills


@pytest.mark.xdist_group("postgres")
def test_loses_and_doubles_nothing_on_postgres(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.database() as url:
        report = live(made(2, ACTS), tmp_path, url)
    assert report.counts.wrong == []
    assert report.kills
