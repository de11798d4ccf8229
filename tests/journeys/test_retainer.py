"""A retainer that began on January 31: approved late, held over a boundary, by the real SDKs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from sandbox.company import ZONE, deal
from sandbox.control import Obj, wait_for
from sandbox.people import People
from tests.journeys import menus
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS

NAME = "Hooli"
SUPPORT = {
    "product": "Support",
    "unit_price": "14000",
    "interval": "Monthly",
    "periods": 14,
    "start": "2027-01-31",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("retainer")) as house:
        yield house


def finalized(people: People, deal_id: str) -> list[date]:
    """Return the days on which the deal's invoices went out, each e-mailed just once."""
    mails = [mail["invoice"] for mail in people.outbox()]
    days = [
        datetime.fromtimestamp(row["status_transitions"]["finalized_at"], UTC)
        for row in people.invoices(deal_id)
        if row["status_transitions"]["finalized_at"] and mails.count(row["id"]) == 1
    ]
    return sorted(day.astimezone(ZONE).date() for day in days)


def choose(people: People, who: str, says: str, entry: str) -> None:
    """Choose an entry from the menu of the retainer, once its card says so."""
    menus.choose(people, who, lambda: people.card(NAME, says), is_retainer, entry)


def is_retainer(block: Obj) -> bool:
    """Return whether the block has the menu of a retainer."""
    return "retainer.more" in str(block.get("accessory", {}).get("action_id", ""))


def agreed(house: House) -> None:
    """Wait until ledger, Stripe, Salesforce and Slack agree."""
    house.people.next_minute()
    wait_for(lambda: not house.differences(), "all to agree", instead=house.differences)


def test_bills_each_period_once_on_its_day(house: House) -> None:
    people = house.people
    made = deal(NAME, "14000", terms="Net 30", name="Support", lines=[SUPPORT])
    deal_id = people.win(made)
    people.next_minute()
    house.approve(people.card(NAME, "Approve & send"))
    begun = [date(2027, 3, 1)] * 2
    people.wait(lambda: finalized(people, deal_id) == begun, "two periods to be sent")
    people.told(NAME, "runs at Stripe", "12 periods from Mar 31")
    agreed(house)

    people.until(date(2027, 3, 31), 11)
    people.next_minute()
    third = [*begun, date(2027, 3, 31)]
    people.wait(lambda: finalized(people, deal_id) == third, "the third to be sent")
    agreed(house)

    choose(people, "alex", "active", "Hold")
    people.submit("alex", "Hold", reason="client_asked")
    people.told(NAME, "is made as a draft and kept")
    people.card(NAME, "paused, on hold")
    people.until(date(2027, 5, 3), 11)
    assert finalized(people, deal_id) == third
    choose(people, "kim", "paused, on hold", "Release")
    people.submit("kim", "Release")
    fourth = [*third, date(2027, 5, 3)]
    people.wait(lambda: finalized(people, deal_id) == fourth, "the fourth to be sent")
    agreed(house)

    people.until(date(2027, 5, 31), 11)
    people.next_minute()
    people.wait(
        lambda: finalized(people, deal_id) == [*fourth, date(2027, 5, 31)], "the fifth to be sent"
    )
    agreed(house)
