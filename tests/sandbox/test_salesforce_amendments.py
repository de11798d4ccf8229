"""What becomes of a won deal in the local Salesforce: clones, other currencies, ends."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.salesforce_kit import INVOICES, House, at_home, invoice

LINE = {
    "product": "Platform",
    "quantity": 2,
    "unit_price": 900,
    "interval": "Monthly",
    "schedule": [{"date": "2027-01-31", "revenue": 700}, {"date": "2027-02-28", "revenue": 300}],
}


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def won(house: House, **deal: object) -> dict[str, Any]:
    made = house.deal(amount=None, lines=[LINE], milestones=[{"percent": 100}], **deal)
    row: dict[str, Any] = house.lever("POST", f"deals/{made}/win")
    return row


class TestAClone:
    def test_of_a_won_deal_is_won_and_says_what_the_bot_wrote(self, house: House) -> None:
        deal = won(house, fields={"Closedwon_PO_Number__c": "PO-1"})
        path = f"sobjects/Opportunity/{deal['Id']}"
        house.send("PATCH", path, {"Closedwon_Status__c": "paid", "Closedwon_Kept__c": 1000})
        house.collection("PATCH", INVOICES, invoice("a", Closedwon_Opportunity__c=deal["Id"]))
        clone = house.lever("POST", f"deals/{deal['Id']}/clone")
        assert clone["Id"] != deal["Id"]
        assert (clone["IsWon"], clone.get("LastStageChangeDate")) == (True, None)
        assert (clone["Closedwon_Status__c"], clone["Closedwon_Kept__c"]) == ("paid", 1000)
        assert (clone["Closedwon_PO_Number__c"], clone["Amount"]) == ("PO-1", 1000)
        assert clone["AccountId"] == deal["AccountId"]
        assert clone["Closedwon_Milestones__r"] == clone["Closedwon_Invoices__r"] == []
        line = clone["OpportunityLineItems"][0]
        assert (line["Closedwon_Interval__c"], line["TotalPrice"]) == ("Monthly", 1000)
        assert len(line["OpportunityLineItemSchedules"]) == 2

    def test_takes_what_it_is_told_to(self, house: House) -> None:
        deal = won(house)["Id"]
        wish = {"name": "Again", "stage": "Proposal", "milestones": True}
        clone = house.lever("POST", f"deals/{deal}/clone", {**wish, "fields": {"NextStep": "Call"}})
        assert (clone["Name"], clone["IsWon"], clone["NextStep"]) == ("Again", False, "Call")
        assert clone["Closedwon_Milestones__r"][0]["Percent__c"] == 100


class TestACurrency:
    def test_changes_with_the_same_figures(self, house: House) -> None:
        house.settings(multi_currency=True)
        deal = won(house, currency="EUR")
        changed = house.lever("POST", f"deals/{deal['Id']}/currency", {"currency": "GBP"})
        line = changed["OpportunityLineItems"][0]
        parts = [line, *line["OpportunityLineItemSchedules"], *changed["Closedwon_Milestones__r"]]
        assert {one["CurrencyIsoCode"] for one in (changed, *parts)} == {"GBP"}
        assert (changed["Amount"], changed["IsWon"]) == (1000, True)
        assert line["Id"] != deal["OpportunityLineItems"][0]["Id"]

    def test_stays_with_its_products_when_there_is_no_such(self, house: House) -> None:
        deal = won(house)["Id"]
        path = f"{house.address}/control/salesforce/deals/{deal}/currency"
        assert requests.post(path, json={"currency": "GBP"}, timeout=5).status_code == 400
        kept = house.lever("GET", f"deals/{deal}")
        assert (len(kept["OpportunityLineItems"]), kept["Amount"]) == (1, 1000)

    def test_stays_while_there_are_products(self, house: House) -> None:
        house.settings(multi_currency=True)
        path = f"sobjects/Opportunity/{won(house, currency='EUR')['Id']}"
        refusal = house.refusal("PATCH", path, {"CurrencyIsoCode": "GBP"})
        assert refusal["errorCode"] == "FIELD_INTEGRITY_EXCEPTION"
        path = f"sobjects/Opportunity/{house.deal(currency='EUR')}"
        house.send("PATCH", path, {"CurrencyIsoCode": "GBP"})
        assert house.send("GET", path)["CurrencyIsoCode"] == "GBP"


class TestAWonDeal:
    def test_is_reopened_lost_and_won_again(self, house: House) -> None:
        deal = won(house)["Id"]
        seen = []
        for verb in ("reopen", "win", "lose", "reopen", "win"):
            house.advance(days=1)
            row = house.lever("POST", f"deals/{deal}/{verb}")
            seen.append((row["IsWon"], row["IsClosed"]))
            assert row["SystemModstamp"] == row["LastStageChangeDate"]
        assert seen == [(False, False), (True, True), (False, True), (False, False), (True, True)]
        assert row["CloseDate"] == "2026-11-27"
        assert len(row["Closedwon_Milestones__r"]) == 1

    def test_comes_back_as_it_was(self, house: House) -> None:
        deal = won(house)["Id"]
        house.lever("DELETE", f"deals/{deal}")
        soql = "SELECT Id, IsDeleted, IsWon FROM Opportunity"
        gone = house.sf.query_all(soql, include_deleted=True)["records"][0]
        assert (gone["IsDeleted"], gone["IsWon"]) == (True, True)
        house.advance(days=1)
        back = house.lever("POST", f"deals/{deal}/undelete")
        assert (back["IsWon"], back["Amount"]) == (True, 1000)
        assert back["SystemModstamp"] == "2026-11-23T09:00:00.000+0000"
