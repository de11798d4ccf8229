import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from bot.ledger import Ledger, LedgerAway
from bot.ledger.session import _began


def beside(path: Path) -> sqlite3.Connection:
    """Return another process's connection, in effect."""
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def begun(path: Path, patience: float = 30.0) -> Ledger:
    """Return a ledger whose file is there already."""
    ledger = Ledger(f"sqlite:///{path}", patience=patience)
    with ledger.transaction():
        pass
    return ledger


class TestTheWriteLock:
    def test_is_waited_for(self, tmp_path: Path) -> None:
        ledger = begun(tmp_path / "ledger.db")
        other = beside(tmp_path / "ledger.db")
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.05, other.rollback).start()
        with ledger.transaction() as s:
            assert s.connection().exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
        ledger.close()
        other.close()

    def test_is_not_waited_for_without_end(self, tmp_path: Path) -> None:
        ledger = begun(tmp_path / "ledger.db", patience=0.01)
        other = beside(tmp_path / "ledger.db")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LedgerAway, match="locked for too long"), ledger.transaction():
            pass
        other.rollback()
        with ledger.transaction():
            pass
        ledger.close()
        other.close()

    def test_is_no_excuse_for_a_mistake(self, tmp_path: Path) -> None:
        ledger = Ledger(f"sqlite:///{tmp_path}/ledger.db")
        with ledger.engine.connect() as connection:
            assert _began(connection)
            with pytest.raises(OperationalError, match="within a transaction"):
                _began(connection)
        ledger.close()
