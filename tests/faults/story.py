"""A story: what many deals go through in step, each with its own fault, one with none."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sandbox.company import deal
from sandbox.faults import Fault
from tests.faults import guards
from tests.faults.cell import Case, Cell
from tests.faults.columns import COLUMNS
from tests.faults.snapshot import dateless, differences, take
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


def play(stage: Stage, story: Story, deals: Sequence[Sequence[Cell]]) -> dict[Cell, list[str]]:
    """Play it with a deal for the cells of each of `deals`, and one more without any.

    Return what came out otherwise, for each cell of such a deal.
    """
    if story.furnish:
        story.furnish(stage)
    cases = [Case(), *(Case(tuple(cells)) for cells in deals)]
    for case in cases:
        _win(stage, story, case)
    for case in cases:
        for cell in case.cells:
            _arm(stage, case, cell)
    stage.next_minute()
    for phase in story.phases:
        _step(stage, phase, cases)
    stage.close()
    return _compare(stage, cases)


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


def _step(stage: Stage, phase: Phase, cases: Sequence[Case]) -> None:
    if phase.day is None:
        stage.morning()
    else:
        stage.until(phase.day, phase.hour, phase.minute)
    if phase.act:
        for case in cases:
            phase.act(stage, case)
        stage.rest()
    if phase.looks:
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


def _compare(stage: Stage, cases: Sequence[Case]) -> dict[Cell, list[str]]:
    left = _unmet(stage, cases)
    wanted = take(stage, cases[0])
    waited = any(COLUMNS[cell.column].lasts for case in cases for cell in case.cells)
    wanted = dateless(wanted) if waited else wanted
    found: dict[Cell, list[str]] = {}
    for case in cases[1:]:
        seen = take(stage, case)
        apart = differences(wanted, dateless(seen) if waited else seen)
        for cell in case.cells:
            found[cell] = [*([UNMET] if cell.name in left else []), *apart]
    return found
