"""Too many deals at once: no more cards than the policy lets, one alert, nothing lost."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.deps import Deps
from bot.errors import Conflict, NotAllowed
from bot.ledger import proposals
from bot.policy import Policy
from bot.workflows.gating import breaker
from tests.fakes.deals import WON_AT, a_deal, deal_id
from tests.workflows.house import ALEX, KIM, House, with_policy


@pytest.fixture
def house(deps: Deps) -> House:
    return House(replace(deps, policy=with_policy(deps, limits={"cards_per_hour": 6})))


def win(house: House, numbers: range, at: datetime = WON_AT) -> None:
    for n in numbers:
        house.crm.put(a_deal(id=deal_id(n), won_at=at, modified_at=at))


def settle(house: House) -> None:
    house.poll()
    house.clock.move(minutes=6)
    house.poll()


def cards(house: House) -> list[str]:
    with house.deps.ledger.reading() as s:
        return [row.deal_id for row in proposals.pending(s)]


def alerts(house: House) -> list[str]:
    return [row.words for row in house.troubles() if row.kind == "breaker"]


def in_ops(house: House) -> list[str]:
    ops = house.deps.settings.ops_channel
    return [said.message.text for said in house.messenger.roots(ops)]


class TestABurst:
    def test_of_400_deals_posts_so_many_cards_and_one_alert(self, house: House) -> None:
        limits = {"cards_per_hour": 60}
        house = House(replace(house.deps, policy=with_policy(house.deps, limits=limits)))
        win(house, range(400))
        settle(house)
        house.poll()
        assert sorted(cards(house)) == [deal_id(n) for n in range(60)]
        [words] = alerts(house)
        assert words.startswith("340 deals wait without a card")
        assert in_ops(house) == ["Too many deals were won at once"]

    def test_goes_on_when_a_person_says_so_oldest_first(self, house: House) -> None:
        win(house, range(15))
        settle(house)
        assert breaker.go_on(house.deps, KIM) == 9
        house.run()
        assert len(cards(house)) == 15
        started = [work.args[0] for work in house.engine.of("propose")]
        assert started == [deal_id(n) for n in range(15)]
        assert not alerts(house)
        assert ("UKIM", "cards.let_through") in house.audited("cards")
        with pytest.raises(Conflict, match="No deal waits"):
            breaker.go_on(house.deps, KIM)

    def test_that_goes_on_trips_it_again(self, house: House) -> None:
        win(house, range(10))
        settle(house)
        breaker.go_on(house.deps, KIM)
        house.run()
        win(house, range(10, 20), house.clock.now())
        settle(house)
        assert len(cards(house)) == 16
        assert alerts(house)[0].startswith("4 deals wait")

    def test_keeps_later_deals_waiting_too(self, house: House) -> None:
        win(house, range(10))
        settle(house)
        house.clock.move(hours=3)
        win(house, range(10, 11), house.clock.now())
        settle(house)
        assert len(cards(house)) == 6
        assert alerts(house)[0].startswith("5 deals wait")

    def test_may_go_on_at_a_pace(self, house: House) -> None:
        limits = {"cards_per_hour": 6, "cards_go_on": "pace"}
        house = House(replace(house.deps, policy=with_policy(house.deps, limits=limits)))
        win(house, range(15))
        settle(house)
        assert len(cards(house)) == 6
        house.clock.move(minutes=61)
        house.poll()
        assert len(cards(house)) == 12
        house.clock.move(minutes=61)
        house.poll()
        assert len(cards(house)) == 15
        assert not alerts(house)

    def test_is_looked_at_and_kept_waiting(self, house: House) -> None:
        win(house, range(7))
        settle(house)
        assert breaker.keep_waiting(house.deps, KIM) == 1
        assert alerts(house)[0].endswith("Kim looked at it: they keep waiting.")
        settle(house)
        assert len(cards(house)) == 6

    def test_is_for_those_the_policy_names(self, house: House) -> None:
        win(house, range(7))
        settle(house)
        with pytest.raises(NotAllowed, match="only finance may let through"):
            breaker.go_on(house.deps, ALEX)

    def test_that_is_set_back_in_salesforce_makes_no_cards(self, house: House) -> None:
        win(house, range(7))
        settle(house)
        house.clock.move(minutes=1)
        for n in range(6, 7):
            house.crm.change(deal_id(n), is_won=False, stage="Negotiation")
        settle(house)
        assert len(cards(house)) == 6
        assert not alerts(house)


class TestWhatIsNoBurst:
    def test_is_a_feed_that_was_not_read_for_days(self, house: House) -> None:
        house.poll()
        for n in range(20):  # 5 an hour
            win(house, range(n, n + 1), WON_AT + timedelta(minutes=n * 12))
        house.clock.move(days=3)
        settle(house)
        assert len(cards(house)) == 20
        assert not alerts(house)

    def test_is_a_change_of_deals_that_have_a_card(self, house: House) -> None:
        win(house, range(6))
        settle(house)
        for n in range(6):
            house.crm.change(deal_id(n), name=f"Deal {n} as changed")
        settle(house)
        assert not alerts(house)

    def test_is_anything_without_a_limit(self, house: House, deps: Deps) -> None:
        policy: Policy = with_policy(deps, limits={"cards_per_hour": 0})
        house = House(replace(house.deps, policy=policy))
        win(house, range(7))
        settle(house)
        assert len(cards(house)) == 7
