"""Moving a ledger into another database: all of it, as it was, and never into two."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import Misconfigured
from bot.ledger import Ledger, audit, desk
from bot.ledger.audit import AuditRow
from bot.ledger.copying import sums, tables
from bot.ledger.lock import only_one
from bot.ledger.migrate import migrate
from bot.ledger.moving import move, refuse_moved
from bot.ledger.replicas import ReplicaRow
from tests.fakes.postgres import POSTGRES
from tests.ledger.filling import ROWS
from tests.ledger.pairs import ANY_WAY, Pair, everything, nothing_went, work


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

    def test_while_a_bot_runs(self, pair: Pair) -> None:
        for busy in pair:
            other = Ledger(busy.url)
            with only_one(other), pytest.raises(Misconfigured, match="runs on"):
                move(pair.old, pair.new)
            other.close()
        assert nothing_went(pair)

    @pytest.mark.parametrize(
        "pair",
        [pytest.param(("postgres", "sqlite"), marks=POSTGRES.marks, id="from PostgreSQL")],
        indirect=True,
    )
    @pytest.mark.parametrize("lasts", [timedelta(minutes=1), timedelta(minutes=-1)])
    def test_while_one_of_several_runs(self, pair: Pair, lasts: timedelta) -> None:
        """One that is lost is no reason to wait: it commits nothing any more."""
        with pair.old.transaction() as s:
            now = datetime.now(UTC)
            s.add(ReplicaRow(id="one", process="", started_at=now, lost_at=now + lasts))
        if lasts < timedelta(0):
            move(pair.old, pair.new)
            return
        with pytest.raises(Misconfigured, match="still runs on"):
            move(pair.old, pair.new)
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
