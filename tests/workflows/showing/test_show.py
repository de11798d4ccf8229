from dataclasses import replace
from decimal import Decimal

import pytest

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.facts import Message, Place
from bot.ledger import desk
from bot.overrides import Overrides
from bot.workflows.deciding import decide, revise
from bot.workflows.showing.show import (
    news_of,
    put_card,
    remember_told,
    show_all_open,
    show_card,
    tell_thread,
)
from bot.workflows.telling.telling import tell
from tests.fakes.deals import DEAL_ID, deal_id
from tests.fakes.slack import FakeDirectory, FakeMessenger, Said
from tests.workflows.house import KIM, PAT, TWO_ABOVE_25K, House, with_policy

NOT_IN_CHANNEL = VendorError(
    "Slack", "closedwon is not in the channel.", trouble=Trouble.REFUSED, code="not_in_channel"
)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def cards(house: House) -> list[Said]:
    return house.messenger.roots("#billing-approvals")


def thread(house: House, card: Said) -> list[str]:
    return [said.message.text for said in house.messenger.thread(card.place)]


class Linkless(FakeMessenger):
    """A Slack that does not tell where a message stands."""

    def link(self, place: Place) -> str:
        del place
        raise NOT_IN_CHANNEL


class Threadless(FakeMessenger):
    """A Slack that takes no answers."""

    def post(self, channel: str, message: Message, *, key: str, thread: str = "") -> Place:
        if thread:
            raise NOT_IN_CHANNEL
        return super().post(channel, message, key=key, thread=thread)


def say(house: House, what: str) -> None:
    with house.deps.ledger.transaction() as s:
        tell(house.deps, s, DEAL_ID, by=CLOSEDWON, action="deal.noted", what=what)


class TestCard:
    def test_is_one_and_updated_in_place(self, house: House) -> None:
        house.propose()
        house.approve()
        house.run()
        [card] = cards(house)
        assert card.edits > 0
        assert "due Dec 23" in card.message.text

    def test_is_posted_anew_if_somebody_deleted_it(self, house: House) -> None:
        house.propose()
        [first] = cards(house)
        house.messenger.delete(first.place)
        show_card(house.deps, DEAL_ID)
        [second] = cards(house)
        assert second.place != first.place
        show_card(house.deps, DEAL_ID)
        assert len(cards(house)) == 1

    def test_shows_that_it_was_replaced_and_by_what(self, house: House) -> None:
        house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=TWO_ABOVE_25K))
        house.propose()
        house.approve()
        house.run()
        for amount in (30_000, 31_000):  # the second takes over the card of the first
            house.change(amount=Decimal(amount), lines=())
        old, new = cards(house)
        assert "replaced" in old.message.text
        assert house.messenger.link(new.place) in str(old.message.blocks)
        assert "$31,000.00" in new.message.text

    def test_that_slack_refuses_is_trouble_until_it_stands(self, house: House) -> None:
        house.messenger.fail_next(NOT_IN_CHANNEL)
        house.propose()
        assert cards(house) == []
        [trouble] = house.troubles()
        assert (trouble.kind, trouble.words) == ("card", "closedwon is not in the channel.")
        house.retry("card")
        [card] = cards(house)
        assert thread(house, card) == ["closedwon: Proposed: $48,000.00."]
        assert house.troubles() == []

    def test_stands_although_its_address_is_not_known(self, house: House) -> None:
        house.propose()
        show_card(replace(house.deps, messenger=Linkless()), DEAL_ID)
        with house.deps.ledger.reading() as s:
            shown = desk.message(s, "card", house.latest().id)
        assert shown is not None
        assert shown.link == ""

    def test_of_a_successor_is_left_alone_by_the_one_before(self, house: House) -> None:
        old = house.propose()
        house.change(amount=Decimal(100), lines=())
        assert put_card(house.deps, old.id) is None
        assert len(cards(house)) == 1

    def test_keeps_nobody_from_the_ledger_while_people_are_looked_up(self, house: House) -> None:
        house.propose()
        house.approve()
        house.run()
        directory = house.deps.directory
        assert isinstance(directory, FakeDirectory)
        assert directory.asked
        assert not directory.asked_inside

    def test_is_not_there_before_the_proposal(self, house: House) -> None:
        house.crm.win()
        house.poll()
        show_card(house.deps, DEAL_ID)
        assert cards(house) == []

    def test_names_people_who_left_by_their_id(
        self, house: House, directory: FakeDirectory
    ) -> None:
        proposal = house.propose()
        wish = Overrides(po_number="PO-1")
        revise.modify(house.deps, proposal.id, proposal.content_hash, wish, KIM)
        del directory.people["UKIM"]
        directory.groups["@finance"].remove("UKIM")
        house.run()
        assert "UKIM" in str(cards(house)[0].message.blocks)
        assert house.troubles() == []


class TestThread:
    def test_is_told_each_thing_once(self, house: House) -> None:
        house.propose()
        house.approve()
        house.run()
        [card] = cards(house)
        said = thread(house, card)
        show_card(house.deps, DEAL_ID)
        assert thread(house, card) == said
        assert sum("Approved" in line for line in said) == 1

    def test_hears_several_things_at_once(self, house: House) -> None:
        house.propose()
        [card] = cards(house)
        for what in ("One.", "Two."):
            say(house, what)
        house.run()
        assert thread(house, card)[-1] == "closedwon: One.; closedwon: Two."

    def test_hears_only_what_was_new_when_it_was_looked_at(self, house: House) -> None:
        house.propose()
        say(house, "One.")
        news = news_of(house.deps, DEAL_ID)
        say(house, "Two.")
        tell_thread(house.deps, DEAL_ID, news)
        remember_told(house.deps, DEAL_ID, news)
        [card] = cards(house)
        assert thread(house, card)[-1] == "closedwon: One."
        house.run()
        assert thread(house, card)[-1] == "closedwon: Two."

    def test_is_not_told_without_a_card(self, house: House) -> None:
        house.propose()
        with house.deps.ledger.transaction() as s:
            s.delete(desk.message(s, "card", house.latest().id))
        tell_thread(house.deps, DEAL_ID, ["evt_1"])
        assert len(house.messenger.said) == 2

    def test_hears_later_what_slack_would_not_take(self, house: House) -> None:
        house.propose()
        [card] = cards(house)
        say(house, "One.")
        silent = Threadless(said=house.messenger.said)
        show_card(replace(house.deps, messenger=silent), DEAL_ID)
        assert len(thread(house, card)) == 1
        show_card(house.deps, DEAL_ID)
        assert thread(house, card)[-1] == "closedwon: One."


class TestStart:
    def test_draws_every_pending_card_again(self, house: House) -> None:
        house.propose()
        house.propose(id=deal_id(2))
        approved = house.latest(deal_id(2))
        decide.approve(house.deps, approved.id, approved.content_hash, PAT)
        house.run()
        before = cards(house)[0].edits
        assert show_all_open(house.deps) == 1
        house.run()
        assert cards(house)[0].edits == before + 1
