from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.deal import Milestone
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.facts import Message, Place
from bot.workflows.showing.show import show_card
from bot.workflows.showing.show_schedule import put_pages
from tests.fakes.deals import DEAL_ID
from tests.fakes.slack import FakeMessenger, Said
from tests.workflows.house import House

REFUSED = VendorError("Slack", "Too long.", trouble=Trouble.REFUSED, code="msg_too_long")


class Pageless(FakeMessenger):
    """A Slack that takes no schedules."""

    def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Place:
        if key.startswith("schedule:"):
            raise REFUSED
        return super().post(channel, message, key=key, thread=thread)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def weekly(house: House, count: int) -> tuple[Milestone, ...]:
    """Return equal milestones of $48,000.00, one a week."""
    return tuple(
        Milestone(
            id=f"a0M{n:012d}AAA",
            description=f"Week {n}",
            amount=Decimal(48_000) / count,
            date=house.deps.today() + timedelta(weeks=n),
        )
        for n in range(1, count + 1)
    )


def pages(house: House) -> list[Said]:
    [card] = house.messenger.roots("#billing-approvals")
    below = house.messenger.thread(card.place)
    return [said for said in below if said.key.startswith("schedule:")]


def rows(said: Said) -> list[list[str]]:
    [table] = [block for block in said.message.blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in table["rows"][1:]]


class TestThread:
    def test_holds_the_whole_schedule_of_a_long_deal(self, house: House) -> None:
        house.propose(milestones=weekly(house, 120), lines=())
        first, second = pages(house)
        assert len(rows(first)) == 99
        assert [row[0] for row in rows(second)] == [str(n) for n in range(100, 121)]

    def test_is_edited_in_place_and_only_where_it_says_something_else(self, house: House) -> None:
        house.propose(milestones=weekly(house, 120), lines=())
        house.approve()
        house.run()
        first, second = pages(house)
        assert "goes out" in rows(first)[0][3]
        assert "goes out" in rows(second)[-1][3]
        before = first.edits
        assert put_pages(house.deps, house.latest().id) == []
        show_card(house.deps, DEAL_ID)
        assert pages(house)[0].edits == before

    def test_says_so_when_the_schedule_becomes_shorter(self, house: House) -> None:
        house.propose(milestones=weekly(house, 120), lines=())
        house.change(milestones=weekly(house, 96))
        first, second = pages(house)
        assert len(rows(first)) == 96
        assert "shorter" in second.message.text
        house.change(milestones=weekly(house, 2))
        assert ["shorter" in said.message.text for said in pages(house)] == [True, True]

    def test_gets_a_page_again_that_somebody_deleted(self, house: House) -> None:
        house.propose(milestones=weekly(house, 60), lines=())
        [page] = pages(house)
        house.messenger.said.remove(page)
        house.change(milestones=weekly(house, 50))
        [page] = pages(house)
        assert len(rows(page)) == 50

    def test_has_none_of_a_deal_that_fits_on_its_card(self, house: House) -> None:
        house.propose()
        assert pages(house) == []

    def test_is_trouble_while_it_cannot_be_posted(self, deps: Deps) -> None:
        house = House(replace(deps, messenger=Pageless()))
        house.propose(milestones=weekly(house, 60), lines=())
        assert [trouble.kind for trouble in house.troubles()] == ["card"]
        assert pages(house) == []
