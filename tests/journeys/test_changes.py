"""A deal that changes after it was sent, in whatever order things happen, through the real SDKs."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sandbox.control import wait_for
from tests.journeys.house import House, open_house

pytestmark = pytest.mark.xdist_group("test_changes")
CHOOSE = "Choose what to do"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("changes")) as house:
        yield house


class Case:
    """A deal over $1,200.00 whose one invoice is out."""

    def __init__(self, house: House) -> None:
        self.house, self.people = house, house.people
        self.name, self.deal_id, card = house.card()
        house.approve(card)
        self.first = str(self.people.invoice(self.deal_id)["id"])
        house.settle(self.name)

    def amount(self, amount: int) -> None:
        self.people.edit_deal(self.deal_id, Amount=amount)
        self.people.next_minute()

    def choose(self, who: str, way: str) -> None:
        self.people.click(who, CHOOSE, self.people.card(self.name, CHOOSE))
        self.people.submit(who, CHOOSE, way=way, note="As agreed by phone")

    def approve(self, who: str, *words: str) -> None:
        card = self.people.card(self.name, "Approve the change", *words)
        self.people.click(who, "Approve the change", card)

    def live(self) -> list[tuple[str, int]]:
        """Return state and total of what Stripe has of the deal and did not void."""
        rows = self.people.invoices(self.deal_id)
        return [(row["status"], row["total"]) for row in rows if row["status"] != "void"]

    def billed(self, *wanted: tuple[str, int]) -> None:
        """Wait until Stripe has just this, and all books agree."""
        wait_for(lambda: self.live() == [*wanted], f"Stripe to have {wanted}", instead=self.live)
        wait_for(
            lambda: not self.house.differences(), "all to agree", instead=self.house.differences
        )


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
        case.people.post(f"salesforce/deals/{case.deal_id}/lose")
        case.people.next_minute()
        case.choose("kim", "withdraw")
        case.approve("pat", "Take everything back")
        case.billed()
        case.people.post(f"salesforce/deals/{case.deal_id}/win")
        case.people.next_minute()
        case.choose("kim", "edit_drafts")
        case.approve("pat")
        case.billed(("open", 120_000))

    def test_two_people_who_approve_at_once_send_one_invoice(self, house: House) -> None:
        name, deal_id, card = house.card()
        with ThreadPoolExecutor(2) as pool:
            people = ("kim", "pat")
            list(pool.map(lambda who: house.people.click(who, "Approve & send", card), people))
        house.people.invoice(deal_id)
        house.settle(name)
        assert len(house.people.invoices(deal_id)) == 1
