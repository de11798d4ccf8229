import pytest

from bot.actor import Actor
from bot.answers.lists import listing
from bot.deps import Deps
from bot.views.values import PageValue
from tests.pending import DANA, KIM, SAM
from tests.workflows import milestones, retained
from tests.workflows.house import House


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def shown(house: House, which: str, who: Actor = KIM) -> str:
    message = listing(house.deps, PageValue(which=which), who)
    return f"{message.text} {message.blocks}"


class TestScheduled:
    def test_are_the_next_ones_first_and_what_waits_last(self, house: House) -> None:
        rows = milestones.approved(house)
        house.hold(rows[1].id)
        said = shown(house, "scheduled")
        assert "To go out: 3 · $36,000.00" in said
        places = [
            said.index(words)
            for words in ("on hold, Jan 15, 2027", "Feb 16, 2027", "sent on acceptance")
        ]
        assert places == sorted(places)
        assert "invoice 2: Phase 2" in said

    def test_are_shown_to_who_may_see_them(self, house: House) -> None:
        milestones.approved(house)
        assert "none" in shown(house, "scheduled", SAM)
        assert "invoice 2" in shown(house, "scheduled", DANA)

    def test_held_ones_have_a_name(self, house: House) -> None:
        rows = milestones.approved(house)
        house.hold(rows[1].id)
        assert "invoice 2" in shown(house, "held")

    def test_held_retainers_have_one_too(self, house: House) -> None:
        row = retained.approved(house, **retained.monthly())
        house.hold(row.id)
        said = shown(house, "held")
        assert "Support, monthly" in said
        assert "$4,000.00" in said
