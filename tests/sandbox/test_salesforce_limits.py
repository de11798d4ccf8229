"""How many long calls the local Salesforce takes at once."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import requests
from simple_salesforce.exceptions import SalesforceRefusedRequest

from sandbox.control import wait_for
from sandbox.faults import Fault, FaultKind
from tests.sandbox.salesforce_kit import INVOICES, House, at_home, invoice

MOST = 25
FOR_GOOD, NEVER = 900.0, 3600.0
"""Seconds."""
TOO_MANY = {
    "errorCode": "REQUEST_LIMIT_EXCEEDED",
    "message": "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
}
LATE, LOST = FaultKind.LATE, FaultKind.HANG_BEFORE


@pytest.fixture
def house() -> Iterator[House]:
    with at_home() as house:
        yield house


@contextlib.contextmanager
def busy(house: House, *kinds: FaultKind) -> Iterator[list[Future[Any]]]:
    """Have one call under way for each of `kinds`, until they are released; yield the calls."""
    faults = house.world.faults
    for kind in kinds:
        fault = Fault(vendor="salesforce", where="/limits", kind=kind, seconds=FOR_GOOD)
        faults.add(fault)
    with ThreadPoolExecutor(len(kinds)) as pool:
        calls = [pool.submit(house.sf.limits) for _ in kinds]
        try:
            wait_for(lambda: len(faults.held) == len(kinds), "all calls to be held")
            yield calls
        finally:
            faults.release()


class TestLongCalls:
    def test_may_be_25_and_no_other_is_carried_out_until_one_ends(self, house: House) -> None:
        with busy(house, *[LATE] * (MOST - 1), LOST) as calls:
            house.settings(long_after=0)
            usage = house.world.salesforce.org.settings.usage
            with pytest.raises(SalesforceRefusedRequest) as refused:
                house.collection("PATCH", INVOICES, invoice("a"))
            said: Any = refused.value.content
            assert (refused.value.status, said) == (403, [TOO_MANY])
            assert house.world.salesforce.org.settings.usage == usage
            assert house.lever("GET", "records/Closedwon_Invoice__c") == []
            house.world.faults.release(LOST)
            wait_for(lambda: any(call.done() for call in calls), "one call to end")
            assert house.collection("PATCH", INVOICES, invoice("a"))[0]["created"] is True

    def test_are_not_those_that_are_under_way_for_a_short_time(self, house: House) -> None:
        house.settings(long_after=NEVER)
        with busy(house, *[LATE] * (MOST + 1)):
            house.advance(hours=1)  # the world's clock makes none of them long
            house.sf.limits()
            house.settings(long_after=0)
            assert house.refusal("GET", "limits") == TOO_MANY

    def test_have_become_long_by_the_machines_clock(self, house: House) -> None:
        house.settings(long_calls=1, long_after=0.2)
        with busy(house, LATE):
            wait_for(lambda: is_refused(house), "the call to be a long one")
        assert not is_refused(house)

    def test_let_sign_ins_and_versions_through(self, house: House) -> None:
        house.settings(long_calls=1, long_after=0)
        with busy(house, LATE):
            house.sf._refresh_session()
            assert house.sf.restful("../")
            assert house.refusal("GET", "limits") == TOO_MANY

    def test_are_told_with_what_was_refused(self, house: House) -> None:
        house.settings(long_calls=1, long_after=0)
        with busy(house, LATE):
            house.refusal("GET", "limits")
        told = requests.get(f"{house.address}/control/limits", timeout=5).json()
        assert told == {"salesforce": {"ConcurrentRequests (Concurrent API Requests)": 1}}


def is_refused(house: House) -> bool:
    """Tell whether another call is refused."""
    try:
        house.sf.limits()
    except SalesforceRefusedRequest:
        return True
    return False
