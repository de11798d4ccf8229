import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command

from bot.errors import Misconfigured
from bot.ledger import Base, Ledger
from bot.ledger.migrate import ENGINE_TABLES, SCRIPTS, configured, is_current, migrate
from tests.ledger.rows import deal_row, invoice_row, proposal_row

REVISION = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "x", "{head}", None, None


def upgrade() -> None:
    {body}
"""
ALTER = """copy = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("deal", recreate=copy) as batch_op:
        batch_op.add_column(sa.Column("region", sa.Text(), nullable=False, server_default=""))"""
ORPHAN = """op.execute("DELETE FROM deal")"""


@pytest.fixture
def empty(empty_url: str) -> Iterator[Ledger]:
    ledger = Ledger(empty_url)
    yield ledger
    ledger.close()


@pytest.fixture
def full(ledger: Ledger) -> Ledger:
    """Return a ledger with a deal and what refers to it."""
    for row in (deal_row(), proposal_row(), invoice_row()):
        with ledger.transaction() as s:
            s.add(row)
    return ledger


def scripts(tmp_path: Path, body: str) -> Path:
    """Return the migrations with one more."""
    folder = tmp_path / "migrations"
    shutil.copytree(SCRIPTS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    head = max(path.name[:4] for path in (folder / "versions").glob("0*.py"))
    (folder / "versions" / "x.py").write_text(REVISION.format(head=head, body=body))
    return folder


def rows(ledger: Ledger) -> dict[str, int]:
    with ledger.reading() as s:
        return {
            name: s.scalar(sa.text(f"SELECT count(*) FROM {name}")) or 0  # noqa: S608 - our names
            for name in ("deal", "proposal", "invoice")
        }


class TestMigrate:
    def test_brings_an_empty_database_to_the_models(self, empty: Ledger) -> None:
        assert not is_current(empty)
        migrate(empty)
        assert is_current(empty)
        with empty.engine.connect() as connection:
            command.check(configured(connection))  # raises if the models differ
            tables = set(sa.inspect(connection).get_table_names())
        assert tables == set(Base.metadata.tables) | {"alembic_version"}

    def test_may_run_again(self, full: Ledger) -> None:
        migrate(full)
        assert rows(full) == {"deal": 1, "proposal": 1, "invoice": 1}

    def test_runs_once_when_several_start_together(self, empty: Ledger) -> None:
        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(migrate, empty) for _ in range(4)]:
                done.result(60)
        assert is_current(empty)

    def test_loses_no_row_that_refers_to_an_altered_table(
        self, full: Ledger, tmp_path: Path
    ) -> None:
        migrate(full, scripts=scripts(tmp_path, ALTER))
        assert rows(full) == {"deal": 1, "proposal": 1, "invoice": 1}
        with full.reading() as s:
            assert s.scalar(sa.text("SELECT region FROM deal")) == ""

    def test_leaves_foreign_keys_on(self, full: Ledger, tmp_path: Path) -> None:
        migrate(full, scripts=scripts(tmp_path, ALTER))
        with pytest.raises(sa.exc.IntegrityError), full.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM deal"))

    def test_refuses_the_tables_of_a_later_version(self, full: Ledger) -> None:
        with full.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(Misconfigured, match=r"by another version of closedwon.*'9999'"):
            migrate(full)
        assert not is_current(full)
        assert rows(full) == {"deal": 1, "proposal": 1, "invoice": 1}

    def test_changes_nothing_when_it_fails_half_way(self, full: Ledger, tmp_path: Path) -> None:
        body = ALTER + "\n    raise RuntimeError('half way')"
        with pytest.raises(RuntimeError, match="half way"):
            migrate(full, scripts=scripts(tmp_path, body))
        assert is_current(full)
        with full.engine.connect() as connection:
            columns = {column["name"] for column in sa.inspect(connection).get_columns("deal")}
        assert "region" not in columns
        assert rows(full) == {"deal": 1, "proposal": 1, "invoice": 1}

    @pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
    def test_refuses_to_leave_rows_that_refer_to_nothing(
        self, full: Ledger, tmp_path: Path
    ) -> None:
        with pytest.raises(Misconfigured, match=r"refer to nothing \(in invoice, proposal\)"):
            migrate(full, scripts=scripts(tmp_path, ORPHAN))
        assert is_current(full)
        assert rows(full) == {"deal": 1, "proposal": 1, "invoice": 1}

    def test_leaves_the_tables_of_the_engine_alone(self, ledger: Ledger) -> None:
        with ledger.engine.begin() as connection:
            for name in sorted(ENGINE_TABLES):
                connection.execute(sa.text(f"CREATE TABLE {name} (id int)"))
        with ledger.engine.connect() as connection:
            command.check(configured(connection))
