from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.deps import Deps
from bot.ledger import desk
from bot.workflows.showing import away
from bot.workflows.showing.away import CURSOR, note_listening
from tests.workflows.house import House


@dataclass
class Machine:
    """The machine's clock, moved by hand; it is not the clock of the business."""

    at: datetime = datetime(2030, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def machine() -> Machine:
    return Machine()


def said(house: House) -> list[str]:
    """Return what the approvals channel was told of gaps."""
    roots = house.messenger.roots("#billing-approvals")
    return [said.message.text for said in roots if "did not hear" in said.message.text]


def pass_time(house: House, machine: Machine, seconds: float) -> None:
    house.clock.move(seconds=seconds)
    machine.move(seconds)


def test_the_first_note_of_all_tells_nobody(house: House, machine: Machine) -> None:
    assert not note_listening(house.deps, machine=machine)
    house.run()
    assert said(house) == []


def test_a_reconnect_within_a_minute_tells_nobody(house: House, machine: Machine) -> None:
    note_listening(house.deps, machine=machine)
    pass_time(house, machine, 60)
    assert not note_listening(house.deps, machine=machine)
    house.run()
    assert said(house) == []


def test_a_gap_is_told_once_with_the_time_and_the_cards_are_drawn_again(
    house: House, machine: Machine
) -> None:
    house.propose()
    card = house.messenger.roots("#billing-approvals")[0]
    note_listening(house.deps, machine=machine)
    pass_time(house, machine, 18 * 60)
    before = card.edits
    assert note_listening(house.deps, machine=machine)
    assert not note_listening(house.deps, machine=machine)
    house.run()
    [told] = said(house)
    assert told.endswith("(18 minutes).")
    assert card.edits == before + 1
    [notice] = [s for s in house.messenger.said if "did not hear" in s.message.text]
    assert "1 card waits for a decision" in str(notice.message.blocks)


def test_only_the_time_of_the_machine_tells_how_long_it_was(house: House, machine: Machine) -> None:
    note_listening(house.deps, machine=machine)
    house.clock.move(days=3)  # as the sandbox does
    machine.move(15)
    assert not note_listening(house.deps, machine=machine)


def test_a_replica_that_heard_slack_earlier_changes_nothing(house: House, machine: Machine) -> None:
    note_listening(house.deps, machine=machine)
    assert not note_listening(house.deps, heard_ago=14, machine=machine)
    pass_time(house, machine, 58)
    assert not note_listening(house.deps, machine=machine)


def test_while_one_replica_listens_nobody_was_away(house: House, machine: Machine) -> None:
    for _ in range(20):
        note_listening(house.deps, machine=machine)
        pass_time(house, machine, 15)
    assert not note_listening(house.deps, machine=machine)  # the other one is back, after minutes
    house.run()
    assert said(house) == []


def test_each_gap_is_told(house: House, machine: Machine) -> None:
    for _ in range(3):
        note_listening(house.deps, machine=machine)
        pass_time(house, machine, 300)
    house.run()
    assert len(said(house)) == 2


def test_a_note_of_a_clock_that_was_wrong_is_forgotten(house: House, machine: Machine) -> None:
    machine.move(86400)
    note_listening(house.deps, machine=machine)
    machine.move(-86400)
    assert not note_listening(house.deps, machine=machine)
    pass_time(house, machine, 120)
    assert note_listening(house.deps, machine=machine)


def test_a_notice_that_slack_did_not_answer_for_is_posted_once(
    house: House,
) -> None:
    since, until = "2026-11-23T15:00:00+00:00", "2026-11-23T15:20:00+00:00"
    for _ in range(2):
        away.post_away(house.deps, since, until)
    assert len(said(house)) == 1
    assert "10:00 to 10:20 EST (20 minutes)" in said(house)[0]


def test_the_note_says_when_slack_was_heard_not_when_it_was_written(
    house: House, machine: Machine
) -> None:
    note_listening(house.deps, heard_ago=10, machine=machine)
    with house.deps.ledger.reading() as s:
        cursor = desk.cursor(s, CURSOR)
    assert cursor is not None
    assert datetime.fromisoformat(cursor["machine"]) == machine.at - timedelta(seconds=10)
    assert datetime.fromisoformat(cursor["at"]) == house.deps.now() - timedelta(seconds=10)
