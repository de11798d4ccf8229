"""A move that is cut off leaves all or nothing, and may be repeated."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import Misconfigured
from bot.ledger import Ledger, audit, desk
from bot.ledger.audit import AuditRow
from bot.ledger.deals import DealRow
from bot.ledger.migrate import migrate
from bot.ledger.moving import MOVED, move, refuse_moved
from tests.ledger.filling import ROWS
from tests.ledger.pairs import ANY_WAY, Pair, everything, nothing_went, work


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
