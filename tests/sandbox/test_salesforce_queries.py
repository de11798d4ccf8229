"""The SOQL of the local Salesforce, through the real SDK."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
from simple_salesforce.format import format_soql

from tests.sandbox.salesforce_kit import House, at_home

FEED = """
SELECT Id, Name, Amount, IsWon, CloseDate, SystemModstamp, LastStageChangeDate, Owner.Email,
  Account.Name, Account.BillingCity,
  (SELECT Id, Product2.Name, ProductCode, Quantity, UnitPrice, TotalPrice, Discount
   FROM OpportunityLineItems ORDER BY SortOrder),
  (SELECT ContactId, Contact.Email, Role, IsPrimary FROM OpportunityContactRoles)
FROM Opportunity WHERE IsWon = TRUE AND SystemModstamp >= {} ORDER BY SystemModstamp, Id
"""


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def names(house: House, where: str) -> list[str]:
    soql = f"SELECT Name FROM Opportunity WHERE {where} ORDER BY Name"  # noqa: S608 - the test's
    rows = house.rows(soql)
    return [row["Name"] for row in rows]


class TestAFeed:
    def test_has_the_deal_with_all_that_belongs_to_it(self, house: House) -> None:
        lines = [
            {"product": "Seats", "quantity": 3, "unit_price": 100, "discount": 10, "code": "S"},
            {"product": "Setup", "unit_price": "99.50"},
        ]
        key = house.deal(contact="ap@acme.example", lines=lines, amount=None)
        soql = format_soql(FEED, datetime(2026, 11, 1, 5, 6, 7, tzinfo=UTC))
        assert house.rows(soql) == []
        house.lever("POST", f"deals/{key}/win")
        (row,) = house.rows(soql)
        assert (row["Id"], len(key)) == (key, 18)
        assert row["Amount"] == 369.5
        assert row["SystemModstamp"] == "2026-11-22T09:00:00.000+0000"
        assert row["Account"]["BillingCity"] == "Springfield"
        assert row["Owner"]["Email"] == "dana@example.com"
        assert [one["TotalPrice"] for one in row["OpportunityLineItems"]["records"]] == [270, 99.5]
        assert row["OpportunityContactRoles"]["records"][0]["Contact"]["Email"] == "ap@acme.example"

    def test_is_null_where_there_are_no_children(self, house: House) -> None:
        key = house.deal()
        house.lever("POST", f"deals/{key}/win")
        (row,) = house.rows(format_soql(FEED, datetime(2026, 11, 1, tzinfo=UTC)))
        assert row["OpportunityLineItems"] is None

    def test_goes_over_pages_that_the_sdk_follows(self, house: House) -> None:
        for number in range(5):
            house.deal(name=f"D{number}")
        house.settings(batch_size=2)
        first = house.sf.query("SELECT Name FROM Opportunity")
        assert (first["totalSize"], first["done"], len(first["records"])) == (5, False, 2)
        assert len(house.rows("SELECT Name FROM Opportunity")) == 5

    def test_pages_long_lists_of_children_by_themselves(self, house: House) -> None:
        lines = [{"product": f"P{number}", "unit_price": number} for number in range(1, 4)]
        house.deal(amount=None, lines=lines)
        house.settings(batch_size=2)
        soql = "SELECT Id, (SELECT UnitPrice FROM OpportunityLineItems) FROM Opportunity"
        found = house.rows(soql)[0]["OpportunityLineItems"]
        assert (found["totalSize"], found["done"]) == (3, False)
        rest = house.sf.query_more(found["nextRecordsUrl"], identifier_is_url=True)
        assert [row["UnitPrice"] for row in rest["records"]] == [3]

    def test_shows_the_recycle_bin_to_query_all_only(self, house: House) -> None:
        key = house.deal()
        house.lever("DELETE", f"records/Opportunity/{key}")
        soql = "SELECT Id, IsDeleted FROM Opportunity"
        assert house.rows(soql) == []
        found = house.sf.query_all(soql, include_deleted=True)
        assert found["records"][0]["IsDeleted"] is True


class TestConditions:
    @pytest.fixture(autouse=True)
    def _deals(self, house: House) -> None:
        house.deal(name="It's 100% B", amount=50, stage="Closed Won", close_date="2026-11-20")
        house.deal(name="a_c", amount=None, close_date="2026-11-22", account="Globex")
        house.deal(name="abc", amount=150.5, close_date="2027-01-05")

    @pytest.mark.parametrize(
        ("where", "found"),
        [
            ("Name = 'ABC'", ["abc"]),
            ("Name != 'abc'", ["a_c", "It's 100% B"]),
            ("Amount > 50", ["abc"]),
            ("Amount <= 50", ["It's 100% B"]),
            ("Amount = null", ["a_c"]),
            ("NOT Amount = null", ["abc", "It's 100% B"]),
            ("Name LIKE 'a%'", ["a_c", "abc"]),
            (r"Name LIKE 'a\_c'", ["a_c"]),
            (r"Name LIKE '%100\%%'", ["It's 100% B"]),
            (r"Name = 'It\'s 100% B'", ["It's 100% B"]),
            ("Name IN ('abc', 'x')", ["abc"]),
            ("Name NOT IN ('abc', 'x')", ["a_c", "It's 100% B"]),
            ("IsWon = true", ["It's 100% B"]),
            ("CloseDate = TODAY", ["a_c"]),
            ("CloseDate = LAST_N_DAYS:2", ["a_c", "It's 100% B"]),
            ("CloseDate = THIS_MONTH", ["a_c", "It's 100% B"]),
            ("CloseDate > 2026-12-31", ["abc"]),
            ("CloseDate = NEXT_YEAR", ["abc"]),
            ("CreatedDate >= 2026-11-22T09:00:00Z", ["a_c", "abc", "It's 100% B"]),
            ("CreatedDate > YESTERDAY", ["a_c", "abc", "It's 100% B"]),
            ("Account.Name = 'Globex' OR (Amount > 100 AND IsWon = false)", ["a_c", "abc"]),
            ("AccountId IN (SELECT Id FROM Account WHERE Name = 'Globex')", ["a_c"]),
        ],
    )
    def test_mean_what_they_say(self, house: House, where: str, found: list[str]) -> None:
        assert names(house, where) == found

    def test_find_a_record_by_either_form_of_its_id(self, house: House) -> None:
        key = house.deal(name="me")
        assert names(house, f"Id = '{key[:15]}'") == names(house, f"Id IN ('{key}')") == ["me"]

    def test_order_with_nulls_where_they_are_wanted(self, house: House) -> None:
        def amounts(order: str) -> list[float | None]:
            soql = f"SELECT Amount FROM Opportunity ORDER BY {order}"  # noqa: S608 - the test's
            rows = house.rows(soql)
            return [row["Amount"] for row in rows]

        assert amounts("Amount") == [None, 50, 150.5]
        assert amounts("Amount DESC NULLS LAST") == [150.5, 50, None]
        assert amounts("Amount ASC NULLS LAST LIMIT 1 OFFSET 1") == [150.5]


class TestRefusals:
    @pytest.mark.parametrize(
        ("soql", "code", "words"),
        [
            ("SELECT Nope FROM Opportunity", "INVALID_FIELD", "No such column 'Nope' on entity"),
            ("SELECT Nope.Name FROM Opportunity", "INVALID_FIELD", "relationship 'Nope'"),
            ("SELECT Id, ID FROM Opportunity", "INVALID_FIELD", "duplicate field selected"),
            ("SELECT CurrencyIsoCode FROM Opportunity", "INVALID_FIELD", "No such column"),
            ("SELECT Id FROM Nope", "INVALID_TYPE", "sObject type 'Nope' is not supported"),
            ("SELECT (SELECT Id FROM Nopes) FROM Account", "INVALID_TYPE", "relationship 'Nopes'"),
            ("SELECT Id FROM Opportunity WHERE Id IN ()", "MALFORMED_QUERY", "token: ')'"),
            ("SELECT Id FROM Opportunity WHERE", "MALFORMED_QUERY", "token: '<EOF>'"),
            ("SELECT Id Name FROM Opportunity", "MALFORMED_QUERY", "token: 'Name'"),
            ("SELECT Id FROM Task ALL ROWS", "MALFORMED_QUERY", "ALL ROWS not allowed"),
            ("SELECT Id FROM Task WHERE Subject = 'a", "MALFORMED_QUERY", "token: '''"),
            ("SELECT Id FROM Task WHERE A = 1 AND B = 2 OR C = 3", "MALFORMED_QUERY", "'OR'"),
            ("SELECT Id FROM Opportunity WHERE Amount = '5'", "INVALID_FIELD", "type double"),
            ("SELECT Id FROM Task WHERE CreatedDate > TODAY()", "MALFORMED_QUERY", "'('"),
            ("SELECT Id FROM Task WHERE CreatedDate > 2026-01-01", "INVALID_FIELD", "dateTime"),
            ("SELECT Id FROM Task WHERE Id = 'x'", "INVALID_QUERY_FILTER_OPERATOR", "invalid ID"),
            ("SELECT Id FROM Task WHERE Description = 'x'", "INVALID_FIELD", "not be filtered"),
            ("SELECT Id FROM Task ORDER BY Description", "INVALID_FIELD", "not be sorted"),
        ],
    )
    def test_come_in_the_words_of_salesforce(
        self, house: House, soql: str, code: str, words: str
    ) -> None:
        refusal = house.query_refusal(soql)
        assert refusal["errorCode"] == code
        assert words in refusal["message"]

    def test_of_an_address_that_is_too_long_come_from_its_front_end(self, house: House) -> None:
        soql = "SELECT Id FROM Task WHERE Subject IN ('" + "x" * 17_000 + "')"
        address = f"{house.address}/salesforce/services/data/v68.0/query"
        answer = requests.get(address, {"q": soql}, timeout=5)
        assert answer.status_code == 414


class TestSetup:
    def test_says_whether_the_integration_user_sees_everything(self, house: House) -> None:
        soql = (
            "SELECT PermissionsViewAllRecords FROM ObjectPermissions WHERE "
            "SobjectType = 'Opportunity' AND Parent.Name = 'Closedwon_Integration'"
        )
        assert house.rows(soql)[0]["PermissionsViewAllRecords"] is True
        mine = house.deal(name="mine", owner="closedwon@example.com")
        other = house.deal(name="hers")
        house.settings(view_all=False)
        assert house.rows(soql)[0]["PermissionsViewAllRecords"] is False
        assert [row["Id"] for row in house.rows("SELECT Id FROM Opportunity")] == [mine]
        refusal = house.refusal("GET", f"sobjects/Opportunity/{other}")
        assert refusal["errorCode"] == "NOT_FOUND"

    def test_has_currencies_only_when_there_are_several(self, house: House) -> None:
        key = house.deal()
        house.settings(multi_currency=True)
        house.deal(amount="10.125", currency="KWD")
        rows = house.rows("SELECT Amount, CurrencyIsoCode FROM Opportunity ORDER BY Amount")
        assert [(row["Amount"], row["CurrencyIsoCode"]) for row in rows] == [
            (10.125, "KWD"),
            (1000, "USD"),
        ]
        assert house.send("GET", f"sobjects/Opportunity/{key}")["CurrencyIsoCode"] == "USD"
        assert house.rows("SELECT DecimalPlaces FROM CurrencyType WHERE IsoCode = 'JPY'")

    def test_knows_itself(self, house: House) -> None:
        row = house.rows("SELECT Id, IsSandbox, InstanceName FROM Organization")[0]
        assert row["IsSandbox"] is False
        house.settings(is_sandbox=True)
        assert house.sf.is_sandbox() is True
