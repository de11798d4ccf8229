"""What holds for the embedded database only."""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.ledger import Ledger


class TestSqlite:
    """What holds for the embedded database only."""

    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "var" / "new.db"

    def test_makes_the_folder_of_the_file(self, path: Path) -> None:
        Ledger(f"sqlite:///{path}").close()
        assert path.parent.is_dir()

    def test_survives_a_power_cut_after_an_acknowledged_commit(self, path: Path) -> None:
        ledger = Ledger(f"sqlite:///{path}")
        with ledger.reading() as s:
            pragmas = {
                name: s.connection().exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "busy_timeout", "foreign_keys")
            }
        ledger.close()
        assert pragmas == {
            "journal_mode": "wal",
            "synchronous": 2,
            "busy_timeout": 30000,
            "foreign_keys": 1,
        }

    @pytest.mark.parametrize("version", [(3, 40, 1), (3, 41, 9)])
    def test_brings_subseconds_to_older_versions(
        self, path: Path, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
    ) -> None:
        monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
        ledger = Ledger(f"sqlite:///{path}")
        with ledger.reading() as s:
            now = s.scalar(sa.text("select unixepoch('subsec')"))
        ledger.close()
        assert abs(datetime.now(UTC).timestamp() - float(str(now))) < 60

    def test_leaves_subseconds_to_newer_versions(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 42, 0))
        monkeypatch.setattr("time.time", lambda: 0.0)
        ledger = Ledger(f"sqlite:///{path}")
        with ledger.reading() as s:
            assert s.scalar(sa.text("select unixepoch('now')")) != 0
        ledger.close()

    def test_can_be_kept_in_memory(self) -> None:
        ledger = Ledger("sqlite://")
        with ledger.transaction() as s:
            assert s.scalar(sa.text("select 1")) == 1
        ledger.close()
