"""Every effect meets every fault, and all ends as it does without: see `table` for the table."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes.postgres import Postgres
from tests.faults.lots import Lot, is_whole, lots
from tests.faults.stage import open_stage
from tests.faults.stories import STORIES
from tests.faults.story import play
from tests.faults.table import RESULTS, Result

LOTS = [
    pytest.param(lot, id=lot.name, marks=() if is_whole() else pytest.mark.xdist_group(lot.name))
    for lot in lots()
]


@pytest.mark.parametrize("lot", LOTS)
def test_all_ends_as_without_the_fault(
    lot: Lot,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    if lot.database == "sqlite":
        results = _played(lot, tmp_path, "")
    else:
        postgres: Postgres = request.getfixturevalue("postgres")
        with postgres.database() as url:
            results = _played(lot, tmp_path, url)
    record_property(RESULTS, json.dumps(results))
    assert len(results) == len(lot.cells)
    apart = [f"{one.cell}: {' | '.join(one.apart)}" for one in results if one.apart]
    assert not apart, "\n".join(apart)


def _played(lot: Lot, folder: Path, database_url: str) -> list[Result]:
    """Play the lot; whatever goes wrong with all of it is wrong with each of its cells."""
    patience = 0.0 if lot.kills else 3.0
    with open_stage(folder, database_url, patience=patience) as stage:
        found = play(stage, STORIES[lot.story], lot.cells)
        nobodys = [words for words in stage.troubles() if not re.search(r"\bFirm\d+", words)]
        trouble = tuple(f"trouble is open: {words}" for words in nobodys)
    return [Result(lot.database, cell.name, (*found[cell], *trouble)) for cell in lot.cells]
