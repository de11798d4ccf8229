"""A section of the table: what is measured together, on what, and how long it may take at most."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.databases import NONE, POSTGRES, SQLITE, Databases
from tests.benchmarks.figures import Figure

BOTH = (SQLITE, POSTGRES)
NEITHER = (NONE,)

Part = tuple[str, Callable[[], list[Figure]]]
"""What some figures are about, and how they are taken."""


@dataclass(frozen=True)
class Where:
    """Where a section is measured."""

    databases: Databases
    folder: Path
    """Of its own, and empty."""


@dataclass(frozen=True)
class Section:
    """Some figures that are taken by one process."""

    name: str
    """By which one asks for it: `make bench ONLY=name`."""
    parts: Callable[[Where], Iterator[Part]]
    patience: float
    """Seconds, on a busy machine: then it is given up."""
    on: tuple[str, ...] = BOTH
    """Kinds of database."""
