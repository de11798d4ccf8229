"""The bot is killed after each effect of an approval, and started again on the same database."""

import pytest

from tests.faults.effects import EFFECTS
from tests.journeys.house import House

pytestmark = pytest.mark.xdist_group("killed_after")


class TestABotKilledAfter:
    @pytest.mark.parametrize("effect", EFFECTS)
    def test_goes_on_to_one_invoice_one_e_mail_one_card(self, house: House, effect: str) -> None:
        name, deal_id, card = house.card()
        house.people.fault(*EFFECTS[effect], "kill_after", pid=house.bot.pid)
        house.approve(card)
        house.restart()
        house.settle(name)
        assert len(house.people.invoices(deal_id)) == 1

    def test_posts_one_card_for_a_deal_that_was_just_won(self, house: House) -> None:
        house.people.fault("slack", "POST /api/chat.postMessage", "kill_after", pid=house.bot.pid)
        name, _ = house.won()
        house.restart()
        card = house.people.card(name, "Approve & send")
        house.people.told(name, "Proposed")
        assert len(house.people.cards(name)) == 1
        house.approve(card)
        house.settle(name)
