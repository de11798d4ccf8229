"""Accounts and contacts in the local Salesforce: what changes about them, and merges."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.sandbox.salesforce_kit import House, at_home

STAMPS = "SELECT SystemModstamp, Account.SystemModstamp FROM Opportunity"


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def account_of(house: House, deal: str) -> str:
    return str(house.lever("GET", f"deals/{deal}")["AccountId"])


class TestAnAccount:
    def test_says_how_it_is_taxed_and_who_pays(self, house: House) -> None:
        parent = account_of(house, house.deal(account="Acme Holding"))
        deal = house.deal()
        edit = {
            "name": "Acme GmbH",
            "address": {"BillingCountry": "Germany", "ShippingCity": "Berlin"},
            "tax_exempt": "Reverse charge",
            "tax_id": "DE123456789",
            "tax_id_type": "eu_vat",
            "language": "de",
            "parent": parent,
            "bill_parent": True,
        }
        house.lever("PATCH", f"accounts/{account_of(house, deal)}", edit)
        row = house.rows(
            "SELECT Account.Name, Account.BillingCountry, Account.ShippingCity, "
            "Account.Closedwon_Tax_Exempt__c, Account.Closedwon_Tax_Id__c, "
            "Account.Closedwon_Tax_Id_Type__c, Account.Closedwon_Language__c, "
            "Account.Closedwon_Bill_Parent__c, Account.Parent.Name FROM Opportunity "
            "ORDER BY CreatedDate DESC, Id DESC"
        )[0]["Account"]
        del row["attributes"], row["Parent"]["attributes"]
        assert row == {
            "Name": "Acme GmbH",
            "BillingCountry": "Germany",
            "ShippingCity": "Berlin",
            "Closedwon_Tax_Exempt__c": "Reverse charge",
            "Closedwon_Tax_Id__c": "DE123456789",
            "Closedwon_Tax_Id_Type__c": "eu_vat",
            "Closedwon_Language__c": "de",
            "Closedwon_Bill_Parent__c": True,
            "Parent": {"Name": "Acme Holding"},
        }

    def test_changes_alone(self, house: House) -> None:
        deal = house.deal(contact="ap@acme.example")
        house.advance(hours=1)
        contact = house.lever("GET", f"deals/{deal}")["OpportunityContactRoles"][0]["ContactId"]
        house.lever("PATCH", f"accounts/{account_of(house, deal)}", {"name": "Acme Ltd"})
        edit = {"email": "billing@acme.example", "last_name": "Payer"}
        changed = house.lever("PATCH", f"contacts/{contact}", edit)
        assert (changed["Email"], changed["Name"]) == ("billing@acme.example", "Payer")
        assert changed["SystemModstamp"] == "2026-11-22T10:00:00.000+0000"
        row = house.rows(STAMPS)[0]
        assert row["SystemModstamp"] == "2026-11-22T09:00:00.000+0000"
        assert row["Account"]["SystemModstamp"] == "2026-11-22T10:00:00.000+0000"

    def test_is_kept_to_the_words_of_a_list(self, house: House) -> None:
        path = f"{house.address}/control/salesforce/accounts/{account_of(house, house.deal())}"
        answer = requests.patch(path, json={"tax_exempt": "Maybe"}, timeout=5)
        assert answer.json()["code"] == "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST"


class TestAMerge:
    def merged(self, house: House, *, parent: bool = False) -> tuple[str, str, dict[str, Any]]:
        winner = account_of(house, house.deal())
        deal = house.deal(account="ACME Inc", contact="ap@acme.example")
        loser = account_of(house, deal)
        house.deal(account="Globex", fields={"Closedwon_Second_Payer__c": loser})
        if parent:
            house.lever("PATCH", f"accounts/{winner}", {"parent": loser})
        house.advance(hours=1)
        row = house.lever("POST", "accounts/merge", {"winner": winner, "loser": loser})
        return deal, loser, row

    def test_moves_all_the_loser_had(self, house: House) -> None:
        deal, loser, winner = self.merged(house)
        moved = house.lever("GET", f"deals/{deal}")
        assert moved["AccountId"] == winner["Id"]
        assert moved["SystemModstamp"] == "2026-11-22T10:00:00.000+0000"
        contact = house.lever("GET", "records/Contact?Email=ap@acme.example")[0]
        assert contact["AccountId"] == winner["Id"]
        shared = "SELECT Id FROM Opportunity WHERE Closedwon_Second_Payer__r.Name = 'Acme'"
        assert len(house.rows(shared)) == 1
        soql = "SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = TRUE"
        gone = house.sf.query_all(soql, include_deleted=True)["records"]
        assert [(row["Id"], row["MasterRecordId"]) for row in gone] == [(loser, winner["Id"])]

    def test_leaves_no_account_its_own_parent(self, house: House) -> None:
        assert self.merged(house, parent=True)[2]["ParentId"] is None

    def test_of_one_account_with_itself_is_refused(self, house: House) -> None:
        key = account_of(house, house.deal())
        path = f"{house.address}/control/salesforce/accounts/merge"
        answer = requests.post(path, json={"winner": key, "loser": key}, timeout=5)
        assert answer.status_code == 400
        assert not house.lever("GET", f"records/Account/{key}")["IsDeleted"]
