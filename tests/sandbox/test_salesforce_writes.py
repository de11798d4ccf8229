"""Writing to the local Salesforce, record by record and in collections."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from simple_salesforce.exceptions import SalesforceMoreThanOneRecord, SalesforceResourceNotFound

from tests.sandbox.salesforce_kit import INVOICES, House, at_home, invoice

BY_KEY = "sobjects/Closedwon_Invoice__c/Closedwon_Key__c"


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def codes(rows: list[dict[str, Any]]) -> list[str]:
    return ["" if row["success"] else row["errors"][0]["statusCode"] for row in rows]


class TestADeal:
    def test_takes_what_the_package_has_for_it(self, house: House) -> None:
        key = house.deal()
        house.advance(minutes=5)
        values = {
            "Closedwon_Status__c": "open",
            "Closedwon_Balance__c": 12.345,
            "Closedwon_Due_Date__c": "2026-12-22",
            "Closedwon_Invoice_Url__c": "https://invoice.stripe.com/i/1",
        }
        assert house.send("PATCH", f"sobjects/Opportunity/{key}", values) is None
        row = house.send("GET", f"sobjects/Opportunity/{key}")
        assert {name: row[name] for name in values} == values
        assert row["SystemModstamp"] == "2026-11-22T09:05:00.000+0000"
        info = house.sf.oauth2("userinfo")
        assert row["LastModifiedById"] == info["user_id"]

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"Nope__c": 1}, "INVALID_FIELD"),
            ({"Closedwon_Status__c": "x" * 81}, "STRING_TOO_LONG"),
            ({"Closedwon_Status__c": 5}, "JSON_PARSER_ERROR"),
            ({"Closedwon_Balance__c": "much"}, "JSON_PARSER_ERROR"),
            ({"Closedwon_Balance__c": 10**16}, "NUMBER_OUTSIDE_VALID_RANGE"),
            ({"Closedwon_Due_Date__c": "22.12.2026"}, "JSON_PARSER_ERROR"),
            ({"Closedwon_Terms__c": "Net 30"}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
            ({"IsWon": True}, "INVALID_FIELD_FOR_INSERT_UPDATE"),
            ({"StageName": None}, "REQUIRED_FIELD_MISSING"),
            ({"AccountId": "001000000000000AAA"}, "INVALID_CROSS_REFERENCE_KEY"),
            ({"AccountId": "hello"}, "MALFORMED_ID"),
        ],
    )
    def test_refuses_what_does_not_fit(
        self, house: House, values: dict[str, object], code: str
    ) -> None:
        path = f"sobjects/Opportunity/{house.deal()}"
        assert house.refusal("PATCH", path, values)["errorCode"] == code

    def test_ignores_an_amount_that_its_products_say(self, house: House) -> None:
        key = house.deal(amount=None, lines=[{"product": "Seats", "unit_price": 70}])
        house.send("PATCH", f"sobjects/Opportunity/{key}", {"Amount": 5})
        assert house.send("GET", f"sobjects/Opportunity/{key}")["Amount"] == 70

    def test_cannot_be_created_or_deleted_by_the_integration_user(self, house: House) -> None:
        path = f"sobjects/Opportunity/{house.deal()}"
        for method, where in (("DELETE", path), ("POST", "sobjects/Opportunity")):
            refusal = house.refusal(method, where, {})
            assert refusal["errorCode"] == "INSUFFICIENT_ACCESS_OR_READONLY"

    def test_that_is_gone_says_so(self, house: House) -> None:
        key = house.deal()
        house.lever("DELETE", f"records/Opportunity/{key}")
        with pytest.raises(SalesforceResourceNotFound, match="ENTITY_IS_DELETED"):
            house.send("PATCH", f"sobjects/Opportunity/{key}", {})
        with pytest.raises(SalesforceResourceNotFound, match="NOT_FOUND"):
            house.send("GET", "sobjects/Opportunity/nonsense")


class TestUpsert:
    def test_creates_once_and_then_changes(self, house: House) -> None:
        made = house.send("PATCH", f"{BY_KEY}/deal:1/a", {"Closedwon_Amount__c": 1})
        again = house.send("PATCH", f"{BY_KEY}/deal:1/a", {"Closedwon_Amount__c": 2})
        assert (made["created"], again["created"]) == (True, False)
        assert made["id"] == again["id"]
        assert house.send("GET", f"{BY_KEY}/deal:1/a")["Closedwon_Amount__c"] == 2

    def test_minds_the_case_of_our_key(self, house: House) -> None:
        house.send("PATCH", f"{BY_KEY}/a", {})
        assert house.send("PATCH", f"{BY_KEY}/A", {})["created"] is True

    def test_refuses_the_key_in_the_body_and_a_field_that_is_none(self, house: House) -> None:
        refusal = house.refusal("PATCH", f"{BY_KEY}/a", {"Closedwon_Key__c": "a"})
        assert "should not be specified" in refusal["message"]
        path = "sobjects/Closedwon_Invoice__c/Closedwon_Number__c/1"
        assert house.refusal("PATCH", path, {})["errorCode"] == "NOT_FOUND"

    def test_names_the_holder_of_a_value_that_is_taken(self, house: House) -> None:
        made = house.send("PATCH", f"{BY_KEY}/a", {"Closedwon_Stripe_Id__c": "in_1"})
        refusal = house.refusal("PATCH", f"{BY_KEY}/b", {"Closedwon_Stripe_Id__c": "in_1"})
        assert refusal["errorCode"] == "DUPLICATE_VALUE"
        assert made["id"][:15] in refusal["message"]

    def test_of_what_fits_several_is_a_choice(self, house: House) -> None:
        entity = house.world.salesforce.org.schema["Closedwon_Invoice__c"]
        field = entity.fields["closedwon_stripe_id__c"]
        entity.fields[field.name.lower()] = type(field)(field.name, external=True)
        for key in "ab":
            house.send("PATCH", f"{BY_KEY}/{key}", {"Closedwon_Stripe_Id__c": "in_1"})
        with pytest.raises(SalesforceMoreThanOneRecord):
            house.send("PATCH", "sobjects/Closedwon_Invoice__c/Closedwon_Stripe_Id__c/in_1", {})


class TestACollection:
    def test_answers_for_each_record(self, house: House) -> None:
        rows = house.collection(
            "PATCH", INVOICES, invoice("a"), invoice("b", Nope=1), invoice("c"), invoice("c")
        )
        assert codes(rows) == ["", "INVALID_FIELD", "DUPLICATE_VALUE", "DUPLICATE_VALUE"]
        assert len(house.rows("SELECT Id FROM Closedwon_Invoice__c")) == 1

    def test_undoes_all_when_they_stand_together(self, house: House) -> None:
        records = (invoice("a"), invoice("b", Nope=1))
        rows = house.collection("PATCH", INVOICES, *records, together=True)
        assert codes(rows) == ["ALL_OR_NONE_OPERATION_ROLLED_BACK", "INVALID_FIELD"]
        assert house.rows("SELECT Id FROM Closedwon_Invoice__c") == []
        assert house.collection("PATCH", INVOICES, invoice("a"))[0]["created"] is True

    def test_takes_200_records(self, house: House) -> None:
        records = [invoice(str(number)) for number in range(201)]
        body = {"allOrNone": False, "records": records}
        assert house.refusal("PATCH", INVOICES, body)["errorCode"] == "EXCEEDED_ID_LIMIT"
        assert set(codes(house.collection("PATCH", INVOICES, *records[:200]))) == {""}

    def test_creates_changes_and_deletes_by_id(self, house: House) -> None:
        made = house.collection("POST", "composite/sobjects", invoice("a"), invoice("b"))
        keys = [row["id"] for row in made]
        changes = [
            {**invoice("a", Closedwon_Amount__c=7), "id": keys[0]},
            invoice("b"),
            {**invoice("b"), "id": "a0Xnonsense"},
        ]
        rows = house.collection("PATCH", "composite/sobjects", *changes)
        assert codes(rows) == ["", "MISSING_ARGUMENT", "MALFORMED_ID"]
        gone = house.send("DELETE", f"composite/sobjects?ids={','.join(keys)}&allOrNone=false")
        assert codes(gone) == ["INSUFFICIENT_ACCESS_OR_READONLY"] * 2
        house.settings(objects={"Closedwon_Invoice__c": {}})
        gone = house.send("DELETE", f"composite/sobjects?ids={','.join(keys)}")
        assert codes(gone) == ["", ""]


class TestAComposite:
    def compose(self, house: House, *requests: dict[str, object], together: bool = True) -> Any:
        body = {"allOrNone": together, "compositeRequest": list(requests)}
        answer = house.send("POST", "composite", body)
        return answer["compositeResponse"]

    def test_lets_later_calls_use_earlier_ones(self, house: House) -> None:
        base = "/services/data/v68.0/sobjects"
        body = {"Closedwon_Opportunity__c": house.deal()}
        rows = self.compose(
            house,
            {"method": "PATCH", "url": f"{base[:-9]}/{BY_KEY}/a", "referenceId": "r", "body": body},
            {
                "method": "GET",
                "url": f"{base}/Closedwon_Invoice__c/@{{r.id}}?fields=Name",
                "referenceId": "read",
            },
        )
        assert [row["httpStatusCode"] for row in rows] == [201, 200]
        assert rows[1]["body"]["Name"] == "CWI-000001"

    def test_undoes_all_when_one_fails(self, house: House) -> None:
        base = f"/services/data/v68.0/{BY_KEY}"
        rows = self.compose(
            house,
            {"method": "PATCH", "url": f"{base}/a", "referenceId": "a", "body": {}},
            {"method": "PATCH", "url": f"{base}/b", "referenceId": "b", "body": {"Nope": 1}},
        )
        assert [row["body"][0]["errorCode"] for row in rows] == [
            "PROCESSING_HALTED",
            "INVALID_FIELD",
        ]
        assert house.rows("SELECT Id FROM Closedwon_Invoice__c") == []

    def test_takes_five_queries_and_no_more(self, house: House) -> None:
        url = "/services/data/v68.0/queryAll?q=SELECT+Id+FROM+Account"
        asked: list[dict[str, object]] = [
            {"method": "GET", "url": url, "referenceId": f"q{n}"} for n in range(6)
        ]
        assert len(self.compose(house, *asked[:5])) == 5
        with pytest.raises(Exception, match="LIMIT_EXCEEDED"):
            self.compose(house, *asked)


def test_a_body_that_is_not_json_is_refused(house: House) -> None:
    with pytest.raises(Exception, match="JSON_PARSER_ERROR"):
        house.sf.restful("sobjects/Task", method="POST", data="{")
    made = house.sf.restful("sobjects/Task", method="POST", data=json.dumps({"Subject": "Call"}))
    assert made["success"] is True
