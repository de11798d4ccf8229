"""A deal that changes after it was sent, as people meet it: what they choose, and approve."""

from sandbox.control import wait_for
from tests.journeys.house import House

CHOOSE = "Choose what to do"


class Case:
    """A deal over $1,200.00 whose one invoice is out."""

    def __init__(self, house: House) -> None:
        """Win it, and have it sent."""
        self.house, self.people = house, house.people
        self.name, self.deal_id, card = house.card()
        house.approve(card)
        self.first = str(self.people.invoice(self.deal_id)["id"])
        house.settle(self.name)

    def amount(self, amount: int) -> None:
        """Change its amount in Salesforce."""
        self.people.edit_deal(self.deal_id, Amount=amount)
        self.people.next_minute()

    def pull(self, lever: str) -> None:
        """Win it, lose it or bring it back in Salesforce."""
        self.people.post(f"salesforce/deals/{self.deal_id}/{lever}")
        self.people.next_minute()

    def delete(self) -> None:
        """Put it into Salesforce's recycle bin."""
        self.people.delete(f"salesforce/deals/{self.deal_id}")
        self.people.next_minute()

    def choose(self, who: str, way: str) -> None:
        """Choose what becomes of it."""
        choose(self.house, self.name, who, way=way)

    def approve(self, who: str, *words: str) -> None:
        """Approve the change whose card says all of `words`."""
        approve(self.house, self.name, who, *words)

    def live(self) -> list[tuple[str, int]]:
        """Return state and total of what Stripe has of the deal and did not void."""
        rows = self.people.invoices(self.deal_id)
        return [(row["status"], row["total"]) for row in rows if row["status"] != "void"]

    def billed(self, *wanted: tuple[str, int]) -> None:
        """Wait until Stripe has just this, and all books agree."""
        wait_for(lambda: self.live() == [*wanted], f"Stripe to have {wanted}", instead=self.live)
        self.house.agreed()


def choose(house: House, name: str, who: str, **what: str) -> None:
    """Choose what becomes of the deal on the card about `name`."""
    house.people.click(who, CHOOSE, house.people.card(name, CHOOSE))
    house.people.submit(who, CHOOSE, note="As agreed by phone", **what)


def approve(house: House, name: str, who: str, *words: str) -> None:
    """Approve the change whose card says all of `words`."""
    card = house.people.card(name, "Approve the change", *words)
    house.people.click(who, "Approve the change", card)
