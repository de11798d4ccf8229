"""Moving a ledger into another database: all of it, as it was, and never into two."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest
import sqlalchemy as sa
from dbos import DBOS

from bot.errors import Misconfigured
from bot.ledger import Ledger, audit, desk
from bot.ledger.audit import AuditRow
from bot.ledger.copying import is_empty, sums, tables
from bot.ledger.deals import DealRow
from bot.ledger.lock import only_one
from bot.ledger.migrate import is_current, migrate
from bot.ledger.moving import MOVED, move, refuse_moved
from tests.fakes.postgres import POSTGRES, Kind, Postgres
from tests.ledger.filling import ROWS, fill


class Pair(NamedTuple):
    old: Ledger
    new: Ledger


TEMPLATES = ("migrated", "template1")
FILES: tuple[Kind, Kind] = ("sqlite", "sqlite")
ANY_WAY = pytest.mark.parametrize(
    "pair",
    [
        pytest.param(("sqlite", "postgres"), marks=POSTGRES.marks, id="to PostgreSQL"),
        pytest.param(("postgres", "sqlite"), marks=POSTGRES.marks, id="from PostgreSQL"),
        pytest.param(FILES, id="to another file"),
    ],
    indirect=True,
)


@pytest.fixture
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    """Give a full ledger, and the address of a database without tables; files unless it is said."""
    kinds: tuple[Kind, Kind] = getattr(request, "param", FILES)
    with ExitStack() as stack:
        if kinds[0] == "sqlite":
            shutil.copy(request.getfixturevalue("migrated"), tmp_path / "old.db")
        urls = [f"sqlite:///{tmp_path}/old.db", f"sqlite:///{tmp_path}/new.db"]
        for place, (kind, template) in enumerate(zip(kinds, TEMPLATES, strict=True)):
            if kind == "postgres":
                server: Postgres = request.getfixturevalue("postgres")
                urls[place] = stack.enter_context(server.database(template))
        old, new = map(Ledger, urls)
        fill(old)
        yield Pair(old, new)
        old.close()
        new.close()


def everything(ledger: Ledger) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table that is copied, as the code reads it."""
    with ledger.engine.connect() as connection:
        return {
            table.name: sorted(
                (dict(row) for row in connection.execute(sa.select(table)).mappings()), key=repr
            )
            for table in tables()
        }


def mark(ledger: Ledger) -> dict[str, object] | None:
    with ledger.reading() as s:
        return desk.cursor(s, MOVED)


def work(ledger: Ledger, status: str, name: str = "issue") -> None:
    """Let the engine have a workflow of this state."""
    DBOS.migrate(ledger.url)
    where = "workflow_status" if ledger.is_sqlite else "dbos.workflow_status"
    with ledger.engine.begin() as connection:
        connection.execute(
            sa.text(
                f"INSERT INTO {where} (workflow_uuid, name, status, created_at, updated_at) "  # noqa: S608 - our names
                "VALUES (:id, :name, :status, 1, 1)"
            ),
            {"id": f"{name}:{status}", "name": name, "status": status},
        )


def nothing_went(pair: Pair) -> bool:
    """Return whether the old ledger may be used, and the new one holds nothing."""
    refuse_moved(pair.old)
    if not is_current(pair.new):
        return True
    with pair.new.engine.connect() as connection:
        return is_empty(connection)


@ANY_WAY
class TestMove:
    def test_takes_every_row_of_every_table_as_it_was(self, pair: Pair) -> None:
        before = everything(pair.old)
        assert min(map(len, before.values())) >= 1
        assert len(before["invoice"]) == ROWS
        moved = move(pair.old, pair.new)
        assert everything(pair.new) == before
        with pair.new.reading() as s:
            assert audit.verify(s, expected_head=moved.head) is None
            assert (moved.entries, moved.head) == audit.head(s)

    def test_goes_on_where_it_was(self, pair: Pair) -> None:
        move(pair.old, pair.new)
        with pair.new.transaction() as s:
            audit.append(s, at=s.get_one(AuditRow, 1).at, actor="x", action="y", subject="z")
        with pair.new.reading() as s:
            assert audit.verify(s) is None

    def test_leaves_no_two_ledgers_that_live(self, pair: Pair) -> None:
        move(pair.old, pair.new)
        with pytest.raises(Misconfigured, match=r"has moved to .*would send everything twice"):
            refuse_moved(pair.old)
        refuse_moved(pair.new)
        with pytest.raises(Misconfigured, match="has moved to"):
            move(pair.old, pair.new)

    def test_can_be_taken_back_by_another_move(self, pair: Pair, tmp_path: Path) -> None:
        before = everything(pair.old)
        move(pair.old, pair.new)
        third = Ledger(f"sqlite:///{tmp_path}/third.db")
        move(pair.new, third)
        assert everything(third) == before
        refuse_moved(third)
        third.close()


class TestRefused:
    @ANY_WAY
    def test_while_work_is_begun(self, pair: Pair) -> None:
        work(pair.old, "PENDING")
        with pytest.raises(Misconfigured, match="is under way"):
            move(pair.old, pair.new)
        assert nothing_went(pair)

    @pytest.mark.parametrize("status", ["PENDING", "ENQUEUED", "DELAYED"])
    def test_while_work_is_under_way(self, pair: Pair, status: str) -> None:
        work(pair.old, status)
        work(pair.old, status, "show_card")
        work(pair.old, "SUCCESS", "sweep")
        with pytest.raises(Misconfigured, match=r"\(issue, show_card\).*`closedwon drain` first"):
            move(pair.old, pair.new)
        assert nothing_went(pair)

    @pytest.mark.parametrize("status", ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"])
    def test_while_work_waits_for_a_retry_unless_it_is_left(self, pair: Pair, status: str) -> None:
        work(pair.old, status)
        with pytest.raises(Misconfigured, match=r"Retry now in Slack \(issue\).*--leave-failed"):
            move(pair.old, pair.new)
        assert nothing_went(pair)
        move(pair.old, pair.new, leave_failed=True)

    @ANY_WAY
    def test_while_a_bot_runs(self, pair: Pair) -> None:
        for busy in pair:
            other = Ledger(busy.url)
            with only_one(other), pytest.raises(Misconfigured, match="runs on"):
                move(pair.old, pair.new)
            other.close()
        assert nothing_went(pair)

    def test_where_there_is_something_already(self, pair: Pair) -> None:
        migrate(pair.new)
        with pair.new.transaction() as s:
            desk.set_cursor(s, "world", {})
        with pytest.raises(Misconfigured, match="is not empty"):
            move(pair.old, pair.new)
        refuse_moved(pair.old)

    def test_where_a_bot_has_worked(self, pair: Pair) -> None:
        work(pair.new, "SUCCESS")
        with pytest.raises(Misconfigured, match="a bot has worked on it"):
            move(pair.old, pair.new)
        assert nothing_went(pair)

    def test_to_where_it_is(self, pair: Pair) -> None:
        same = Ledger(pair.old.url)
        with pytest.raises(Misconfigured, match="is that of the present ledger"):
            move(pair.old, same)
        same.close()
        assert nothing_went(pair)

    def test_of_tables_that_are_not_up_to_date(self, pair: Pair) -> None:
        with pair.old.engine.begin() as connection:
            connection.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        with pytest.raises(Misconfigured, match="`closedwon migrate` first"):
            move(pair.old, pair.new)

    def test_when_the_trail_was_altered(self, pair: Pair) -> None:
        with pair.old.transaction() as s:
            s.execute(sa.update(AuditRow).where(AuditRow.sequence == 2).values(actor="nobody"))
        with pytest.raises(Misconfigured, match="broken at entry 2"):
            move(pair.old, pair.new)
        assert nothing_went(pair)


@ANY_WAY
class TestCutOff:
    def test_half_way_leaves_nothing(self, pair: Pair) -> None:
        """A row that the new database does not take, in a table that comes late."""
        migrate(pair.new)
        with pair.new.engine.begin() as connection:
            connection.execute(sa.text("CREATE UNIQUE INDEX odd ON invoice (currency, revision)"))
        with pair.old.transaction() as s:
            s.execute(sa.text("UPDATE invoice SET currency = 'USD', revision = 1"))
        with pytest.raises(Misconfigured, match="The table invoice was not taken"):
            move(pair.old, pair.new)
        assert nothing_went(pair)

    def test_before_the_copy_was_kept_begins_anew(self, pair: Pair) -> None:
        """As SIGKILL leaves it: marked here, nothing there."""
        self._begin(pair)
        with pytest.raises(Misconfigured, match=r"was about to move .*finds out how far it got"):
            refuse_moved(pair.old)
        move(pair.old, pair.new)
        assert len(everything(pair.new)["invoice"]) == ROWS

    def test_after_the_copy_was_kept_goes_on(self, pair: Pair) -> None:
        """As SIGKILL leaves it: all there, maybe with a bot at work, but not noted."""
        move(pair.old, pair.new)
        self._begin(pair)
        with pair.new.transaction() as s:
            s.execute(sa.update(DealRow).values(name="changed since"))
            audit.append(s, at=s.get_one(AuditRow, 1).at, actor="x", action="y", subject="z")
        work(pair.new, "PENDING")
        move(pair.old, pair.new)
        with pytest.raises(Misconfigured, match="has moved to"):
            refuse_moved(pair.old)

    def test_goes_nowhere_else(self, pair: Pair, tmp_path: Path) -> None:
        self._begin(pair)
        elsewhere = Ledger(f"sqlite:///{tmp_path}/elsewhere.db")
        with pytest.raises(Misconfigured, match="was about to move to"):
            move(pair.old, elsewhere)
        elsewhere.close()

    def _begin(self, pair: Pair) -> None:
        address = sa.make_url(pair.new.url).render_as_string(hide_password=True)
        with pair.old.transaction() as s:
            desk.set_cursor(s, MOVED, {"to": address, "done": False})


def test_no_table_has_numbers_given_by_the_database() -> None:
    """They would have to be told how far they are after a move."""
    assert [table.name for table in tables() if table.autoincrement_column is not None] == []


def test_a_database_that_is_not_there_is_named_without_its_password(ledger: Ledger) -> None:
    nowhere = Ledger("postgresql://u:secret@127.0.0.1:9/x")
    with pytest.raises(Misconfigured, match=r"u:\*\*\*@127.0.0.1:9/x cannot be reached") as refused:
        move(ledger, nowhere)
    assert "secret" not in str(refused.value)
    refuse_moved(ledger)


def test_sums_tell_rows_apart(pair: Pair) -> None:
    with pair.old.engine.connect() as connection:
        before = sums(connection)
    with pair.old.transaction() as s:
        s.execute(sa.text("UPDATE invoice SET balance_minor = balance_minor + 1 WHERE 1 = 1"))
    with pair.old.engine.connect() as connection:
        assert [name for name, one in sums(connection).items() if one != before[name]] == [
            "invoice"
        ]
