"""Line items in the local Salesforce: periods, usage, and revenue and quantity schedules."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.salesforce_kit import House, at_home

SCHEDULE = (
    {"date": "2027-01-31", "revenue": 300},
    {"date": "2027-02-28", "revenue": 300, "description": "Second"},
    {"date": "2027-03-31", "revenue": 400},
)
PLATFORM = {"product": "Platform", "unit_price": 900, "schedule": SCHEDULE}
ALL = "SELECT Id, Type, ScheduleDate, Revenue, Quantity FROM OpportunityLineItemSchedule"


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


def deal_with(house: House, *lines: object) -> str:
    return house.deal(amount=None, lines=lines)


def first(house: House, deal: str) -> dict[str, Any]:
    row: dict[str, Any] = house.lever("GET", f"deals/{deal}")["OpportunityLineItems"][0]
    return row


class TestALine:
    def test_says_how_often_and_how_long_it_is_billed(self, house: House) -> None:
        deal_with(
            house,
            {
                "product": "Support",
                "unit_price": 100,
                "interval": "Monthly",
                "periods": 14,
                "start": "2027-01-31",
                "variable": True,
                "service_date": "2027-01-31",
                "period_end": "2028-03-30",
            },
        )
        row = house.rows(
            "SELECT Closedwon_Interval__c, Closedwon_Periods__c, Closedwon_Start__c, ServiceDate, "
            "Closedwon_Variable__c, Closedwon_Usage__c, Closedwon_Period_End__c "
            "FROM OpportunityLineItem"
        )[0]
        del row["attributes"]
        assert list(row.values()) == [
            "Monthly",
            14,
            "2027-01-31",
            "2027-01-31",
            True,
            None,
            "2028-03-30",
        ]

    def test_is_given_the_usage_of_a_period(self, house: House) -> None:
        key = first(house, deal_with(house, {"product": "Hours", "unit_price": 100}))["Id"]
        edit = {"usage": "12.3456", "usage_period": "2027-01-01", "as": "admin@example.com"}
        row = house.lever("PATCH", f"lines/{key}", edit)
        assert (row["Closedwon_Usage__c"], row["TotalPrice"]) == (12.3456, 100)
        assert row["Closedwon_Usage_Period__c"] == "2027-01-01"
        assert house.lever("PATCH", f"lines/{key}", {"usage": None})["Closedwon_Usage__c"] is None

    @pytest.mark.parametrize("stamps", [True, False])
    def test_stamps_its_deal_or_not(self, house: House, *, stamps: bool) -> None:
        deal = deal_with(house, {"product": "Hours", "unit_price": 100})
        house.settings(lines_stamp_deals=stamps)
        house.advance(hours=1)
        key = first(house, deal)["Id"]
        house.lever("PATCH", f"lines/{key}", {"usage": 3})
        stamped = "SELECT Id FROM Opportunity WHERE SystemModstamp >= 2026-11-22T10:00:00Z"
        assert bool(house.rows(stamped)) is stamps
        house.lever("PATCH", f"lines/{key}", {"quantity": 3})
        assert len(house.rows(stamped)) == 1

    def test_comes_and_goes_with_the_amount_of_the_deal(self, house: House) -> None:
        deal = deal_with(house, {"product": "Seats", "unit_price": 100})
        made = house.lever("POST", f"deals/{deal}/lines", {"product": "Setup", "unit_price": 50})
        assert house.lever("GET", f"deals/{deal}")["Amount"] == 150
        house.lever("DELETE", f"lines/{made['Id']}")
        assert house.lever("GET", f"deals/{deal}")["Amount"] == 100


class TestASchedule:
    def test_is_asked_for_by_itself(self, house: House) -> None:
        deal = deal_with(house, PLATFORM)
        line = first(house, deal)["Id"]
        by_deal = (
            f"{ALL} WHERE OpportunityLineItem.OpportunityId IN ('{deal}') ORDER BY ScheduleDate"
        )
        by_line = f"{ALL} WHERE OpportunityLineItemId = '{line}' ORDER BY ScheduleDate"
        assert house.rows(by_deal) == house.rows(by_line)
        rows = house.rows(by_line)
        assert [(row["Type"], row["Revenue"], row["Quantity"]) for row in rows] == [
            ("Revenue", 300, None),
            ("Revenue", 300, None),
            ("Revenue", 400, None),
        ]

    def test_can_be_asked_for_below_its_line_but_not_below_its_deal(self, house: House) -> None:
        deal_with(house, PLATFORM)
        below = "SELECT Id, (SELECT Revenue FROM OpportunityLineItemSchedules) FROM "
        rows = house.rows(below + "OpportunityLineItem")
        assert rows[0]["OpportunityLineItemSchedules"]["totalSize"] == 3
        deeper = f"SELECT Id, ({below} OpportunityLineItems) FROM Opportunity"  # noqa: S608 - fixed
        assert house.query_refusal(deeper)["errorCode"] == "MALFORMED_QUERY"

    def test_says_what_its_line_and_its_deal_come_to(self, house: House) -> None:
        deal = deal_with(house, PLATFORM, {"product": "Setup", "unit_price": 50})
        line = first(house, deal)
        assert (line["TotalPrice"], line["HasRevenueSchedule"]) == (1000, True)
        assert (line["HasQuantitySchedule"], line["HasSchedule"]) == (False, True)
        stamp = house.lever("GET", f"deals/{deal}")["SystemModstamp"]
        house.advance(minutes=1)
        edit = {"schedule": [{"date": "2027-01-31", "revenue": 100}], "description": "Less"}
        assert house.lever("PATCH", f"lines/{line['Id']}", edit)["TotalPrice"] == 100
        changed = house.lever("GET", f"deals/{deal}")
        assert changed["Amount"] == 150
        assert changed["SystemModstamp"] > stamp

    def test_of_thirds_keeps_its_sum_when_something_else_changes(self, house: House) -> None:
        line = {**PLATFORM, "quantity": 3}
        key = first(house, deal_with(house, line))["Id"]
        row = house.lever("PATCH", f"lines/{key}", {"description": "New"})
        assert (row["UnitPrice"], row["TotalPrice"]) == (333.33, 1000)

    def test_of_units_says_the_quantity(self, house: House) -> None:
        units = [{"date": f"2027-0{month}-01", "quantity": month} for month in (1, 2, 3)]
        line = {"product": "Boxes", "unit_price": 10, "schedule": units}
        row = first(house, deal_with(house, line))
        assert (row["Quantity"], row["TotalPrice"]) == (6, 60)
        both = [{"date": "2027-01-01", "quantity": 2, "revenue": 50}]
        row = house.lever("PATCH", f"lines/{row['Id']}", {"schedule": both})
        assert (row["Quantity"], row["TotalPrice"], row["UnitPrice"]) == (2, 50, 25)

    def test_leaves_the_price_to_what_is_said_when_it_goes(self, house: House) -> None:
        key = first(house, deal_with(house, PLATFORM))["Id"]
        row = house.lever("PATCH", f"lines/{key}", {"schedule": [], "unit_price": 70})
        assert (row["HasSchedule"], row["TotalPrice"]) == (False, 70)
        assert row["OpportunityLineItemSchedules"] == []

    def test_is_not_changed_by_writing_to_its_line(self, house: House) -> None:
        key = first(house, deal_with(house, PLATFORM))["Id"]
        path = f"sobjects/OpportunityLineItem/{key}"
        house.send("PATCH", path, {"TotalPrice": 5, "Quantity": 7, "Description": "Same"})
        row = house.send("GET", path)
        assert (row["TotalPrice"], row["Quantity"], row["Description"]) == (1000, 1, "Same")

    def test_is_all_of_one_type_and_for_products_that_have_them(self, house: House) -> None:
        deal = deal_with(house, PLATFORM, {"product": "Setup", "unit_price": 5})
        one, other = house.rows("SELECT Id FROM OpportunityLineItem ORDER BY SortOrder")
        base = {"ScheduleDate": "2027-04-30", "Quantity": 1, "Type": "Quantity"}
        for line, values in (
            (one, base),
            (other, base),
            (one, {**base, "Type": "Revenue"}),
        ):
            body = {**values, "OpportunityLineItemId": line["Id"]}
            refusal = house.refusal("POST", "sobjects/OpportunityLineItemSchedule", body)
            assert refusal["errorCode"] == "FIELD_INTEGRITY_EXCEPTION"
        assert house.lever("GET", f"deals/{deal}")["Amount"] == 1005

    def test_goes_and_comes_back_with_its_deal(self, house: House) -> None:
        deal = deal_with(house, PLATFORM)
        house.lever("DELETE", f"deals/{deal}")
        assert house.rows(ALL) == []
        house.lever("POST", f"deals/{deal}/undelete")
        assert len(house.rows(ALL)) == 3
        assert house.lever("GET", f"deals/{deal}")["Amount"] == 1000

    def test_is_seen_with_its_deal_only(self, house: House) -> None:
        deal_with(house, PLATFORM)
        house.settings(view_all=False)
        assert house.rows(ALL) == []

    def test_is_not_there_where_schedules_are_not_enabled(self, house: House) -> None:
        house.settings(product_schedules=False)
        deal_with(house, {"product": "Seats", "unit_price": 100})
        assert house.query_refusal(ALL)["errorCode"] == "INVALID_TYPE"
        names = {one["name"] for one in house.sf.OpportunityLineItem.describe()["fields"]}
        assert "ServiceDate" in names
        assert "HasRevenueSchedule" not in names
