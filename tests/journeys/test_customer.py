"""What changes about a payer in Salesforce, through the real SDKs, to the customer at Stripe."""

from collections.abc import Iterator

import pytest

from sandbox.company import email_of
from sandbox.control import Obj
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("customer")) as house:
        yield house


def customer(house: House, ident: str) -> Obj:
    rows: list[Obj] = house.people.get("stripe/customers")
    [found] = [row for row in rows if row["id"] == ident]
    return found


class TestAPayer:
    def test_that_moves_is_known_at_stripe_and_what_is_out_stays(self, house: House) -> None:
        people = house.people
        name, deal_id, card = house.card()
        house.approve(card)
        invoice = people.invoice(deal_id)
        house.settle(name)
        account_id = people.opportunity(deal_id)["AccountId"]
        fields = {
            "BillingStreet": "2 Lake Shore Drive",
            "BillingCity": "Chicago",
            "BillingState": "Illinois",
            "BillingPostalCode": "60601",
            "BillingCountry": "United States",
        }
        people.patch(
            f"salesforce/records/Account/{account_id}", fields=fields, **{"as": email_of("dana")}
        )
        people.next_minute()

        people.told(name, "The address of", "changed in Salesforce")
        address = customer(house, str(invoice["customer"]))["address"]
        assert (address["city"], address["state"], address["country"]) == ("Chicago", "IL", "US")
        assert people.invoice(deal_id)["customer_address"] == invoice["customer_address"]
        assert len(people.cards(name)) == 1
        people.wait(lambda: not house.differences(), "everybody to agree")
