"""An empty ledger in a file of its own, quickly: tests begin thousands."""

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.ledger import Base, Ledger
from bot.ledger.audit import GENESIS, AuditHeadRow

_compiled: dict[Any, Any] = {}
"""Statements in SQL, kept from ledger to ledger: making them anew is a third of a test."""


def empty_ledger(folder: Path) -> Ledger:
    """Return an empty ledger, kept in a file in `folder`."""
    path = folder / "ledger.db"
    content, dialect = _empty()
    path.write_bytes(content)
    ledger = Ledger(f"sqlite:///{path}")
    ledger.engine.dialect = dialect  # what was compiled for one is not for another
    ledger.engine.update_execution_options(compiled_cache=_compiled)
    return ledger


@cache
def _empty() -> tuple[bytes, sa.Dialect]:
    """Return the file of an empty ledger, and what speaks with such files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "empty.db"
        ledger = Ledger(f"sqlite:///{path}")
        Base.metadata.create_all(ledger.engine)
        with ledger.transaction() as s:
            s.add(AuditHeadRow(id=1, sequence=0, hash=GENESIS))
        ledger.close()
        return path.read_bytes(), ledger.engine.dialect
