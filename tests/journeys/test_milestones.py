"""Four milestones: one is held, one is moved, one rolls over a holiday, through the real SDKs."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import cast

import pytest

from sandbox.company import ZONE, deal
from sandbox.control import Obj, wait_for
from sandbox.people import People
from tests.journeys import menus
from tests.journeys.house import House, open_house
from tests.lanes import SERVERS

pytestmark = SERVERS

NAME = "Initech"
QUARTER = {"percent": "25"}
MILESTONES = (
    {"description": "Kick-off", **QUARTER},
    {"description": "Design", "date": "2027-03-12", **QUARTER},
    {"description": "Build", "date": "2027-03-31", **QUARTER},
    {"description": "Launch", "date": "2027-05-31", **QUARTER},
)
"""The last day is a holiday, and the last of its month: it goes out on May 28."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("milestones")) as house:
        yield house


def won(people: People) -> str:
    """Win the deal with its milestones."""
    made = deal(NAME, "24000", terms="Net 30", name="Portal", milestones=MILESTONES)
    deal_id = people.win(made)
    people.next_minute()
    return deal_id


def by_label(people: People, deal_id: str) -> dict[str, Obj]:
    """Return the invoices at Stripe by what they are for."""
    found = {}
    for invoice in people.invoices(deal_id):
        for line in invoice["lines"]["data"]:
            found[str(line["description"]).split(":")[0]] = invoice
    return found


def day(seconds: int | None) -> date | None:
    return datetime.fromtimestamp(seconds, UTC).astimezone(ZONE).date() if seconds else None


def waits_for(people: People, deal_id: str, label: str) -> date | None:
    """Return the day on which a draft goes out by itself, None if it does not."""
    draft = by_label(people, deal_id)[label]
    return day(draft["automatically_finalizes_at"]) if draft["auto_advance"] else None


def went_out(people: People, deal_id: str, label: str) -> date | None:
    """Return the day on which an invoice was finalized and e-mailed just once, else None."""
    invoice = by_label(people, deal_id).get(label)
    if invoice is None:  # it is being made anew, with the terms of today
        return None
    mails = [mail for mail in people.outbox() if mail["invoice"] == invoice["id"]]
    finalized = invoice["status_transitions"]["finalized_at"]
    return day(cast("int | None", finalized)) if len(mails) == 1 else None


def choose(people: People, who: str, entry: str) -> None:
    """Choose an entry from the one menu of the card that has it."""

    def has_it(block: Obj) -> bool:
        options = block.get("accessory", {}).get("options", ())
        return any(one["text"]["text"] == entry for one in options)

    menus.choose(people, who, lambda: people.card(NAME, "on hold"), has_it, entry)


def agreed(house: House) -> None:
    """Wait until ledger, Stripe, Salesforce and Slack agree."""
    house.people.next_minute()
    wait_for(lambda: not house.differences(), "all to agree", instead=house.differences)


def test_goes_out_over_three_months(house: House) -> None:
    people = house.people
    deal_id = won(people)
    house.approve(people.card(NAME, "Approve & send"))
    people.wait(lambda: len(by_label(people, deal_id)) == len(MILESTONES), "all of them")
    people.wait(lambda: went_out(people, deal_id, "Kick-off"), "the first to be sent")
    people.told(NAME, "3 invoices wait at Stripe")
    assert [waits_for(people, deal_id, one) for one in ("Design", "Build", "Launch")] == [
        date(2027, 3, 12),
        date(2027, 3, 31),
        date(2027, 5, 28),
    ]

    agreed(house)

    people.until(date(2027, 3, 10), 10)
    notice = people.told(NAME, "Invoice 2 of 4 goes out by itself on Fri Mar 12")
    people.whispered("dana", "Invoice 2 of 4 goes out")
    people.click("alex", "Hold", notice)
    people.submit("alex", "Hold", reason="missing_po")
    people.wait(lambda: waits_for(people, deal_id, "Design") is None, "Stripe to keep it")
    people.until(date(2027, 3, 15), 10)
    assert by_label(people, deal_id)["Design"]["status"] == "draft"
    choose(people, "kim", "Release")
    people.submit("kim", "Release")
    people.wait(lambda: went_out(people, deal_id, "Design"), "the second to be sent")
    assert went_out(people, deal_id, "Design") == date(2027, 3, 15)
    assert day(by_label(people, deal_id)["Design"]["due_date"]) == date(2027, 4, 14)
    agreed(house)

    people.until(date(2027, 3, 29), 10)
    notice = people.told(NAME, "Invoice 3 of 4 goes out by itself on Wed Mar 31")
    people.click("kim", "Not delivered: move the date", notice)
    people.submit("kim", "Move the date", send_date="2027-04-09")
    people.wait(lambda: waits_for(people, deal_id, "Build") == date(2027, 4, 9), "it to be moved")

    house.bot.stop()
    people.until(date(2027, 4, 13), 10)  # nobody is there on its day
    house.bot.start()
    people.wait(lambda: went_out(people, deal_id, "Build"), "the third to be sent")
    assert went_out(people, deal_id, "Build") == date(2027, 4, 9)
    people.told(NAME, "went out on Apr 9 as scheduled")

    people.until(date(2027, 5, 28), 10)
    people.advance(timedelta(minutes=2))
    people.wait(lambda: went_out(people, deal_id, "Launch"), "the last to be sent")
    assert went_out(people, deal_id, "Launch") == date(2027, 5, 28)
    assert sum(one["total"] for one in people.invoices(deal_id)) == 2_400_000
    agreed(house)
