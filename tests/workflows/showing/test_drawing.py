"""Cards that nobody waits for are drawn a few at a time; a person's goes past them."""

import pytest

from bot.deps import Deps
from bot.facts import Urgency
from bot.workflows.showing.drawing import AT_ONCE, draw_cards, start_some
from bot.workflows.telling.telling import show
from tests.fakes.deals import DEAL_ID, deal_id
from tests.workflows.house import House


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    house.propose()
    house.engine.started.clear()
    return house


def mark(house: House, because: str, deal: str = DEAL_ID, urgency: Urgency = Urgency.BULK) -> None:
    with house.deps.ledger.transaction() as s:
        show(house.deps, s, deal, because=because, urgency=urgency)


class TestDrawing:
    def test_draws_once_what_was_marked_several_times(self, house: House) -> None:
        for because in ("a", "b", "c"):
            mark(house, because)
        assert len(house.engine.of("draw_cards")) == 1
        house.run()
        assert [one.args for one in house.engine.of("show_card")] == [(DEAL_ID, "bulk")]
        mark(house, "d")
        house.run()
        assert len(house.engine.of("show_card")) == 2

    def test_starts_a_few_at_a_time(self, house: House) -> None:
        ids = [deal_id(number) for number in range(2, AT_ONCE + 5)]
        for each in ids:
            house.propose(id=each)
        house.engine.started.clear()
        for each in ids:
            mark(house, "a", each)
        assert [start_some(house.deps) for _ in range(3)] == [AT_ONCE, 3, 0]
        drawn = [one.args[0] for one in house.engine.of("show_card")]
        assert sorted(drawn) == sorted(ids)

    def test_begins_with_those_that_have_news(self, house: House) -> None:
        for number in (2, 3):
            house.propose(id=deal_id(number))
        house.engine.started.clear()
        for number in (2, 3):
            mark(house, "a", deal_id(number))
        mark(house, "paid", deal_id(3), Urgency.NEWS)
        start_some(house.deps)
        shown = [one.args[0] for one in house.engine.of("show_card")]
        assert shown == [deal_id(3), deal_id(2)]

    def test_is_passed_by_what_a_person_did(self, house: House) -> None:
        mark(house, "a")
        with house.deps.ledger.transaction() as s:
            show(house.deps, s, DEAL_ID, because="b")
        [shown] = house.engine.of("show_card")
        assert shown.urgency is Urgency.PERSON

    def test_that_was_cut_off_draws_nothing_twice(self, house: House) -> None:
        mark(house, "a")
        start_some(house.deps)
        draw_cards(house.deps)
        assert len(house.engine.of("show_card")) == 1
