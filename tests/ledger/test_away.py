"""When the database does not answer, it is said so; a mistake of ours stays one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from bot.ledger import Ledger, LedgerAway, Session, deals
from tests.fakes.deals import deal_id
from tests.fakes.postgres import POSTGRES
from tests.ledger.rows import deal_row

Open = Callable[[Ledger], AbstractContextManager[Session]]
WAYS = [pytest.param(Ledger.transaction, id="writing"), pytest.param(Ledger.reading, id="reading")]


@pytest.mark.parametrize("way", WAYS)
class TestALedger:
    def test_is_away_when_nobody_listens(self, way: Open) -> None:
        ledger = Ledger("postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2")
        with pytest.raises(LedgerAway, match="does not answer"), way(ledger) as s:
            s.execute(sa.select(1))

    def test_is_away_when_its_file_cannot_be_opened(self, tmp_path: Path, way: Open) -> None:
        ledger = Ledger(f"sqlite:///{tmp_path}")
        with pytest.raises(LedgerAway, match="does not answer"), way(ledger) as s:
            s.execute(sa.select(1))

    def test_is_not_away_when_we_ask_for_what_is_not_there(self, ledger: Ledger, way: Open) -> None:
        with pytest.raises(DBAPIError, match="nothing_such"), way(ledger) as s:
            s.execute(sa.text("SELECT * FROM nothing_such"))


@pytest.mark.parametrize("kind", [POSTGRES], indirect=True)
class TestAConnection:
    def test_cut_in_a_transaction_leaves_nothing_and_the_next_one_works(
        self, ledger: Ledger
    ) -> None:
        with pytest.raises(LedgerAway):
            write_and_be_cut(ledger)
        with ledger.transaction() as s:
            assert s.get(deals.DealRow, deal_id(1)) is None
            s.add(deal_row())


def write_and_be_cut(ledger: Ledger) -> None:
    """Write in a transaction whose connection is ended, as by a failing server."""
    with ledger.transaction() as s:
        s.add(deal_row())
        s.flush()
        backend = s.scalar(sa.text("SELECT pg_backend_pid()"))
        with ledger.engine.connect() as other:
            other.execute(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": backend})
