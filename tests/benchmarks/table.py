"""The table: one row a figure, SQLite and PostgreSQL side by side, with what it is to keep to.

It is written in Markdown as it is printed, so that the documentation holds what a terminal shows.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tests.benchmarks.databases import NONE, POSTGRES, SQLITE
from tests.benchmarks.figures import Figure

NAME, VALUE, LIMIT = 64, 18, 18
"""Characters of the columns."""


@dataclass
class Table:
    """Rows as they come."""

    lines: list[str] = field(default_factory=list)
    is_over: bool = False
    """Whether a figure was beyond its limit, or could not be taken."""

    def begin(self) -> None:
        """Print the head of the table."""
        self._row("", "SQLite", "PostgreSQL", "limit")
        value = f"-{'-' * VALUE}:|"
        self._write(f"|:{'-' * NAME}-|{value * 2}:{'-' * LIMIT}-|")

    def title(self, title: str) -> None:
        """Print what the next rows are about."""
        self._row(f"**{title}**", "", "", "")

    def figures(self, taken: Mapping[str, Sequence[Figure]]) -> None:
        """Print the figures of one part, by the kind of database on which they were taken."""
        for name in dict.fromkeys(one.name for some in taken.values() for one in some):
            found = {kind: one for kind, some in taken.items() for one in some if one.name == name}
            limits = dict.fromkeys(one.keeps for one in found.values())
            if NONE in found:  # no database is asked for it
                cells = [_cell(found[NONE]), ""]
            else:
                cells = [_cell(found.get(kind)) for kind in (SQLITE, POSTGRES)]
            self._row(name, cells[0], cells[1], " / ".join(limits))
            self.is_over |= any(one.is_over for one in found.values())

    def failed(self, what: str, why: str) -> None:
        """Print that something could not be measured."""
        self.is_over = True
        self._write(f"| {what}: **not measured**: {' '.join(why.split())[:150]} | | | |")

    def say(self, line: str) -> None:
        """Print a line that is not of the table."""
        self._write(line)

    def _row(self, name: str, first: str, second: str, limit: str) -> None:
        self._write(f"| {name:<{NAME}} | {first:>{VALUE}} | {second:>{VALUE}} | {limit:<{LIMIT}} |")

    def _write(self, line: str) -> None:
        self.lines.append(line.rstrip())
        sys.stdout.write(f"{line.rstrip()}\n")
        sys.stdout.flush()


def _cell(one: Figure | None) -> str:
    if one is None:
        return ""
    value = f"{one.value:,.{one.digits}f} {one.unit}".rstrip()
    return f"**{value}** !" if one.is_over else value
