"""A short soak: bots are killed and frozen in the middle of things, and nothing is lost."""

from pathlib import Path

from tests.fakes.postgres import Postgres
from tests.lanes import PAGES, SERVERS
from tests.soak.live import Report, live
from tests.soak.plan import made

ACTS = 28
SEEDS = (3742, 1549)
"""Of those with kills, a freeze, faults, three shapes of deals and approvals in between."""


def check(report: Report) -> None:
    assert report.counts.wrong == []
    assert report.kills
    assert report.freezes
    assert report.counts.invoices


@PAGES
def test_loses_and_doubles_nothing_on_sqlite(tmp_path: Path) -> None:
    check(live(made(SEEDS[0], ACTS), tmp_path))


@SERVERS
def test_loses_and_doubles_nothing_on_postgres(tmp_path: Path, postgres: Postgres) -> None:
    with postgres.database() as url:
        check(live(made(SEEDS[1], ACTS), tmp_path, url, bots=2))
