"""No effect is forgotten: what the code reaches is in the table, or has a reason not to be."""

from typing import Protocol

import pytest

from bot.ports import Billing, Crm, Directory, Messenger
from tests.faults.apart import APART, NO_EFFECT
from tests.faults.columns import COLUMNS
from tests.faults.reach import Reached, reached
from tests.faults.rows import ROWS
from tests.faults.stories import STORIES
from tests.faults.table import wanted

PORTS = {"billing": Billing, "crm": Crm, "messenger": Messenger, "directory": Directory}


def verbs() -> set[str]:
    """Return every verb of every port."""
    return {
        f"{name}.{verb}"
        for name, port in PORTS.items()
        for base in port.__mro__
        if base not in (Protocol, object)
        for verb in vars(base)
        if not verb.startswith("_")
    }


def where(one: Reached) -> tuple[str, str]:
    return f"{one.module.rpartition('.')[2]}.{one.step}", one.port


ROWED = {(row.workflow, row.step, row.port) for row in ROWS}
REACHED = reached()
COVERED = {where(one) for one in REACHED if (one.workflow, one.step, one.port) in ROWED}


class TestAnEffect:
    def test_that_a_port_offers_is_in_the_table(self) -> None:
        known = {row.port for row in ROWS} | {port for _, port in APART} | set(NO_EFFECT)
        assert verbs() - known == set()

    def test_that_a_step_reaches_is_in_the_table(self) -> None:
        steps = {where(one) for one in REACHED if one.port not in NO_EFFECT}
        assert steps - COVERED - set(APART) == set()

    def test_in_the_table_is_one_that_the_code_reaches(self) -> None:
        code = {(one.workflow, one.step, one.port) for one in REACHED}
        assert ROWED - code == set()

    def test_apart_from_the_table_is_reached_and_has_no_row(self) -> None:
        assert set(APART) - {where(one) for one in REACHED} == set()
        assert set(APART) & COVERED == set()

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
    def test_has_a_story(self, row: object) -> None:
        assert getattr(row, "story", "") in STORIES


class TestTheTable:
    def test_names_each_cell_once(self) -> None:
        names = [cell.name for cell in wanted()]
        assert len(names) == len(set(names))

    def test_has_each_fault_somewhere(self) -> None:
        assert {cell.column for cell in wanted()} == set(COLUMNS)
