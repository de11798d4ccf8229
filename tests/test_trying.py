"""What comes of one try of a step."""

import pytest

from bot.errors import Conflict
from bot.ledger import LedgerAway, LostRace
from bot.outcome import Kind, Outcome
from bot.trying import RACES, try_once
from bot.watching import Stuck, Voice
from tests.fakes.engine import FakeEngine


class Racer:
    """A step that loses so many races before it gets through."""

    def __init__(self, races: int) -> None:
        self.left, self.runs = races, 0

    def __call__(self) -> str:
        self.runs += 1
        if self.left:
            self.left -= 1
            raise LostRace("Somebody else changed this at the same moment.")
        return "noted"


def tried(racer: Racer) -> Outcome:
    return Outcome.from_json(try_once(racer, ())["outcome"])


class TestAStepThatLosesARaceInTheLedger:
    @pytest.mark.parametrize("races", [1, 3, RACES])
    def test_runs_again_until_it_gets_through(self, races: int) -> None:
        racer = Racer(races)
        outcome = tried(racer)
        assert (outcome.kind, outcome.value) == (Kind.DONE, "noted")
        assert racer.runs == races + 1

    def test_is_tried_later_when_it_loses_every_time(self) -> None:
        outcome = tried(Racer(RACES + 1))
        assert (outcome.kind, outcome.code) == (Kind.DOWN, "race")

    def test_is_not_passed_over_by_its_workflow(self, engine: FakeEngine) -> None:
        assert engine.durably(Racer(2)).value == "noted"


def test_a_step_is_tried_later_when_the_ledger_is_away() -> None:
    def note() -> None:
        raise LedgerAway("The ledger's database does not answer. Try again in a minute.")

    outcome = Outcome.from_json(try_once(note, ())["outcome"])
    assert (outcome.kind, outcome.vendor, outcome.code) == (Kind.DOWN, "The ledger", "away")


class Witness:
    """A watcher whose first notes lose races."""

    def __init__(self, races: int) -> None:
        self.racer = Racer(races)
        self.heard: list[str] = []

    def stuck(self, stuck: Stuck) -> None:
        self.heard.append(f"stuck {stuck.workflow_id}")

    def relieved(self, workflow_id: str) -> None:
        self.racer()
        self.heard.append(f"relieved {workflow_id}")

    def failed(self, stuck: Stuck) -> None:
        self.heard.append(f"failed {stuck.workflow_id}")


def test_that_work_goes_on_is_noted_through_races_too() -> None:
    voice = Voice(lambda: "issue:1")
    voice.watcher = witness = Witness(2)
    voice.relieved()
    assert witness.heard == ["relieved issue:1"]


def test_what_somebody_else_decided_first_is_lost_at_once() -> None:
    runs = []

    def step() -> None:
        runs.append(1)
        raise Conflict("This was decided already.")

    outcome = Outcome.from_json(try_once(step, ())["outcome"])
    assert (outcome.kind, len(runs)) == (Kind.LOST, 1)
