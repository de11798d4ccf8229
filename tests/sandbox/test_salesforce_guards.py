"""What stands in the way of a write: rules, locks, duplicates, permissions; and trouble."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from simple_salesforce.exceptions import SalesforceGeneralError

from tests.sandbox.salesforce_kit import INVOICES, House, at_home, invoice

MESSAGE = "Closed deals are locked. Ask Sales Ops."


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def write(house: House, key: str, status: str = "open") -> dict[str, Any]:
    path = f"sobjects/Opportunity/{key}"
    return house.refusal("PATCH", path, {"Closedwon_Status__c": status})


class TestAValidationRule:
    def test_refuses_in_its_own_words(self, house: House) -> None:
        key = house.deal(stage="Closed Won")
        rule = {"object": "Opportunity", "message": MESSAGE, "was": {"IsWon": True}}
        house.lever("POST", "rules", {**rule, "changed": ["*"]})
        refusal = write(house, key)
        assert refusal["errorCode"] == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
        assert refusal["message"] == MESSAGE

    def test_says_so_in_the_row_of_a_collection(self, house: House) -> None:
        rule = {"object": "Closedwon_Invoice__c", "message": "No.", "field": "Closedwon_Amount__c"}
        house.lever("POST", "rules", {**rule, "equals": {"Closedwon_Amount__c": 13}})
        records = (invoice("a", Closedwon_Amount__c=13), invoice("b", Closedwon_Amount__c=12))
        bad, good = house.collection("PATCH", INVOICES, *records)
        assert good["success"] is True
        assert bad["errors"] == [
            {
                "statusCode": "FIELD_CUSTOM_VALIDATION_EXCEPTION",
                "message": "No.",
                "fields": ["Closedwon_Amount__c"],
            }
        ]

    def test_looks_at_what_changes_and_what_is_empty(self, house: House) -> None:
        key = house.deal()
        rule = {"object": "Opportunity", "message": "Why?", "changed": ["Closedwon_Status__c"]}
        house.lever("POST", "rules", {**rule, "empty": ["Description"]})
        assert write(house, key)["message"] == "Why?"
        house.send("PATCH", f"sobjects/Opportunity/{key}", {"NextStep": "Call"})
        house.lever("DELETE", "guards")
        house.send("PATCH", f"sobjects/Opportunity/{key}", {"Closedwon_Status__c": "open"})


class TestALock:
    def test_of_an_approval_process_holds_the_deal_but_not_our_records(self, house: House) -> None:
        key = house.deal()
        house.lever("POST", "locks", {"id": key[:15]})
        assert write(house, key)["errorCode"] == "ENTITY_IS_LOCKED"
        record = invoice("a", Closedwon_Opportunity__c=key)
        assert house.collection("PATCH", INVOICES, record)[0]["success"] is True
        house.lever("POST", "locks", {"id": key, "locked": False})
        house.send("PATCH", f"sobjects/Opportunity/{key}", {"Closedwon_Status__c": "open"})

    def test_of_a_row_passes(self, house: House) -> None:
        key = house.deal()
        house.lever("POST", "row-locks", {"times": 2, "object": "Opportunity"})
        for _ in range(2):
            assert write(house, key)["errorCode"] == "UNABLE_TO_LOCK_ROW"
        house.send("PATCH", f"sobjects/Opportunity/{key}", {"Closedwon_Status__c": "open"})

    def test_of_a_row_hits_one_record_of_a_collection(self, house: House) -> None:
        house.lever("POST", "row-locks", {"times": 1})
        rows = house.collection("PATCH", INVOICES, invoice("a"), invoice("b"))
        assert rows[0]["errors"][0]["statusCode"] == "UNABLE_TO_LOCK_ROW"
        assert rows[1]["success"] is True


class TestADuplicateRule:
    HEADER = "Sforce-Duplicate-Rule-Header"

    def test_that_alerts_is_waved_through_by_the_header(self, house: House) -> None:
        house.lever("POST", "duplicate-rules", {"object": "Task", "field": "Subject"})
        house.send("POST", "sobjects/Task", {"Subject": "Call"})
        refusal = house.refusal("POST", "sobjects/Task", {"Subject": "call"})
        assert refusal["errorCode"] == "DUPLICATES_DETECTED"
        assert refusal["duplicateResult"]["allowSave"] is True
        headers = {self.HEADER: "allowSave=true"}
        assert house.send("POST", "sobjects/Task", {"Subject": "Call"}, **headers)["success"]

    def test_that_blocks_is_not(self, house: House) -> None:
        rule = {"object": "Task", "field": "Subject", "action": "block"}
        house.lever("POST", "duplicate-rules", rule)
        house.send("POST", "sobjects/Task", {"Subject": "Call"})
        refusal = house.refusal(
            "POST", "sobjects/Task", {"Subject": "Call"}, **{self.HEADER: "allowSave=true"}
        )
        assert refusal["errorCode"] == "DUPLICATES_DETECTED"


class TestPermissions:
    def test_make_a_field_unreadable_or_unwritable(self, house: House) -> None:
        key = house.deal()
        name = "Opportunity.Closedwon_Status__c"
        house.settings(fields={name: {"writable": False}})
        assert write(house, key)["errorCode"] == "INVALID_FIELD_FOR_INSERT_UPDATE"
        describe = house.send("GET", "sobjects/Opportunity/describe")["fields"]
        field = next(one for one in describe if one["name"] == "Closedwon_Status__c")
        assert field["updateable"] is False
        house.settings(fields={name: {"readable": False}})
        refusal = house.query_refusal("SELECT Closedwon_Status__c FROM Opportunity")
        assert refusal["errorCode"] == "INVALID_FIELD"

    def test_keep_from_editing_or_seeing_an_object(self, house: House) -> None:
        key = house.deal()
        house.settings(objects={"Opportunity": {"edit": False}})
        assert write(house, key)["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"
        house.settings(objects={"Opportunity": {"read": False}})
        assert house.query_refusal("SELECT Id FROM Opportunity")["errorCode"] == "INVALID_TYPE"

    def test_are_not_there_before_the_permission_set_is_assigned(self, house: House) -> None:
        house.settings(package_assigned=False)
        fields = house.send("GET", "sobjects/Opportunity/describe")["fields"]
        assert not [one for one in fields if one["custom"]]
        refusal = house.query_refusal("SELECT Id FROM Closedwon_Invoice__c")
        assert refusal["errorCode"] == "INVALID_TYPE"

    def test_come_and_go_with_the_package(self, house: House) -> None:
        house.deal()
        house.settings(package_installed=False)
        names = {one["name"] for one in house.sf.describe()["sobjects"]}
        assert "Opportunity" in names
        assert "Closedwon_Invoice__c" not in names
        refusal = house.query_refusal("SELECT Closedwon_Status__c FROM Opportunity")
        assert refusal["errorCode"] == "INVALID_FIELD"
        house.settings(package_installed=True)
        assert house.rows("SELECT Id, Closedwon_Status__c FROM Opportunity")


class TestAFault:
    @pytest.mark.parametrize(
        ("status", "code"),
        [
            (503, "SERVER_UNAVAILABLE"),
            (500, "UNKNOWN_EXCEPTION"),
            (403, "REQUEST_LIMIT_EXCEEDED"),
            (400, "UNABLE_TO_LOCK_ROW"),
        ],
    )
    def test_is_worded_as_salesforce_words_it(self, house: House, status: int, code: str) -> None:
        fault = {"vendor": "salesforce", "where": "limits", "kind": "status_before"}
        address = f"{house.address}/control/faults"
        requests.post(address, json={**fault, "status": status}, timeout=5)
        assert house.refusal("GET", "limits")["errorCode"] == code
        house.sf.limits()

    def test_after_the_effect_leaves_the_effect(self, house: House) -> None:
        fault = {"vendor": "salesforce", "where": "PATCH", "kind": "status_after", "status": 503}
        requests.post(f"{house.address}/control/faults", json=fault, timeout=5)
        with pytest.raises(SalesforceGeneralError):
            house.collection("PATCH", INVOICES, invoice("a"))
        assert house.collection("PATCH", INVOICES, invoice("a"))[0]["created"] is False
