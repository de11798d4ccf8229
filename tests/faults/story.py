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


def play(stage: Stage, story: Story, cells: Sequence[Cell]) -> dict[Cell, list[str]]:
    """Play it with one deal for each cell, and one more; return what came out otherwise."""
    if story.furnish:
        story.furnish(stage)
    cases = [Case(), *(Case(cell) for cell in cells)]
    for case in cases:
        _win(stage, story, case)
    for case in cases[1:]:
        _arm(stage, case)
    stage.next_minute()
    for phase in story.phases:
        _step(stage, phase, cases)
    stage.close()
    return _compare(stage, cases)


def _win(stage: Stage, story: Story, case: Case) -> None:
    terms = {"terms": "Net 30", "name": f"{case.name} deal"}
    case.deal_id = stage.people.win(deal(case.name, story.amount, **(terms | story.sold)))


def _arm(stage: Stage, case: Case) -> None:
    assert case.cell
    column, name = COLUMNS[case.cell.column], case.cell.name
    for fault in faults_of(case):
        stage.world.faults.add(fault)
    if column.lasts:
        stage.hours.add(name)
    guards.put_up(stage, case)
    stage.kills |= column.kills


def faults_of(case: Case) -> list[Fault]:
    """Return what has to be switched on for the deal."""
    if case.cell is None:
        return []
    about = (case.name, case.deal_id, case.place)
    return COLUMNS[case.cell.column].faults(case.cell.row, case.cell.name, about)


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
    armed = {case.cell.name: len(faults_of(case)) for case in cases if case.cell}
    looked = {case.cell.name for case in cases if case.cell and case.cell.row.after}
    unmet = {name for name, count in left.items() if count > armed[name] - 1 - (name in looked)}
    if guards.left(stage):
        unmet |= {case.cell.name for case in cases if case.cell and not armed[case.cell.name]}
    kills = {case.cell.name for case in cases if case.cell and COLUMNS[case.cell.column].kills}
    return unmet | (kills - stage.killed)


def _compare(stage: Stage, cases: Sequence[Case]) -> dict[Cell, list[str]]:
    left = _unmet(stage, cases)
    wanted = take(stage, cases[0])
    waited = any(case.cell and COLUMNS[case.cell.column].lasts for case in cases)
    wanted = dateless(wanted) if waited else wanted
    found: dict[Cell, list[str]] = {}
    for case in cases[1:]:
        cell = case.cell
        assert cell
        seen = take(stage, case)
        apart = differences(wanted, dateless(seen) if waited else seen)
        found[cell] = [*(["the fault was never met"] if cell.name in left else []), *apart]
    return found
