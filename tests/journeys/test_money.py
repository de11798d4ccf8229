"""Money that comes, goes and is fought over, through the real SDKs, in ledger, Stripe and CRM."""

from collections.abc import Iterator

import pytest

from sandbox.control import Obj, wait_for
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("money")) as house:
        yield house


class Case:
    """One invoice that is out, over $1,200.00."""

    def __init__(self, house: House) -> None:
        self.house, self.people = house, house.people
        self.name, self.deal_id, card = house.card()
        house.approve(card)
        self.ident = str(self.people.invoice(self.deal_id)["id"])
        house.settle(self.name)

    def pull(self, lever: str, **how: object) -> Obj:
        """Let a customer, a bank or a colleague do something, and the bot look."""
        done: Obj = self.people.post(f"stripe/invoices/{self.ident}/{lever}", **how)
        self.people.next_minute()
        return done

    def agreed(self, status: str) -> None:
        """Wait until Salesforce shows this status, and all agree on everything."""
        wait_for(
            lambda: self.people.opportunity(self.deal_id)["Closedwon_Status__c"] == status,
            f"Salesforce to show {status}",
            instead=lambda: self.people.opportunity(self.deal_id)["Closedwon_Status__c"],
        )
        wait_for(
            lambda: not self.house.differences(),
            "all books to agree",
            instead=self.house.differences,
        )


class TestMoney:
    def test_is_followed_through_credit_refund_and_dispute(self, house: House) -> None:
        case = Case(house)
        case.pull("pay", amount=40_000, kind="card")
        case.agreed("Partly paid")
        case.pull("credit", amount=10_000)
        case.people.told(case.name, "of $100.00; balance $700.00")
        case.pull("pay", kind="card")
        case.agreed("Paid, $100.00 credited")
        case.people.whispered("dana", "fully paid: $1,100.00")

        case.pull("refund", amount=5_000)
        case.agreed("Paid, $100.00 credited, $50.00 refunded")
        case.people.whispered("dana", "$50.00 refunded")
        case.pull("dispute", amount=30_000, reason="fraudulent")
        case.agreed("Disputed: $300.00")
        case.people.told(case.name, "Disputed: $300.00 (fraudulent)")
        case.pull("dispute/lose")
        case.agreed("Paid, $100.00 credited, $50.00 refunded, $300.00 lost in a dispute")
        row = case.people.opportunity(case.deal_id)
        assert row["Closedwon_Amount_Invoiced__c"] == 1_100
        assert row["Closedwon_Amount_Paid__c"] == 750

    def test_that_a_credit_note_gives_back_leaves_the_deal_paid(self, house: House) -> None:
        case = Case(house)
        case.pull("pay", kind="card")
        case.agreed("Paid")
        case.pull("credit", amount=20_000, how="refund")
        case.agreed("Paid, $200.00 refunded")

    def test_is_here_again_when_a_dispute_is_won(self, house: House) -> None:
        case = Case(house)
        case.pull("pay", kind="card")
        case.agreed("Paid")
        case.pull("dispute", kind="inquiry")
        case.agreed("Paid, the bank inquires about it")
        case.pull("dispute/escalate")
        case.agreed("Disputed: $1,200.00")
        case.pull("dispute/win")
        case.agreed("Paid")
        case.people.whispered("dana", "is won: the money is here again")

    def test_that_was_written_off_may_still_come(self, house: House) -> None:
        case = Case(house)
        case.pull("uncollectible")
        case.agreed("Written off")
        case.pull("pay", kind="bank_transfer")
        case.agreed("Paid after write-off")
