"""Vendors that fail in the middle: one invoice, one e-mail, one card, whatever they answer."""

import pytest

from tests.faults.effects import AT_STRIPE, EFFECTS
from tests.journeys.house import House

pytestmark = pytest.mark.xdist_group("killed_after")


def approved_under(house: House, vendor: str, where: str, kind: str, **more: object) -> str:
    """Approve a deal while a call fails; return the customer's name once all is well."""
    name, deal_id, card = house.card()
    house.people.fault(vendor, where, kind, **more)
    house.approve(card)
    house.people.faults_used_up()
    house.settle(name)
    assert len(house.people.invoices(deal_id)) == 1
    return name


class TestStripe:
    @pytest.mark.parametrize("effect", AT_STRIPE)
    def test_answers_500_after_the_effect_and_replays_it(self, house: House, effect: str) -> None:
        approved_under(house, *EFFECTS[effect], "status_after", status=500)

    @pytest.mark.parametrize("effect", AT_STRIPE)
    def test_answers_500_before_the_effect(self, house: House, effect: str) -> None:
        approved_under(house, *EFFECTS[effect], "status_before", status=500)

    @pytest.mark.parametrize("effect", AT_STRIPE)
    def test_hangs_up_after_the_effect(self, house: House, effect: str) -> None:
        approved_under(house, *EFFECTS[effect], "reset_after")

    def test_says_nothing_for_a_while_after_sending(self, house: House) -> None:
        approved_under(house, *EFFECTS["sending"], "hang_after", seconds=2)

    def test_is_asked_too_often(self, house: House) -> None:
        draft = EFFECTS["making the draft"]
        approved_under(house, *draft, "status_before", status=429, times=3)


class TestSalesforce:
    def test_is_away_at_the_last_look(self, house: House) -> None:
        name, deal_id, card = house.card()
        look = EFFECTS["the last look at the deal"]
        house.people.fault(*look, "status_before", status=503, times=3)
        house.approve(card)
        house.people.faults_used_up()
        house.settle(name)
        assert len(house.people.invoices(deal_id)) == 1

    def test_finds_rows_locked(self, house: House) -> None:
        name, _, card = house.card()
        house.people.post("salesforce/row-locks", times=2)
        house.approve(card)
        house.people.card(name, "sent Mar")
        house.people.next_minute()
        house.settle(name)

    def test_loses_the_answer_to_a_write(self, house: House) -> None:
        approved_under(house, *EFFECTS["writing the invoice's record"], "reset_after")


class TestSlack:
    @pytest.mark.parametrize("effect", ["updating the card", "telling the thread"])
    @pytest.mark.parametrize("kind", ["reset_after", "reset_before"])
    def test_loses_a_call_or_its_answer(self, house: House, effect: str, kind: str) -> None:
        approved_under(house, *EFFECTS[effect], kind)

    def test_asks_to_slow_down(self, house: House) -> None:
        thread = EFFECTS["telling the thread"]
        approved_under(house, *thread, "status_before", status=429, retry_after=1, times=2)
