"""Lots: the cells of the table shared out over houses, each a story with a bot of its own."""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from tests.faults.cell import Cell
from tests.faults.columns import COLUMNS
from tests.faults.stories import STORIES
from tests.faults.table import wanted

WHOLE = "CLOSEDWON_FAULTS"
"""The variable that asks for the whole table, else a sample of it is tried."""
DATABASES = ("sqlite", "postgres")
VENDORS, HOURS, NIGHTS, KILLED = "vendors", "hours", "nights", "killed"
"""The vendor fails once or twice; it is away for hours, for one deal or for what is about none
(whose days would pass one after the other); the bot is killed."""
LARGEST = 36
"""Deals in one house, besides the one without a fault."""
WAITED = 3
"""How much longer a deal takes that is killed, or waits for hours."""
TOGETHER = 5
"""Cells that one deal meets one after the other; those of another one are tried alone then."""
SAMPLE = (
    ("issue.draft", "time-out after"),
    ("issue.draft", "500 replayed"),
    ("issue.fill", "reset in the answer"),
    ("issue.send", "refused"),
    ("issue.send", "lost, then 503 for hours"),
    ("issue.may_go", "session expired"),
    ("show_card.tell_thread", "time-out after"),
    ("issue.draft", "killed during"),
    ("issue.send", "killed before"),
    ("issue.send", "killed after"),
    ("show_card.put_card", "killed during"),
)
"""Step and fault of what `make test` tries, on SQLite."""


class Lot(NamedTuple):
    """What is played in one house."""

    database: str
    house: str
    """Of stories that are played together, else the only one's name."""
    how: str
    """What the faults do: see `_how`."""
    number: int
    cells: tuple[Cell, ...]

    @property
    def name(self) -> str:
        """Return what pytest calls it."""
        return f"{self.database}-{self.house}-{self.how}-{self.number}"

    @property
    def deals(self) -> list[tuple[Cell, ...]]:
        """Return the cells that each deal meets: of one story, and no two of the same effect."""
        return [
            deal
            for story in dict.fromkeys(cell.row.story for cell in self.cells)
            for deal in self._deals_of([one for one in self.cells if one.row.story == story])
        ]

    def _deals_of(self, cells: Sequence[Cell]) -> Iterator[tuple[Cell, ...]]:
        rows = Counter(cell.row for cell in cells)
        count = max(-(-len(cells) // _together(self.how)), *rows.values())
        yield from (tuple(cells[at::count]) for at in range(count))

    @property
    def kills(self) -> bool:
        """Return whether they kill the bot."""
        return self.how == KILLED


def is_whole() -> bool:
    """Return whether the whole table is asked for."""
    return bool(os.environ.get(WHOLE))


def databases() -> tuple[str, ...]:
    """Return on which databases it is tried."""
    return DATABASES if is_whole() else DATABASES[:1]


def lots() -> list[Lot]:
    """Return all of them, or the sample; first what takes long, so that nothing does at the end."""
    cells = list(wanted())
    if not is_whole():
        cells = [cell for cell in cells if _is_sample(cell)]
    found = (lot for name in databases() for lot in _shared_out(name, cells))
    return sorted(found, key=_work, reverse=True)


def _work(lot: Lot) -> int:
    """Return how long it takes as compared to others: each kill is waited for, and each outage."""
    at_once = 1 if lot.how == VENDORS else WAITED
    phases = max(len(STORIES[cell.row.story].phases) for cell in lot.cells)
    return phases * (len(lot.deals) * at_once + LARGEST)


def _is_sample(cell: Cell) -> bool:
    return (f"{cell.row.workflow}.{cell.row.step}", cell.column) in SAMPLE


def _shared_out(database: str, cells: Sequence[Cell]) -> Iterator[Lot]:
    houses: dict[tuple[str, str], list[Cell]] = {}
    for cell in cells:
        how, story = _how(cell), STORIES[cell.row.story]
        shares = how in (VENDORS, KILLED) and story.house
        houses.setdefault((shares or story.name, how), []).append(cell)
    for (house, how), mine in houses.items():
        for number, part in enumerate(_parts(mine, _together(how)), start=1):
            yield Lot(database, house, how, number, part)


def _how(cell: Cell) -> str:
    """Return which cells it goes with: where a vendor is away for hours, time passes for all."""
    column = COLUMNS[cell.column]
    if column.kills:
        return KILLED
    if not column.lasts:
        return VENDORS
    return NIGHTS if cell.row.alone else HOURS


def _together(how: str) -> int:
    """Return how many a deal meets: several outages of hours would move its days."""
    return TOGETHER if how in (VENDORS, KILLED) else 1


def _parts(cells: Sequence[Cell], together: int) -> Iterator[tuple[Cell, ...]]:
    """Yield parts of about the same size, the cells of each row spread over them."""
    count = -(-len(cells) // (LARGEST * together))
    yield from (tuple(islice(cells, at, None, count)) for at in range(count))
