"""One deal from won to paid, through the real SDKs, with the bot in a process of its own."""

from collections.abc import Iterator

import pytest

from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS

SECRETS = ("xoxb-sandbox", "xapp-sandbox", "rk_test_sandbox", "sandbox-secret")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("journey")) as house:
        yield house


class TestADeal:
    def test_goes_from_won_to_paid_and_back_into_salesforce(self, house: House) -> None:
        people = house.people
        name, deal_id, card = house.card()
        assert "$1,200.00" in card["words"]
        assert not people.invoices()

        house.approve(card)
        invoice = people.invoice(deal_id)
        assert (invoice["total"], invoice["currency"]) == (120_000, "usd")
        assert [mail["to"] for mail in people.outbox()] == [f"billing@{name.lower()}.example"]
        house.settle(name)

        people.pay(deal_id)
        people.next_minute()
        people.card(name, "Paid Mar 1")
        people.whispered("dana", "fully paid")
        people.wait(lambda: not house.differences(), "everybody to know of the payment")
        row = people.opportunity(deal_id)
        assert (row["Closedwon_Status__c"], row["Closedwon_Balance__c"]) == ("Paid", 0)
        assert len(people.cards(name)) == 1

    def test_is_refused_in_private_to_who_may_not_approve(self, house: House) -> None:
        _, deal_id, card = house.card()
        house.people.click("alex", "Approve & send", card)
        house.people.whispered("alex", "only finance may approve this")
        assert not house.people.invoices(deal_id)

    def test_goes_on_after_slack_has_cut_the_connection(self, house: House) -> None:
        assert house.people.post("slack/disconnect", politely=True) == {"ended": 1}
        house.people.wait(
            lambda: house.people.get("slack/sockets")["connected"] == 1, "a new connection"
        )
        name, _, card = house.card()
        house.approve(card)
        house.people.card(name, "sent Mar")

    def test_is_answered_in_time_when_slack_delivers_a_click_twice(self, house: House) -> None:
        name, deal_id, card = house.card()
        house.people.post("slack/duplicate", times=1)
        house.approve(card)
        house.people.card(name, "sent Mar")
        assert len(house.people.invoices(deal_id)) == 1


class TestTheLog:
    def test_holds_no_secret(self, house: House) -> None:
        log = house.bot.log.read_text()
        assert "closedwon is connected" in log
        assert not [secret for secret in SECRETS if secret in log]
