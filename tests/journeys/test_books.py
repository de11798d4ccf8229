"""The check at the end of the tour finds what does not agree: it is not blind."""

from collections.abc import Iterator

import pytest

from sandbox.control import Obj
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("books")) as house:
        yield house


@pytest.fixture(scope="module")
def sent(house: House) -> tuple[str, Obj]:
    name, deal_id, card = house.card()
    house.approve(card)
    house.settle(name)
    return deal_id, card


class TestTheBooks:
    def test_miss_a_record_that_somebody_deleted(self, house: House, sent: tuple[str, Obj]) -> None:
        [record] = house.people.opportunity(sent[0])["Closedwon_Invoices__r"]
        path = f"salesforce/records/Closedwon_Invoice__c/{record['Id']}"
        house.people.delete(path)
        assert [words for words in house.differences() if "is not in Salesforce" in words]
        house.people.post(f"{path}/undelete")
        assert not house.differences()

    def test_see_an_amount_that_somebody_changed(self, house: House, sent: tuple[str, Obj]) -> None:
        house.people.edit_deal(sent[0], Closedwon_Balance__c=1)
        assert [words for words in house.differences() if "balance is" in words]
        house.people.edit_deal(sent[0], Closedwon_Balance__c=1200)

    def test_see_an_e_mail_too_many(self, house: House, sent: tuple[str, Obj]) -> None:
        ident = house.people.invoices(sent[0])[0]["id"]
        house.people.post(f"stripe/invoices/{ident}/send")
        assert [words for words in house.differences() if words.startswith("e-mails of")]

    def test_see_an_invoice_that_nobody_approved(self, house: House, sent: tuple[str, Obj]) -> None:
        customer = house.people.invoices(sent[0])[0]["customer"]
        house.people.post("stripe/invoices", customer=customer)
        assert [words for words in house.differences() if "the ledger has not" in words]

    def test_miss_a_card_that_somebody_deleted(self, house: House, sent: tuple[str, Obj]) -> None:
        card = sent[1]
        house.people.delete(f"slack/messages/{card['channel']}/{card['ts']}")
        assert [words for words in house.differences() if "does not stand in Slack" in words]
