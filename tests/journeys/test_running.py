"""A retainer that runs: amended through Slack, ended early, ended by hand, by the real SDKs."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from sandbox.company import OPS, deal
from sandbox.control import Obj
from sandbox.people import flat
from sandbox.tour.second.hands import day, periods, wait_period
from tests.journeys.changed import approve, choose
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS

MONTHS = [date(2027, month, 1) for month in range(3, 10)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("running")) as house:
        yield house


class Retainer:
    """Six months at $1,000.00 from the first of this month on; the first is billed at once."""

    def __init__(self, house: House, name: str) -> None:
        self.house, self.people, self.name = house, house.people, name
        self.people.until(self.people.now().date() + timedelta(days=1), 10)
        today = self.people.now().date()
        self.first = next(at for at, first in enumerate(MONTHS) if first.month == today.month)
        line = {"product": "Support", "unit_price": "6000", "interval": "Monthly", "periods": 6}
        start = {"start": self.month(1).isoformat()}
        sold = deal(name, None, terms="Net 30", name=f"{name} care", lines=[line | start])
        self.deal_id = self.people.win(sold)
        self.people.next_minute()
        house.approve(self.people.card(name, "Approve & send"))
        wait_period(self.people, self.deal_id, self.month(1), today)
        self.people.told(name, "runs at Stripe", "5 periods")
        house.agreed()

    def month(self, number: int) -> date:
        """Return the first day of a period."""
        return MONTHS[self.first + number - 1]

    def change(self, **fields: object) -> None:
        """Change the product in Salesforce."""
        [line] = self.people.opportunity(self.deal_id)["OpportunityLineItems"]
        self.people.patch(f"salesforce/lines/{line['Id']}", **fields)
        self.people.next_minute()

    def until(self, number: int) -> None:
        """Let time pass until the invoice of a period went out."""
        self.people.until(self.month(number), 11)
        self.people.next_minute()
        wait_period(self.people, self.deal_id, self.month(number))
        self.house.agreed()

    def net(self) -> list[int]:
        """Return what the periods billed cost, in dollars."""
        rows = periods(self.people, self.deal_id)
        return [rows[start]["total"] // 100 for start in sorted(rows)]

    def at_stripe(self) -> list[Obj]:
        """Return the deal's subscriptions."""
        rows: list[Obj] = self.people.get("stripe/subscriptions")
        return [one for one in rows if one["metadata"]["sf_opportunity_id"] == self.deal_id]

    def price(self) -> int:
        """Return what its subscription bills a period, in cents."""
        return sum(
            item["price"]["unit_amount"] * item["quantity"]
            for item in self.at_stripe()[-1]["items"]["data"]
        )


def test_that_was_ended_by_hand_goes_on_once_that_is_approved(house: House) -> None:
    people = house.people
    one = Retainer(house, "Vandelay")
    people.post(f"stripe/subscriptions/{one.at_stripe()[0]['id']}/cancel")
    people.next_minute()
    people.told(one.name, "was ended in the Stripe Dashboard", "5 approved periods from Apr 1 on")
    people.card("was ended in the Stripe Dashboard", "Retry", channel=OPS)
    people.card(one.name, "not billed: ended in Stripe", without="to come")
    one.change(unit_price="7200")
    people.told(one.name, "was ended in Stripe: it begins again.")
    choose(house, one.name, "kim", way="change_retainer")
    people.told(one.name, "Chose: Change the retainer", "it begins again")
    approve(house, one.name, "pat", "$1,200.00")
    people.wait(lambda: len(one.at_stripe()) == 2, "it to begin again")
    house.agreed()  # the trouble is over, too
    one.until(2)
    assert one.net() == [1_000, 1_200]


def test_that_is_amended_costs_more_from_the_chosen_period_and_ends_early(house: House) -> None:
    people = house.people
    one = Retainer(house, "Globex")
    one.until(2)
    one.change(unit_price="9000")
    asked = people.told(one.name, "The total is $9,000.00 instead of $6,000.00.")
    for words in (
        'The retainer "Support, monthly" is $6,000.00 instead of $4,000.00 for all periods from',
        "To come $4,000.00, then $6,000.00.",
        "A new invoice over $1,000.00 goes out on approval.",
        "4 invoices are never sent",
    ):
        assert words in flat(asked)
    choose(house, one.name, "kim", way="change_retainer", from_date=one.month(4).isoformat())
    approve(house, one.name, "pat", "$7,500.00", "3 × $1,000.00, then 3 × $1,500.00")
    house.agreed()
    one.until(3)
    people.until(one.month(3) + timedelta(days=2), 11)
    people.wait(lambda: one.price() == 150_000, "Stripe to bill more from the next period on")
    one.until(4)
    one.until(5)
    assert one.net() == [1_000, 1_000, 1_000, 1_500, 1_500]

    one.change(periods=5, unit_price="7500")
    people.told(one.name, "It has 5 periods instead of 6.", "ends before")
    choose(house, one.name, "kim", way="change_retainer")
    approve(house, one.name, "pat", "ends before")
    people.wait(lambda: day(one.at_stripe()[0]["cancel_at"]) == one.month(6), "its end at Stripe")
    house.agreed()
    people.until(one.month(6), 11)
    people.wait(lambda: one.at_stripe()[0]["status"] == "canceled", "it to end at Stripe")
    people.next_minute()
    house.agreed()
    assert one.net() == [1_000, 1_000, 1_000, 1_500, 1_500]
