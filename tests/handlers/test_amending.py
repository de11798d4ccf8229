from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.ledger import proposals
from bot.status import ProposalStatus
from bot.views.ids import ActionId
from bot.views.values import proposal_value
from tests.fakes.deals import DEAL_ID
from tests.handlers.conftest import Desk
from tests.slack_payloads import click, submission
from tests.workflows.amended import approve, choose, four, milestones
from tests.workflows.house import House


@pytest.fixture
def house(deps: Deps, desk: Desk) -> House:
    """Have a deal of four parts grow after the first one was sent."""
    del desk  # registers the same workflows, before the house does it for good
    house = House(deps)
    four(house)
    house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))
    return house


def in_force(house: House) -> str:
    with house.deps.ledger.reading() as s:
        base = proposals.in_force(s, DEAL_ID)
    assert base is not None
    return proposal_value(base.id, base.content_hash)


class TestChoosing:
    def test_shows_each_way_with_its_money(self, desk: Desk, house: House) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_AMEND, in_force(house)))
        shown = str(desk.window)
        assert "The total is $120,000.00 instead of $100,000.00." in shown
        assert "to come $75,000.00 now, $95,000.00 then" in shown
        assert "Not possible here" not in shown or "Leave it as it is" in shown

    def test_makes_a_card_to_approve(self, desk: Desk, house: House) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_AMEND, in_force(house)))
        typed = {"way": "adjust_next", "note": "Agreed by phone"}
        desk.send(submission("UKIM", desk.window, typed))
        assert desk.ack == {}
        house.run()
        assert house.latest().status is ProposalStatus.PENDING
        old, new = house.messenger.roots("#billing-approvals")
        assert "Choose what to do" not in str(old.message.blocks)
        assert "Approve the change" in str(new.message.blocks)
        pending = house.latest()
        value = proposal_value(pending.id, pending.content_hash)
        desk.send(click("UKIM", ActionId.PROPOSAL_AMEND, value))  # another way, from the new card
        assert "Put the difference on the next invoice" in str(desk.window)

    def test_is_not_for_a_card_that_was_replaced(self, desk: Desk, house: House) -> None:
        old = in_force(house)
        choose(house, WayKind.ADJUST_NEXT)
        approve(house)
        desk.send(click("UKIM", ActionId.PROPOSAL_AMEND, old))
        assert "This card was replaced." in str(desk.window)

    @pytest.mark.parametrize(
        ("typed", "field"), [({"note": "x"}, "way"), ({"way": "leave", "note": " "}, "note")]
    )
    def test_needs_a_way_and_a_reason(
        self, desk: Desk, house: House, typed: dict[str, str], field: str
    ) -> None:
        desk.send(click("UKIM", ActionId.PROPOSAL_AMEND, in_force(house)))
        desk.send(submission("UKIM", desk.window, typed))
        assert set(desk.ack["errors"]) == {field}

    def test_is_for_finance(self, desk: Desk, house: House) -> None:
        desk.send(click("UALEX", ActionId.PROPOSAL_AMEND, in_force(house)))
        assert "only finance may choose what becomes of an approved plan" in str(desk.window)

    def test_is_over_when_the_deal_is_as_approved(self, desk: Desk, house: House) -> None:
        value = in_force(house)
        house.change(amount=Decimal(100_000), milestones=milestones(25, 25, 25, 25))
        desk.send(click("UKIM", ActionId.PROPOSAL_AMEND, value))
        assert "there is nothing to choose" in str(desk.window)
