"""Every effect meets every fault, and all ends as it does without: see `table` for the table."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.fakes.postgres import Postgres
from tests.faults.cell import Cell
from tests.faults.lots import Lot, is_whole, lots
from tests.faults.snapshot import bills
from tests.faults.stage import open_stage
from tests.faults.stories import STORIES
from tests.faults.story import UNMET, play
from tests.faults.table import RESULTS, Result
from tests.lanes import PAGES

LOTS = [pytest.param(lot, id=lot.name, marks=() if is_whole() else PAGES) for lot in lots()]


@pytest.mark.parametrize("lot", LOTS)
def test_all_ends_as_without_the_fault(
    lot: Lot,
    tmp_path: Path,
    request: pytest.FixtureRequest,
    record_property: Callable[[str, object], None],
) -> None:
    found = _played(lot, lot.deals, tmp_path / "together", request)
    # One fault may hide another, or change words of the same deal: never what was billed.
    several = {cell for deal in lot.deals if len(deal) > 1 for cell in deal}
    hidden = {
        cell: apart
        for cell, apart in found.items()
        if apart and not bills(apart) and (cell in several or UNMET in apart)
    }
    if hidden:
        found |= _played(lot, [(cell,) for cell in hidden], tmp_path / "alone", request)
    results = [
        Result(lot.database, cell.name, tuple(found[cell]), tuple(hidden.get(cell, ())))
        for cell in lot.cells
    ]
    record_property(RESULTS, json.dumps(results))
    apart = [f"{one.cell}: {' | '.join(one.apart)}" for one in results if one.apart]
    assert not apart, "\n".join(apart)


def _played(
    lot: Lot, deals: Sequence[Sequence[Cell]], folder: Path, request: pytest.FixtureRequest
) -> dict[Cell, list[str]]:
    """Play the lot; whatever goes wrong with all of it is wrong with each of its cells."""
    folder.mkdir()
    patience = 0.0 if lot.kills else 3.0
    with _database(lot, request) as url, open_stage(folder, url, patience=patience) as stage:
        found = play(stage, [(STORIES[cells[0].row.story], cells) for cells in deals])
        nobodys = [words for words in stage.troubles() if not re.search(r"\bFirm\d+", words)]
        trouble = [f"trouble is open: {words}" for words in nobodys]
    return {cell: [*apart, *trouble] for cell, apart in found.items()}


@contextlib.contextmanager
def _database(lot: Lot, request: pytest.FixtureRequest) -> Iterator[str]:
    """Yield the address of an empty database, "" for a file."""
    if lot.database == "sqlite":
        yield ""
        return
    postgres: Postgres = request.getfixturevalue("postgres")
    with postgres.database() as url:
        yield url
