"""Deals, invoices, calls and the clock as the page shows them."""

from datetime import datetime

import pytest
import requests

from sandbox.company import ZONE
from sandbox.control import LeverError, Obj
from sandbox.page.templates import TEMPLATES
from sandbox.wire import CAUSE
from tests.sandbox.page.kit import House


def make(house: House, number: int, **more: object) -> Obj:
    customer = house.people.post("stripe/customers", name=f"Client {number}", email="a@b.example")
    line = {"description": "Work", "amount": 1000 + number}
    given: Obj = {"customer": customer["id"], "lines": [line], "days_until_due": 1, **more}
    answer: Obj = house.people.post("stripe/invoices", collection_method="send_invoice", **given)
    return answer


class TestDeals:
    def test_are_won_from_every_template(self, house: House) -> None:
        assert [row["key"] for row in house.people.get("page/templates")] == [*TEMPLATES]
        made = [house.people.post(f"page/templates/{key}", owner="sam") for key in TEMPLATES]
        page = house.people.get("page/deals")
        assert page["total"] == len(TEMPLATES)
        assert [row["id"] for row in page["rows"]] == [one["id"] for one in reversed(made)]
        assert all(row["won"] and row["owner"] == "Sam" for row in page["rows"])
        assert {row["currency"] for row in page["rows"]} == {"USD", "JPY", "KWD"}

    def test_can_be_looked_for_and_turned_over(self, house: House) -> None:
        for key in ("once", "large", "yen"):
            house.people.post(f"page/templates/{key}")
        found = house.people.get("page/deals", q="GLOBEX")
        assert (found["total"], found["rows"][0]["account"]) == (1, "Globex Corporation")
        second = house.people.get("page/deals", offset=1, limit=1)
        assert [row["account"] for row in second["rows"]] == ["Globex Corporation"]

    def test_that_are_deleted_say_so(self, house: House) -> None:
        made = house.people.post("page/templates/once")
        house.people.delete(f"salesforce/deals/{made['id']}")
        (row,) = house.people.get("page/deals")["rows"]
        assert row["deleted"]


class TestInvoices:
    def test_come_newest_first_by_status_and_by_what_is_typed(self, house: House) -> None:
        draft, opened = make(house, 1), make(house, 2, finalize=True)
        rows = house.people.get("page/invoices")["rows"]
        assert {row["id"] for row in rows} == {draft["id"], opened["id"]}
        assert [row["total"] for row in rows if row["status"] == "draft"] == [1001]
        for asked in ({"status": "open"}, {"q": "client 2"}, {"q": opened["number"]}):
            page = house.people.get("page/invoices", **asked)
            assert [row["id"] for row in page["rows"]] == [opened["id"]]
        assert house.people.get("page/invoices", status="overdue")["total"] == 0
        house.people.post("page/clock/days", days=3)
        (late,) = house.people.get("page/invoices", status="overdue")["rows"]
        assert late["overdue"]
        assert (late["customer_name"], late["amount_remaining"]) == ("Client 2", 1002)

    def test_name_their_deal(self, house: House) -> None:
        deal = house.people.post("page/templates/once")
        make(house, 1, metadata={"sf_opportunity_id": deal["id"]})
        (row,) = house.people.get("page/invoices", q="platform")["rows"]
        assert (row["deal_id"], row["deal_name"]) == (deal["id"], "Platform")


class TestCalls:
    def test_have_a_number_a_cause_and_real_time_and_no_vendor_sees_it(self, house: House) -> None:
        headers = {"authorization": "Bearer rk_test_sandbox", CAUSE: "issue:inv_1;draft%20it"}
        for number in range(3):
            url = f"{house.url}/stripe/v1/customers"
            requests.post(url, data={"name": f"{number}"}, headers=headers, timeout=5)
        rows = house.people.get("page/calls")
        assert [row["n"] for row in rows] == [1, 2, 3]
        assert {(row["workflow"], row["step"]) for row in rows} == {("issue:inv_1", "draft it")}
        assert all(0 <= row["ms"] < 5000 for row in rows)
        assert CAUSE not in str([*house.page.kit.world.recorder.calls])
        assert [row["n"] for row in house.people.get("page/calls", after=1, limit=1)] == [2]
        assert [row["n"] for row in house.people.get("page/calls", before=3, limit=1)] == [2]
        assert house.people.get("page/calls", vendor="slack") == []
        whole = house.people.get("page/calls/3")
        assert (whole["request"], whole["response"]["name"]) == ({"name": "2"}, "2")


class TestTheClock:
    def test_goes_to_what_the_bot_does_next(self, house: House) -> None:
        said = []
        for _ in range(80):
            following = house.people.get("page/clock")["next"]
            said.append(following["words"])
            then = datetime.fromisoformat(following["at"])
            now = datetime.fromisoformat(house.people.post("page/clock/next")["now"])
            assert 0 <= (now - then).total_seconds() < 1
        assert "Daily summary, Tue Mar 2 8:30" in said
        assert not any("watch" in words for words in said)

    def test_goes_days_on_by_the_clock_on_the_wall(self, house: House) -> None:
        before = house.people.now()
        after = datetime.fromisoformat(house.people.post("page/clock/days", days=14)["now"])
        assert after.astimezone(ZONE).date().isoformat() == "2027-03-15"
        assert after.astimezone(ZONE).hour == before.hour

    @pytest.mark.parametrize("days", [0, -1, "soon", 1000])
    def test_goes_nowhere_else(self, house: House, days: object) -> None:
        with pytest.raises(LeverError, match="422"):
            house.people.post("page/clock/days", days=days)

    def test_reaches_the_next_minute_after_a_deed_on_the_page(self, house: House) -> None:
        before = house.people.now()
        url = f"{house.url}/control/page/templates/once"
        requests.post(url, json={}, headers={"origin": house.url}, timeout=5)
        house.people.wait(lambda: house.people.now().minute != before.minute, "the minute")
        before = house.people.now()
        requests.post(url, json={}, timeout=5)
        assert house.people.now().minute == before.minute


def test_the_start_says_who_is_there_and_what_can_be_typed(house: House) -> None:
    start = house.people.get("page/start")
    assert [one["name"] for one in start["people"]] == [
        *("kim", "pat", "dana", "alex", "robin", "sam", "jo")
    ]
    (command,) = start["commands"]
    assert command["command"] == "/invoice"
    assert {"status", "list", "hold", "help"} <= {word["word"] for word in command["words"]}
    assert start["bot"]["state"] == "absent"
    assert start["zone"] == "America/New_York"
