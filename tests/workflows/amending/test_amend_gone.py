"""What people took back by hand counts as still to come, and they are told so."""

from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.ledger import deals, proposals
from bot.workflows.standing.what_stands import change_of, offers, plan_now
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import approve, choose, first, four, live, milestones
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until, monthly, retainers, shown


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def words(house: House, kind: WayKind) -> str:
    with house.deps.ledger.reading() as s:
        base = proposals.in_force(s, DEAL_ID)
        assert base is not None
        row = deals.get(s, DEAL_ID)
        change = change_of(house.deps, s, base, plan_now(house.deps, row, base))
        return next(w.words for w in offers(house.deps, row, change) if w.kind is kind)


class TestVoidedByHand:
    @pytest.fixture(autouse=True)
    def _voided(self, house: House) -> None:
        """Have the first of four voided in the Dashboard before the deal changes."""
        four(house)
        house.poll_stripe()
        house.billing.void(first(house))
        house.poll_stripe()
        house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))

    def test_is_said_with_each_way_that_bills_it_again(self, house: House) -> None:
        assert "was voided: it is billed again." in words(house, WayKind.EDIT_DRAFTS)
        assert "was voided: it stays so." in words(house, WayKind.LEAVE)
        assert "voided" not in words(house, WayKind.CANCEL_REST)

    def test_is_billed_again_when_that_is_chosen(self, house: House) -> None:
        choose(house, WayKind.EDIT_DRAFTS)
        approve(house)
        assert live(house)[1] == ("open", 30_000)

    def test_stays_void_when_everything_is_left_as_it_is(self, house: House) -> None:
        before = live(house)
        choose(house, WayKind.LEAVE)
        approve(house)
        assert live(house) == before
        assert 1 not in before


class TestEndedByHand:
    @pytest.fixture(autouse=True)
    def _ended(self, house: House) -> None:
        """Have a retainer ended in the Dashboard after three periods, then the deal change."""
        approved(house, **monthly())
        live_until(house, date(2027, 1, 25))
        house.billing.cancel_by_hand(retainers(house)[-1].stripe_id or "")
        house.poll_stripe()
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, **monthly(total=60_000))
        house.poll()

    def test_begins_again_only_where_that_is_said(self, house: House) -> None:
        assert "was ended in Stripe: it begins again." in words(house, WayKind.CHANGE_RETAINER)
        choose(house, WayKind.CHANGE_RETAINER)
        approve(house)
        assert [row.status.value for row in retainers(house)] == ["ended", "active"]

    def test_stays_ended_when_everything_is_left_as_it_is(self, house: House) -> None:
        assert "was ended in Stripe: it stays so." in words(house, WayKind.LEAVE)
        before = shown(house)
        choose(house, WayKind.LEAVE)
        approve(house)
        live_until(house, date(2027, 3, 25))
        assert shown(house) == before
        assert [row.status.value for row in retainers(house)] == ["ended"]
