"""Calls: sessions that end, answers that do not come, and the day's budget."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
import requests

from bot.errors import Trouble, VendorError
from bot.outcome import Kind, Outcome
from bot.trying import try_once
from integrations.salesforce.session import TIMEOUT
from sandbox.control import wait_for
from sandbox.faults import FaultKind
from tests.integrations.salesforce_org import CUT_OVER, ServedOrg, a_status, served, settings_for
from tests.integrations.salesforce_wire import EXPIRED, NOTHING, Wire, over

ACME = settings_for("https://acme.my.salesforce.com")
SOQL = "SELECT Id FROM Opportunity"


@pytest.fixture
def org() -> Iterator[ServedOrg]:
    with served() as org:
        yield org


class TestAnExpiredSession:
    def test_is_renewed_and_the_headers_are_kept(self) -> None:
        wire = Wire(EXPIRED, (200, [{"id": "006", "success": True, "errors": []}]))
        over(wire, ACME).patch("composite/sobjects", {"records": []}, {"Sforce-X": "1"})
        assert [request.headers.get("Sforce-X") for request in wire.sent] == [None, "1", None, "1"]

    def test_is_renewed_once_only(self) -> None:
        wire = Wire(*[EXPIRED] * 9)
        with pytest.raises(VendorError, match="session policies") as caught:
            list(over(wire, ACME).rows(SOQL))
        assert caught.value.trouble is Trouble.REFUSED
        assert len(wire.sent) == 4

    def test_whatever_the_body_of_the_refusal(self) -> None:
        wire = Wire((401, "<html>Unauthorized</html>"), NOTHING)
        assert list(over(wire, ACME).rows(SOQL)) == []

    def test_is_renewed_by_one_of_many_threads(self, org: ServedOrg) -> None:
        ident = org.won()
        crm = org.crm()
        crm.deal(ident)
        org.lever("POST", "sessions/expire", {})
        with ThreadPoolExecutor(4) as pool:
            deals = list(pool.map(crm.deal, [ident] * 8))
        assert {deal.id for deal in deals} == {ident}
        assert len(org.called("token")) == 2


class TestNoAnswer:
    @pytest.mark.parametrize(
        ("error", "reading", "writing"),
        [
            (requests.ConnectTimeout(), Trouble.DOWN, Trouble.DOWN),
            (requests.ReadTimeout(), Trouble.DOWN, Trouble.UNKNOWN),
            (requests.ConnectionError(), Trouble.DOWN, Trouble.UNKNOWN),
            (requests.exceptions.ChunkedEncodingError(), Trouble.DOWN, Trouble.UNKNOWN),
        ],
    )
    def test_of_a_write_may_have_had_its_effect(
        self, error: Exception, reading: Trouble, writing: Trouble
    ) -> None:
        connection = over(Wire(error, error), ACME)
        with pytest.raises(VendorError) as read:
            list(connection.rows(SOQL))
        with pytest.raises(VendorError) as written:
            connection.patch("composite/sobjects", {}, {})
        assert (read.value.trouble, written.value.trouble) == (reading, writing)

    def test_is_not_waited_for_for_ever(self) -> None:
        wire = Wire(NOTHING)
        list(over(wire, ACME).rows(SOQL))
        assert wire.timeouts == [TIMEOUT, TIMEOUT]

    def test_but_a_page_of_html_is_no_answer_either(self) -> None:
        with pytest.raises(VendorError) as caught:
            list(over(Wire((200, "<html>Down for maintenance</html>")), ACME).rows(SOQL))
        assert caught.value.trouble is Trouble.DOWN

    def test_of_a_write_that_happened_is_repeated_without_harm(self, org: ServedOrg) -> None:
        crm, ident = org.crm(), org.won()
        org.fail("PATCH /services", FaultKind.RESET_AFTER)
        with pytest.raises(VendorError) as caught:
            crm.write_back([a_status(ident)], [], [])
        assert caught.value.trouble is Trouble.UNKNOWN
        assert [one.ok for one in crm.write_back([a_status(ident)], [], [])] == [True]


class TestNumbers:
    def test_are_exact_both_ways(self) -> None:
        wire = Wire((200, {"records": [{"Amount": 1.0e7}], "done": True}), (200, []))
        connection = over(wire, ACME)
        assert list(connection.rows(SOQL)) == [{"Amount": Decimal(10_000_000)}]
        connection.patch("composite/sobjects", {"amount": Decimal("1234567.89")}, {})
        assert wire.sent[-1].body == '{"amount": 1234567.89}'


class TestUsage:
    def test_is_unknown_before_the_first_answer(self, org: ServedOrg) -> None:
        crm = org.crm()
        assert crm.usage() is None
        assert not crm.busy()

    def test_is_what_salesforce_last_said(self, org: ServedOrg) -> None:
        org.set_up(usage=11_000)
        crm = org.crm()
        crm.is_sandbox()
        assert crm.usage() == (11_001, 15_000)
        assert not crm.busy()

    def test_warns_once_from_eighty_percent_on(
        self, org: ServedOrg, caplog: pytest.LogCaptureFixture
    ) -> None:
        org.set_up(usage=12_000)
        crm = org.crm()
        with caplog.at_level(logging.WARNING):
            list(crm.won_deals(org.world.clock.now()))
        assert crm.busy()
        assert len(caplog.records) == 1

    def test_counts_against_our_own_limit_if_there_is_one(self, org: ServedOrg) -> None:
        org.set_up(usage=900)
        crm = org.crm(salesforce_daily_calls=1_000)
        crm.is_sandbox()
        assert crm.busy()

    def test_that_is_all_used_up_passes(self, org: ServedOrg) -> None:
        org.set_up(usage=15_000)
        with pytest.raises(VendorError) as caught:
            org.crm().is_sandbox()
        assert caught.value.trouble is Trouble.DOWN
        assert caught.value.retry_after == 300.0


class TestTooManyLongCalls:
    def test_pass_sooner_than_a_day_without_calls(self, org: ServedOrg) -> None:
        crm, ident = org.crm(), org.won()
        crm.deal(ident)
        org.set_up(long_calls=1, long_after=0)
        org.fail("/services/data/v", FaultKind.LATE, seconds=900.0)
        with ThreadPoolExecutor(1) as pool:
            long = pool.submit(org.crm().is_sandbox)
            try:
                wait_for(lambda: org.world.faults.held, "a long call")
                refused = [
                    try_once(crm.deal, (ident,)),
                    try_once(crm.write_back, ([a_status(ident)], [], [])),
                ]
            finally:
                org.world.faults.release()
            assert long.result() is False
        for tried in refused:
            outcome = Outcome.from_json(tried["outcome"])
            assert (outcome.kind, outcome.code) == (Kind.DOWN, "REQUEST_LIMIT_EXCEEDED")
            assert tried["after"] is None
        assert "Closedwon_Status__c" not in org.shown(ident)
        assert [one.ok for one in crm.write_back([a_status(ident)], [], [])] == [True]
        assert org.shown(ident)["Closedwon_Status__c"] == "Sent"


class TestTheAddress:
    def test_of_a_gateway_is_used_with_its_path(self, org: ServedOrg) -> None:
        org.set_up(batch_size=1)
        org.won()
        org.won()
        deals = list(org.crm().won_deals(CUT_OVER))  # over two pages, addressed by the org
        assert len(deals) == 2
        assert {call["status"] for call in org.called("")} == {200}

    def test_of_salesforce_is_left_alone(self) -> None:
        wire = Wire(NOTHING)
        list(over(wire, ACME).rows(SOQL))
        assert (wire.sent[1].url or "").startswith("https://acme.my.salesforce.com/services/data/")


class TestVersions:
    def test_are_those_the_org_speaks(self) -> None:
        wire = Wire((200, [{"version": "67.0"}, {"version": "68.0"}]))
        assert over(wire, ACME).versions() == ("67.0", "68.0")
        assert wire.paths()[-1] == "/services/data/"
