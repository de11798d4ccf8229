"""The levers of the local Salesforce: what people in sales and administrators do there."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.salesforce_kit import INVOICES, House, at_home, invoice


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def stages(house: House, key: str) -> list[str]:
    soql = "SELECT OpportunityId, StageName FROM OpportunityHistory"
    return [row["StageName"] for row in house.rows(soql) if row["OpportunityId"] == key]


class TestADeal:
    def test_is_won_reopened_and_lost(self, house: House) -> None:
        key = house.deal()
        house.advance(days=1)
        won = house.lever("POST", f"deals/{key}/win")
        assert (won["IsWon"], won["CloseDate"]) == (True, "2026-11-23")
        assert won["LastStageChangeDate"] == "2026-11-23T09:00:00.000+0000"
        assert won["LastModifiedById"] == won["OwnerId"]
        assert house.lever("POST", f"deals/{key}/reopen")["IsClosed"] is False
        lost = house.lever("POST", f"deals/{key}/lose")
        assert (lost["IsClosed"], lost["IsWon"]) == (True, False)
        assert stages(house, key) == ["Negotiation", "Closed Won", "Negotiation", "Closed Lost"]

    def test_shows_what_belongs_to_it(self, house: House) -> None:
        key = house.deal(contact="ap@acme.example", terms="Net 45", fields={"NextStep": "Call"})
        house.collection("PATCH", INVOICES, invoice("a", Closedwon_Opportunity__c=key))
        deal = house.lever("GET", f"deals/{key}")
        assert deal["Account"]["Name"] == "Acme"
        assert deal["Owner"]["Email"] == "dana@example.com"
        assert (deal["Closedwon_Terms__c"], deal["NextStep"]) == ("Net 45", "Call")
        assert deal["Closedwon_Invoices__r"][0]["Closedwon_Key__c"] == "a"
        assert len(deal["OpportunityContactRoles"]) == 1

    def test_uses_an_account_and_a_contact_again(self, house: House) -> None:
        for _ in range(2):
            house.deal(contact="ap@acme.example")
        assert len(house.lever("GET", "records/Account")) == 1
        assert len(house.lever("GET", "records/Contact?Email=ap@acme.example")) == 1

    def test_comes_back_from_the_recycle_bin_with_its_lines_and_links(self, house: House) -> None:
        key = house.deal(amount=None, lines=[{"product": "Seats", "unit_price": 5}])
        house.collection("PATCH", INVOICES, invoice("a", Closedwon_Opportunity__c=key))
        soql = "SELECT Closedwon_Opportunity__c FROM Closedwon_Invoice__c"
        house.lever("DELETE", f"records/Opportunity/{key}")
        assert house.rows("SELECT Id FROM OpportunityLineItem") == []
        assert house.rows(soql)[0]["Closedwon_Opportunity__c"] is None
        house.lever("POST", f"records/Opportunity/{key}/undelete")
        assert len(house.rows("SELECT Id FROM OpportunityLineItem")) == 1
        assert house.rows(soql)[0]["Closedwon_Opportunity__c"] == key

    def test_seeds_a_pipeline(self, house: House) -> None:
        made = house.lever("POST", "seed")["deals"]
        deals = house.lever("GET", "deals")
        assert [deal["Id"] for deal in deals] == made
        assert not any(deal["IsWon"] for deal in deals)


class TestAdministrators:
    def test_rename_a_stage_and_add_one(self, house: House) -> None:
        key = house.deal(stage="Closed Won")
        house.lever("PATCH", "stages/Closed Won", {"label": "Signed"})
        house.lever("POST", "stages", {"label": "Verbal", "is_won": True})
        other = house.deal(stage="Verbal")
        rows = house.rows("SELECT Id, StageName FROM Opportunity WHERE IsWon = true")
        assert [(row["Id"], row["StageName"]) for row in rows] == [
            (key, "Signed"),
            (other, "Verbal"),
        ]
        assert len(stages(house, key)) == 1

    def test_merge_accounts(self, house: House) -> None:
        keeps = house.lever("GET", f"deals/{house.deal()}")["AccountId"]
        moved = house.deal(account="ACME Inc", contact="ap@acme.example")
        loses = house.lever("GET", f"deals/{moved}")["AccountId"]
        house.lever("POST", "accounts/merge", {"master": keeps, "duplicates": [loses]})
        assert house.lever("GET", f"deals/{moved}")["AccountId"] == keeps
        gone = house.lever("GET", f"records/Account/{loses}")
        assert (gone["IsDeleted"], gone["MasterRecordId"]) == (True, keeps)

    def test_change_any_record_as_anybody(self, house: House) -> None:
        key = house.deal()
        sam = house.lever("POST", "users", {"email": "sam@example.com"})
        body = {"fields": {"Closedwon_PO_Number__c": "PO-1"}, "as": "sam@example.com"}
        row = house.lever("PATCH", f"records/Opportunity/{key}", body)
        assert row["LastModifiedById"] == sam["Id"]
        house.lever("PATCH", f"records/User/{sam['Id']}", {"fields": {"IsActive": False}})
        changed = {"fields": {"OwnerId": sam["Id"]}}
        trouble = refused(house, "PATCH", f"records/Opportunity/{key}", changed)
        assert trouble["code"] == "INACTIVE_OWNER_OR_USER"

    def test_are_told_what_is_wrong_with_a_lever(self, house: House) -> None:
        assert "account" in refused(house, "POST", "deals", {})["error"]
        assert "no such lever" in refused(house, "POST", "nonsense", {})["error"]
        assert refused(house, "PATCH", "settings", {"nonsense": 1})["code"] == "BAD_LEVER"


def refused(house: House, method: str, path: str, body: object) -> dict[str, Any]:
    address = f"{house.address}/control/salesforce/{path}"
    answer = requests.request(method, address, json=body, timeout=5)
    assert answer.status_code in (400, 404)
    told: dict[str, Any] = answer.json()
    return told


def test_the_org_says_who_is_who(house: House) -> None:
    about = house.lever("GET", "org")
    assert about["integration_user"] in [user["Username"] for user in about["users"]]
    assert about["organization"]["Id"].startswith("00D")
