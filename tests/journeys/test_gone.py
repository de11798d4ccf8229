"""Deals that are deleted and come back, and accounts that are merged, through the real SDKs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from sandbox.company import deal
from sandbox.control import wait_for
from sandbox.tour.second.hands import by_label, wait_sent, waits_for
from tests.journeys.changed import Case
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("gone")) as house:
        yield house


class TestADeletedDeal:
    def test_that_waits_for_approval_is_asked_for_again_when_it_is_back(self, house: House) -> None:
        people = house.people
        name, deal_id, _ = house.card()
        people.delete(f"salesforce/deals/{deal_id}")
        people.next_minute()
        people.card(name, "the opportunity was deleted", without="Approve & send")
        people.told(name, "deleted")
        assert people.invoices(deal_id) == []
        people.post(f"salesforce/deals/{deal_id}/undelete")
        people.next_minute()
        house.approve(people.card(name, "Approve & send"))
        house.settle(name)
        assert [one["total"] for one in people.invoices(deal_id)] == [120_000]

    def test_that_comes_back_before_anybody_chose_is_as_it_was(self, house: House) -> None:
        case = Case(house)
        case.delete()
        case.people.told(
            case.name, "was deleted", "Take everything back", "Owed $1,200.00, then $0.00"
        )
        case.people.card(case.name, "Choose what to do")
        case.pull("undelete")
        case.people.told(case.name, "again as it was approved")
        case.billed(("open", 120_000))
        assert case.people.invoices(case.deal_id)[0]["id"] == case.first

    def test_that_was_taken_back_is_billed_again_once(self, house: House) -> None:
        case = Case(house)
        case.delete()
        case.choose("kim", "withdraw")
        case.approve("pat", "Take everything back")
        case.billed()
        case.people.told(case.name, "oided")
        case.pull("undelete")
        case.choose("kim", "edit_drafts")
        case.approve("pat")
        case.billed(("open", 120_000))
        assert len(case.people.invoices(case.deal_id)) == 2


MILESTONES = (
    {"description": "Start", "percent": "40"},
    {"description": "Finish", "percent": "60", "date": "2027-03-19"},
)


class TestAMergedAccount:
    def test_leaves_what_was_approved_and_its_customer_as_they_are(self, house: House) -> None:
        people = house.people
        stays, other_deal, card = house.card()
        house.approve(card)
        theirs = people.invoice(other_deal)["customer"]
        house.settle(stays)
        sold = deal("Umbrella", "5000", terms="Net 30", name="Vault", milestones=MILESTONES)
        deal_id = people.win(sold)
        people.next_minute()
        house.approve(people.card("Umbrella", "Approve & send"))
        today = people.now().date()
        first = wait_sent(people, deal_id, "Start", today)
        people.wait(lambda: waits_for(people, deal_id, "Finish"), "the second to wait")
        house.agreed()

        winner = people.opportunity(other_deal)["AccountId"]
        loser = people.opportunity(deal_id)["AccountId"]
        people.post("salesforce/accounts/merge", winner=winner, loser=loser)
        people.next_minute()
        people.told("Vault", "merged into another one")
        house.agreed()

        people.until(date(2027, 3, 19), 10)
        people.advance(timedelta(minutes=2))
        second = wait_sent(people, deal_id, "Finish", date(2027, 3, 19))
        assert first["customer"] == second["customer"] != theirs
        assert {one["id"] for one in people.invoices(deal_id)} == {first["id"], second["id"]}
        assert sum(one["total"] for one in by_label(people, deal_id).values()) == 500_000
        wait_for(lambda: not house.differences(), "all to agree", instead=house.differences)
