"""A deal that changes after it was sent, in whatever order things happen, through the real SDKs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from tests.journeys.changed import CHOOSE, Case
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("changes")) as house:
        yield house


class TestChanges:
    def test_of_two_ways_chosen_the_last_is_approved_once(self, house: House) -> None:
        case = Case(house)
        case.amount(1500)
        case.people.told(case.name, "The total is $1,500.00 instead of $1,200.00.")
        case.choose("kim", "credit")
        case.people.card(case.name, "Approve the change", "Credit note and new invoice")
        case.people.click(
            "pat", "Choose another way", case.people.card(case.name, "Choose another")
        )
        case.people.submit("pat", CHOOSE, way="revise", note="One invoice is what they want")
        case.approve("kim", "Revise and replace")
        case.billed(("open", 150_000))
        mails = [one for one in case.people.outbox() if case.name.lower() in str(one).lower()]
        assert len(mails) == len({str(one) for one in mails})

    def test_that_come_again_and_go_back_leave_all_as_it_was(self, house: House) -> None:
        case = Case(house)
        case.amount(1500)
        case.choose("kim", "revise")
        case.people.card(case.name, "Approve the change", "$1,500.00")
        case.amount(1800)
        case.people.card(case.name, "Approve the change", "$1,800.00")
        case.amount(1200)
        case.people.told(case.name, "again as it was approved")
        case.billed(("open", 120_000))
        assert case.people.invoices(case.deal_id)[0]["id"] == case.first

    def test_a_clone_is_warned_of_and_not_billed_by_itself(self, house: House) -> None:
        case = Case(house)
        name = f"{case.name} again"
        clone = case.people.post(f"salesforce/deals/{case.deal_id}/clone", name=name)
        case.people.next_minute()
        case.people.card(name, "may be a copy", f"{case.name} deal", "which is approved")
        assert case.people.invoices(str(clone["Id"])) == []
        case.billed(("open", 120_000))

    def test_lost_and_won_again_is_billed_once(self, house: House) -> None:
        case = Case(house)
        case.pull("lose")
        case.choose("kim", "withdraw")
        case.approve("pat", "Take everything back")
        case.billed()
        case.pull("win")
        case.choose("kim", "edit_drafts")
        case.approve("pat")
        case.billed(("open", 120_000))

    def test_two_people_who_approve_at_once_send_one_invoice(self, house: House) -> None:
        name, deal_id, card = house.card()
        click = partial(house.people.click, label="Approve & send", card=card, seen=card["blocks"])
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(click, ("kim", "pat")))
        house.people.invoice(deal_id)
        house.settle(name)
        assert len(house.people.invoices(deal_id)) == 1
