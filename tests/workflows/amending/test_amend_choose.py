from dataclasses import replace
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed
from bot.ledger import holds, proposals
from bot.overrides import Overrides
from bot.policy import Tier
from bot.status import ProposalStatus
from bot.workflows.amending import amend_choose
from bot.workflows.deciding import decide, revise
from bot.workflows.sweeping.sweep import sweep
from bot.workflows.tracking.track import watch_payments
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import approve, asked, choose, first, four, live, milestones, net
from tests.workflows.house import ALEX, KIM, PAT, House, with_policy


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    four(house)
    house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))
    return house


def base_of(house: House) -> str:
    with house.deps.ledger.reading() as s:
        base = proposals.in_force(s, DEAL_ID)
    assert base is not None
    return base.id


class TestChoosing:
    def test_is_for_finance_and_needs_a_reason(self, house: House) -> None:
        with pytest.raises(NotAllowed, match="only finance"):
            choose(house, WayKind.LEAVE, ALEX)
        with pytest.raises(Invalid, match="Say why"):
            choose(house, WayKind.LEAVE, reason=" ")

    def test_twice_is_once(self, house: House) -> None:
        choose(house, WayKind.LEAVE)
        told = house.told()
        choose(house, WayKind.LEAVE)
        assert house.told() == told

    def test_of_another_situation_is_refused(self, house: House) -> None:
        with pytest.raises(Conflict, match="something changed since"):
            amend_choose.choose(house.deps, base_of(house), "0" * 64, WayKind.LEAVE, "x", PAT)

    def test_on_a_replaced_card_is_refused(self, house: House) -> None:
        base = base_of(house)
        choose(house, WayKind.LEAVE)
        approve(house)
        with pytest.raises(Conflict, match="was replaced"):
            amend_choose.choose(house.deps, base, "0" * 64, WayKind.LEAVE, "x", PAT)
        with pytest.raises(Conflict, match="nothing to choose"):
            amend_choose.choose(house.deps, base_of(house), "0" * 64, WayKind.LEAVE, "x", PAT)

    def test_of_what_is_not_possible_says_why(self, house: House) -> None:
        house.change(amount=Decimal(10_000), milestones=milestones(25, 25, 25, 25))
        with pytest.raises(Conflict, match="more than the new total"):
            choose(house, WayKind.EDIT_DRAFTS)
        with pytest.raises(Conflict, match="not possible here"):
            choose(house, WayKind.CHANGE_RETAINER)

    def test_another_way_takes_over_the_card(self, house: House) -> None:
        choose(house, WayKind.LEAVE)
        house.run()
        choose(house, WayKind.ADJUST_NEXT)
        house.run()
        assert len(house.messenger.roots("#billing-approvals")) == 2
        assert house.latest().way == "adjust_next"


class TestApproving:
    def test_needs_somebody_else(self, house: House) -> None:
        choose(house, WayKind.LEAVE)
        with pytest.raises(NotAllowed, match="somebody else has to approve"):
            approve(house, PAT)

    def test_counts_by_the_larger_total(self, house: House) -> None:
        tiers = (
            Tier(currency="USD", up_to=Decimal(50_000), approvers=1),
            Tier(currency="USD", approvers=2),
        )
        house.deps = replace(house.deps, policy=with_policy(house.deps, tiers=tiers))
        house.change(is_won=False, stage="Closed Lost")
        choose(house, WayKind.CANCEL_REST)  # what is left is $25,000.00, what was is $100,000.00
        approve(house)
        assert house.latest().status is ProposalStatus.PENDING
        approve(house, PAT)
        assert house.latest().status is ProposalStatus.APPROVED

    def test_of_what_does_not_fit_any_more_shows_it_anew(self, house: House) -> None:
        choose(house, WayKind.REVISE)
        seen = house.latest()
        house.billing.pay(first(house))
        watch_payments(house.deps, "slot")
        house.run()
        with pytest.raises(Conflict, match="something was sent, paid or changed"):
            decide.approve(house.deps, seen.id, seen.content_hash, KIM)
        house.run()
        assert house.latest().status is ProposalStatus.SUPERSEDED
        assert "Choose again" in house.told()[-1]

    def test_follows_the_deal_that_changes_again(self, house: House) -> None:
        choose(house, WayKind.ADJUST_NEXT)
        house.change(amount=Decimal(110_000), milestones=milestones(25, 25, 25, 25))
        approve(house)
        assert net(house) == 11_000_000
        assert live(house)[2] == ("scheduled", 35_000)


class TestRejecting:
    def test_leaves_what_was_approved_in_force_and_held(self, house: House) -> None:
        base = base_of(house)
        choose(house, WayKind.EDIT_DRAFTS)
        latest = house.latest()
        decide.reject(house.deps, latest.id, latest.content_hash, KIM, reason="no", note="")
        house.run()
        house.poll()
        assert base_of(house) == base
        assert asked(house) is not None
        with house.deps.ledger.reading() as s:
            assert len(holds.open_of_deal(s, DEAL_ID)) == 3
        sweep(house.deps, "slot")
        house.run()
        assert house.troubles() == []
        choose(house, WayKind.LEAVE)
        approve(house)
        assert net(house) == 10_000_000

    def test_is_the_only_no(self, house: House) -> None:
        choose(house, WayKind.LEAVE)
        latest = house.latest()
        with pytest.raises(Conflict, match="an invoice is out already"):
            decide.not_billed(house.deps, latest.id, latest.content_hash, KIM, reason="x", note="")
        po_number = Overrides(po_number="PO-1")
        with pytest.raises(Conflict, match="choose another way"):
            revise.modify(house.deps, latest.id, latest.content_hash, po_number, KIM)
