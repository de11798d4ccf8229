"""Milestones in the local Salesforce: what people plan, and what the bot reads of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from simple_salesforce.exceptions import SalesforceError

from tests.sandbox.salesforce_kit import House, at_home

OBJECT = "Closedwon_Milestone__c"
ALL = "SELECT Id, Percent__c, Amount__c, Sequence__c FROM Closedwon_Milestone__c"
PLAN = (
    {"description": "Kick-off", "percent": "33.333", "date": "2026-12-01"},
    {"description": "Design", "percent": 30, "date": "2027-01-15"},
    {"description": "Hand-over", "percent": "36.667", "condition": "on acceptance"},
)


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def planned(house: House, **deal: object) -> str:
    return house.deal(milestones=PLAN, **deal)


def of(house: House, deal: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = house.lever("GET", f"deals/{deal}")["Closedwon_Milestones__r"]
    return rows


class TestADeal:
    def test_brings_its_milestones_in_their_order(self, house: House) -> None:
        deal = planned(house)
        rows = house.rows(
            "SELECT Id, (SELECT Name, Description__c, Percent__c, Date__c, Condition__c, Met__c "
            "FROM Closedwon_Milestones__r WHERE IsDeleted = FALSE ORDER BY Sequence__c, Id) "
            "FROM Opportunity"
        )
        found = rows[0]["Closedwon_Milestones__r"]["records"]
        assert [row["Description__c"] for row in found] == ["Kick-off", "Design", "Hand-over"]
        assert sum(row["Percent__c"] for row in found) == pytest.approx(100)
        assert (found[0]["Name"], found[0]["Date__c"]) == ("CWM-000001", "2026-12-01")
        assert (found[2]["Date__c"], found[2]["Met__c"]) == (None, False)
        assert house.rows(f"{ALL} WHERE Opportunity__r.Id = '{deal}'")[0]["Sequence__c"] == 1

    def test_takes_them_along_into_the_recycle_bin_and_back(self, house: House) -> None:
        deal = planned(house)
        house.lever("DELETE", f"milestones/{of(house, deal)[1]['Id']}")
        house.lever("DELETE", f"deals/{deal}")
        assert house.rows(ALL) == []
        gone = house.sf.query_all(f"{ALL} WHERE IsDeleted = TRUE", include_deleted=True)
        assert gone["totalSize"] == 3
        house.lever("POST", f"deals/{deal}/undelete")
        assert [row["Sequence__c"] for row in of(house, deal)] == [1, 3]

    def test_does_not_change_with_its_milestones(self, house: House) -> None:
        deal = planned(house)
        stamp = house.lever("GET", f"deals/{deal}")["SystemModstamp"]
        house.advance(hours=1)
        key = of(house, deal)[2]["Id"]
        house.lever("PATCH", f"milestones/{key}", {"met": True, "met_date": "2026-11-22"})
        house.lever("POST", f"deals/{deal}/milestones", {"amount": 50, "as": "admin@example.com"})
        house.lever("DELETE", f"milestones/{of(house, deal)[0]['Id']}")
        assert house.lever("GET", f"deals/{deal}")["SystemModstamp"] == stamp
        soql = "SELECT Opportunity__c, IsDeleted FROM Closedwon_Milestone__c WHERE "
        since = "SystemModstamp > 2026-11-22T09:30:00Z ORDER BY SystemModstamp, Id"
        rows = house.sf.query_all(soql + since, include_deleted=True)["records"]
        assert [(row["Opportunity__c"], row["IsDeleted"]) for row in rows] == [
            (deal, True),
            (deal, False),
            (deal, False),
        ]

    def test_is_won_with_all_that_was_agreed_on_first(self, house: House) -> None:
        deal = house.deal(amount=900)
        terms = {
            "milestones": [{"amount": 400}, {"amount": 500, "condition": "on go-live"}],
            "fields": {"Closedwon_Billing_Model__c": "Milestones"},
        }
        won = house.lever("POST", f"deals/{deal}/win", terms)
        assert won["IsWon"]
        assert won["Closedwon_Billing_Model__c"] == "Milestones"
        assert [row["Amount__c"] for row in won["Closedwon_Milestones__r"]] == [400, 500]


class TestAMilestone:
    def test_is_known_to_the_deal_as_a_part_of_it(self, house: House) -> None:
        described = house.sf.Opportunity.describe()["childRelationships"]
        found = [one for one in described if one["childSObject"] == OBJECT]
        assert found == [
            {
                "childSObject": OBJECT,
                "field": "Opportunity__c",
                "relationshipName": "Closedwon_Milestones__r",
                "cascadeDelete": True,
            }
        ]
        fields = {
            one["name"]: one for one in house.send("GET", f"sobjects/{OBJECT}/describe")["fields"]
        }
        assert (fields["Percent__c"]["type"], fields["Percent__c"]["scale"]) == ("percent", 3)
        assert "OwnerId" not in fields

    def test_is_not_for_the_bot_to_write(self, house: House) -> None:
        key = of(house, planned(house))[0]["Id"]
        for method in ("PATCH", "DELETE"):
            refusal = house.refusal(method, f"sobjects/{OBJECT}/{key}", {})
            assert refusal["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"

    def test_is_seen_with_its_deal_only(self, house: House) -> None:
        planned(house)
        house.settings(view_all=False)
        assert house.rows(ALL) == []

    def test_has_a_percentage_or_an_amount(self, house: House) -> None:
        rights = {"read": True, "create": True, "edit": True, "delete": True}
        house.settings(
            objects={OBJECT: rights},
            fields={f"{OBJECT}.{one}__c": {} for one in ("Percent", "Amount")},
        )
        deal = house.deal()
        both = {"Opportunity__c": deal, "Percent__c": 10, "Amount__c": 5}
        refusal = house.refusal("POST", f"sobjects/{OBJECT}", both)
        assert refusal == {
            "errorCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
            "message": "Enter a percentage or an amount, not both.",
            "fields": ["Amount__c"],
        }
        house.send("POST", f"sobjects/{OBJECT}", {"Opportunity__c": deal})
        refusal = house.refusal("POST", f"sobjects/{OBJECT}", {"Percent__c": 10})
        assert refusal["errorCode"] == "REQUIRED_FIELD_MISSING"
        house.lever("POST", f"deals/{deal}/milestones", {"percent": 10, "amount": 5})

    def test_has_a_currency_of_its_own_where_there_are_several(self, house: House) -> None:
        house.settings(multi_currency=True)
        deal = house.deal(currency="KWD", milestones=[{"amount": "1.125"}, {"currency": "EUR"}])
        rows = of(house, deal)
        assert [row["CurrencyIsoCode"] for row in rows] == ["KWD", "EUR"]
        assert rows[0]["Amount__c"] == 1.125

    def test_is_not_there_without_the_package(self, house: House) -> None:
        planned(house)
        house.settings(package_installed=False)
        with pytest.raises(SalesforceError, match="INVALID_TYPE"):
            house.rows(ALL)
        house.settings(package_installed=True)
        assert house.rows(ALL) == []
        assert of(house, house.deal()) == []
