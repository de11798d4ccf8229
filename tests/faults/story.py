"""A story: what many deals go through in step, each with its own fault, one with none.

Stories of one house are played side by side, day by day.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sandbox.company import deal
from sandbox.faults import Fault
from tests.faults import guards
from tests.faults.cell import Case, Cell
from tests.faults.columns import COLUMNS
from tests.faults.snapshot import Snapshot, dateless, differences, take
from tests.faults.stage import MANY, Stage

Act = Callable[[Stage, Case], None]
UNMET = "the fault was never met"


@dataclass(frozen=True)
class Phase:
    """What is done with every deal, and what then happens by itself."""

    act: Act | None = None
    day: date | None = None
    """Until which day time passes first; None: a new day begins if this one has."""
    hour: int = 0
    minute: int = 20
    looks: bool = False
    """Whether the bot has to look at the feeds afterwards."""


@dataclass(frozen=True)
class Story:
    """Deals that are won, and what becomes of them."""

    name: str
    phases: tuple[Phase, ...]
    sold: dict[str, Any] = field(default_factory=dict)
    """What is won: see `sandbox.company.deal`."""
    amount: str | None = "1200"
    furnish: Callable[[Stage], None] | None = None
    """How the world has to be for it."""
    house: str = ""
    """Those with the same are played in one house, where no vendor is away for hours."""


class Part(NamedTuple):
    """One of the stories of a house, and its deals; the first of them meets no fault."""

    story: Story
    cases: Sequence[Case]


def play(stage: Stage, deals: Sequence[tuple[Story, Sequence[Cell]]]) -> dict[Cell, list[str]]:
    """Play stories with a deal for each of `deals`, and one more of each without any fault.

    Return what came out otherwise, for each cell of such a deal.
    """
    parts = _parts(deals)
    cases = [case for part in parts for case in part.cases]
    for part in parts:
        if part.story.furnish:
            part.story.furnish(stage)
        for case in part.cases:
            _win(stage, part.story, case)
    for case in cases:
        for cell in case.cells:
            _arm(stage, case, cell)
    stage.next_minute()
    for phases in _timeline(parts):
        _step(stage, phases)
    stage.close()
    return _compare(stage, parts)


def _parts(deals: Sequence[tuple[Story, Sequence[Cell]]]) -> list[Part]:
    stories = {story.name: story for story, _ in deals}
    return [
        Part(story, [Case(), *(Case(tuple(cells)) for one, cells in deals if one is story)])
        for story in stories.values()
    ]


def _timeline(parts: Sequence[Part]) -> Iterator[list[tuple[Phase, Part]]]:
    """Yield what comes next: what has no day of its own, else what has the earliest."""
    left = [(list(part.story.phases), part) for part in parts]
    while left := [(phases, part) for phases, part in left if phases]:
        first = min(_when(phases[0]) for phases, _ in left)
        yield [(phases.pop(0), part) for phases, part in left if _when(phases[0]) == first]


def _when(phase: Phase) -> tuple[date, int, int]:
    return (phase.day or date.min, phase.hour, phase.minute)


def _win(stage: Stage, story: Story, case: Case) -> None:
    terms = {"terms": "Net 30", "name": f"{case.name} deal"}
    case.deal_id = stage.people.win(deal(case.name, story.amount, **(terms | story.sold)))


def _arm(stage: Stage, case: Case, cell: Cell) -> None:
    column = COLUMNS[cell.column]
    for fault in faults_of(case, cell):
        stage.world.faults.add(fault)
    if column.lasts:
        stage.hours.add(cell.name)
    guards.put_up(stage, case, cell)
    stage.kills |= column.kills


def faults_of(case: Case, cell: Cell) -> list[Fault]:
    """Return what has to be switched on for the deal to meet the cell's fault."""
    about = (case.name, case.deal_id, case.place)
    return COLUMNS[cell.column].faults(cell.row, cell.name, about)


def _step(stage: Stage, phases: Sequence[tuple[Phase, Part]]) -> None:
    first, _ = phases[0]
    if first.day is None:
        stage.morning()
    else:
        stage.until(first.day, first.hour, first.minute)
    acts = [(phase.act, case) for phase, part in phases if phase.act for case in part.cases]
    for act, case in acts:
        act(stage, case)
    if acts:
        stage.rest()
    if any(phase.looks for phase, _ in phases):
        stage.next_minute()


def _unmet(stage: Stage, cases: Sequence[Case]) -> set[str]:
    """Return the cells whose fault hit nothing: the first of its steps did not."""
    left = Counter(f.name for f in stage.world.faults.pending() if f.times in (1, MANY))
    cells = [cell for case in cases for cell in case.cells]
    armed = {cell.name: len(faults_of(case, cell)) for case in cases for cell in case.cells}
    looked = {cell.name for cell in cells if cell.row.after}
    unmet = {name for name, count in left.items() if count > armed[name] - 1 - (name in looked)}
    if guards.left(stage):
        unmet |= {cell.name for cell in cells if not armed[cell.name]}
    kills = {cell.name for cell in cells if COLUMNS[cell.column].kills}
    return unmet | (kills - stage.killed)


def _compare(stage: Stage, parts: Sequence[Part]) -> dict[Cell, list[str]]:
    cases = [case for part in parts for case in part.cases]
    left = _unmet(stage, cases)
    waited = any(COLUMNS[cell.column].lasts for case in cases for cell in case.cells)

    def seen(case: Case) -> Snapshot:
        return dateless(take(stage, case)) if waited else take(stage, case)

    found: dict[Cell, list[str]] = {}
    for part in parts:
        wanted = seen(part.cases[0])
        for case in part.cases[1:]:
            apart = differences(wanted, seen(case))
            for cell in case.cells:
                found[cell] = [*([UNMET] if cell.name in left else []), *apart]
    return found
