"""Who shares the ledger, and that the buried write nothing in it."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.ledger import Ledger, desk
from bot.ledger.replicas import Buried, Register
from tests.fakes.postgres import POSTGRES, Kind

pytestmark = list(POSTGRES.marks)

LONG, OVER = timedelta(hours=1), timedelta(seconds=-1)


@pytest.fixture
def kind() -> Kind:
    return "postgres"


@pytest.fixture
def frozen(ledger: Ledger) -> Iterator[Register]:
    register = Register(ledger, "frozen", patience=timedelta(seconds=30))
    register.join("place 1 2", OVER)
    yield register
    register.close()


@pytest.fixture
def awake(ledger: Ledger) -> Iterator[Register]:
    register = Register(ledger, "awake", patience=timedelta(seconds=30))
    register.join("place 3 4", LONG)
    yield register
    register.close()


def note(ledger: Ledger, value: str) -> None:
    with ledger.transaction() as s:
        desk.set_cursor(s, "note", {"value": value})


class TestRegister:
    def test_knows_the_others(self, frozen: Register, awake: Register) -> None:
        assert awake.others() == {"frozen": "place 1 2"}
        frozen.leave()
        assert awake.others() == {}

    def test_buries_who_was_silent_for_too_long(self, frozen: Register, awake: Register) -> None:
        assert awake.bury([], lost=True) == ["frozen"]
        assert not frozen.beat(LONG)
        assert awake.beat(LONG)

    def test_buries_nobody_who_beats(self, frozen: Register, awake: Register) -> None:
        assert frozen.beat(LONG)
        assert awake.bury([], lost=True) == []

    def test_may_leave_the_silent_in_peace(self, frozen: Register, awake: Register) -> None:
        assert awake.bury([], lost=False) == []
        assert frozen.beat(LONG)

    def test_buries_who_has_ended_for_certain(self, frozen: Register, awake: Register) -> None:
        assert frozen.beat(LONG)
        assert awake.bury(["frozen"], lost=False) == ["frozen"]

    def test_buries_never_itself(self, frozen: Register) -> None:
        assert frozen.bury(["frozen"], lost=True) == []


class TestFence:
    def test_lets_the_living_commit(self, ledger: Ledger, awake: Register) -> None:
        ledger.fence_by(awake.fence)
        note(ledger, "alive")
        with ledger.reading() as s:
            assert desk.cursor(s, "note") == {"value": "alive"}

    def test_lets_the_buried_commit_nothing(
        self, ledger: Ledger, frozen: Register, awake: Register
    ) -> None:
        ledger.fence_by(frozen.fence)
        awake.bury([], lost=True)
        with pytest.raises(Buried, match="do it again"):
            note(ledger, "too late")
        with ledger.reading() as s:
            assert desk.cursor(s, "note") is None

    def test_keeps_from_being_buried_until_the_commit(
        self, ledger: Ledger, frozen: Register, awake: Register
    ) -> None:
        ledger.fence_by(frozen.fence)
        with ledger.transaction() as s:
            desk.set_cursor(s, "note", {"value": "in time"})
            s.flush()
            assert awake.bury([], lost=True) == []
        assert awake.bury([], lost=True) == ["frozen"]


def test_who_stands_still_in_a_transaction_keeps_nobody_waiting(
    ledger: Ledger,
) -> None:
    note(ledger, "free")
    still = Ledger(ledger.url, stands_still=0.2)

    def stand_still() -> None:
        with still.transaction() as s:
            desk.cursor(s, "note", lock=True)
            note(ledger, "taken")  # waits until the other one's session was ended
            desk.set_cursor(s, "note", {"value": "too late"})

    with pytest.raises(sa.exc.DBAPIError):
        stand_still()
    still.close()
    with ledger.reading() as s:
        assert desk.cursor(s, "note") == {"value": "taken"}
