"""The table that a run prints: effects down, faults across, and what came of each."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tests.faults.cell import Cell, Row
from tests.faults.columns import COLUMNS
from tests.faults.rows import ROWS

RESULTS = "faults"
"""Under which name a test reports what came of its cells."""


LEFT_OUT = "after most of a day a reminder is left out, and says so"
COURTESY = {
    ("messenger.direct", "refused"): "who may not be written to is not told; nothing hangs on it",
    ("heads_up.post", "refused"): "the next morning tries again, see tests/workflows",
    ("ask_usage.post", "refused"): "the next business day asks again, see tests/workflows",
    ("show_reminder.redraw", "refused"): "a line that was right when it was said stays as it is",
    ("remind_customer.retire", "refused"): "buttons that were right when they were shown stay",
    ("remind_customer.read_invoice", "refused"): "the next business morning reminds of it",
    ("remind_customer.mail", "503 for hours"): LEFT_OUT,
    ("remind_customer.mail", "lost, then 503 for hours"): LEFT_OUT,
}
"""Port or step, and fault -> why it may end otherwise."""


class Result(NamedTuple):
    """What came of one cell on one database."""

    database: str
    cell: str
    apart: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    """What came out otherwise beside other faults, and did not when it was tried alone."""


def wanted(rows: Iterable[Row] = ROWS) -> Iterator[Cell]:
    """Yield every cell that there ought to be."""
    for row in rows:
        if not row.why:
            yield from (Cell(row, name) for name in COLUMNS if not spared(row, name))


def spared(row: Row, column: str) -> str:
    """Return why a fault cannot happen to an effect, or nothing has to be the same then."""
    step = f"{row.workflow}.{row.step}"
    courtesy = COURTESY.get((row.port, column)) or COURTESY.get((step, column), "")
    return row.why or courtesy or COLUMNS[column].spared(row)


def drawn(results: Iterable[Result], databases: Iterable[str]) -> Iterator[str]:
    """Yield the lines of the table."""
    found = {(one.database, one.cell): one for one in results}
    names = [*databases]
    yield from (f"{mark:2} {name}" for mark, name in zip(_marks(), COLUMNS, strict=True))
    yield ""
    reasons: dict[str, None] = {}
    for row in ROWS:
        cells = []
        for column in COLUMNS:
            if reason := spared(row, column):
                reasons.setdefault(reason)
            cells.append("-" if reason else _of(found, names, Cell(row, column)))
        yield f"{row.name[:74]:75}" + " ".join(f"{cell:>2}" for cell in cells)
    yield ""
    yield "- does not apply: " + "; ".join(reasons)


def _marks() -> list[str]:
    return [chr(ord("a") + at) for at in range(len(COLUMNS))]


def _of(found: Mapping[tuple[str, str], Result], names: list[str], cell: Cell) -> str:
    results = [found.get((name, cell.name)) for name in names]
    if any(one is not None and one.apart for one in results):
        return "X"
    return "?" if None in results else "ok"


def failures(results: Iterable[Result]) -> Iterator[str]:
    """Yield what came out otherwise than without the fault."""
    for one in results:
        if one.apart:
            yield f"FAILED {one.cell} on {one.database}"
            yield from (f"    {difference}" for difference in one.apart)


def hidden(results: Iterable[Result]) -> Iterator[str]:
    """Yield what had to be tried alone, since another fault hid it, and why."""
    for one in results:
        if one.hidden:
            yield f"alone: {one.cell} on {one.database}: {' | '.join(one.hidden)}"


def missing(results: Iterable[Result], databases: Iterable[str]) -> list[str]:
    """Return the cells that ought to have been run and were not."""
    run = {(one.database, one.cell) for one in results}
    return [
        f"{cell.name} on {database}"
        for database in databases
        for cell in wanted()
        if (database, cell.name) not in run
    ]
