from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.errors import Conflict
from bot.ledger import customers, holds
from bot.money import Money
from bot.status import AdjustmentStatus, ProposalStatus
from bot.workflows.sweeping.drift_deals import unbilled
from bot.workflows.tracking.track import watch_payments
from tests.fakes.deals import ACME, DEAL_ID
from tests.workflows.amended import (
    approve,
    asked,
    choose,
    corrections,
    first,
    four,
    live,
    milestones,
    net,
)
from tests.workflows.house import House


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def grown(house: House) -> House:
    """Have the deal grow from $100,000.00 to $120,000.00 after its first invoice was sent."""
    four(house)
    house.change(amount=Decimal(120_000), milestones=milestones(25, 25, 25, 25))
    return house


class TestChange:
    def test_holds_back_what_is_not_out_and_says_which_ways_there_are(self, grown: House) -> None:
        assert live(grown)[1] == ("open", 25_000)
        with grown.deps.ledger.reading() as s:
            held = holds.open_of_deal(s, DEAL_ID)
        assert {hold.reason for hold in held} == {"deal_changed"}
        assert len(held) == 3
        assert "The total is $120,000.00 instead of $100,000.00." in grown.told()[-1]
        assert asked(grown) is not None
        assert all(not grown.billing.invoices[i].advances for i in list(grown.billing.invoices))

    def test_that_is_taken_back_lets_all_go_on(self, grown: House) -> None:
        grown.change(amount=Decimal(100_000), milestones=milestones(25, 25, 25, 25))
        with grown.deps.ledger.reading() as s:
            assert holds.open_of_deal(s, DEAL_ID) == []
        assert asked(grown) is None
        assert "again as it was approved" in grown.told()[-1]


class TestWays:
    def test_edit_drafts(self, grown: House) -> None:
        choose(grown, WayKind.EDIT_DRAFTS)
        grown.run()
        assert grown.latest().status is ProposalStatus.PENDING
        approve(grown)
        third = 3_166_666
        assert [row.amount_minor for row in grown.invoices() if row.is_live] == [
            2_500_000, third, third, third + 2
        ]  # fmt: skip
        assert {status for status, _ in live(grown).values()} == {"open", "scheduled"}
        assert net(grown) == 12_000_000

    def test_adjust_next(self, grown: House) -> None:
        choose(grown, WayKind.ADJUST_NEXT)
        approve(grown)
        assert [amount for _, amount in live(grown).values()] == [25_000, 45_000, 25_000, 25_000]

    def test_revise(self, grown: House) -> None:
        old = first(grown)
        choose(grown, WayKind.REVISE)
        approve(grown)
        assert [row.status for row in corrections(grown)] == [AdjustmentStatus.DONE]
        assert grown.billing.invoices[old].status == "void"
        assert live(grown) == {
            1: ("open", 30_000), 2: ("scheduled", 30_000), 3: ("scheduled", 30_000),
            4: ("scheduled", 30_000),
        }  # fmt: skip
        assert net(grown) == 12_000_000

    def test_credit(self, house: House) -> None:
        four(house)
        house.change(amount=Decimal(80_000), milestones=milestones(25, 25, 25, 25))
        choose(house, WayKind.CREDIT)
        approve(house)
        assert house.billing.invoices[first(house)].balance.minor == 2_000_000
        assert [amount for _, amount in live(house).values()] == [25_000, 20_000, 20_000, 20_000]
        assert {status for status, _ in live(house).values()} == {"open", "scheduled"}
        assert net(house) == 8_000_000

    def test_credit_bills_more_by_a_new_invoice(self, grown: House) -> None:
        choose(grown, WayKind.CREDIT)
        approve(grown)
        assert live(grown)[5] == ("open", 5_000)
        assert net(grown) == 12_000_000

    def test_leave(self, grown: House) -> None:
        before = live(grown)
        choose(grown, WayKind.LEAVE)
        approve(grown)
        assert live(grown) == before
        assert asked(grown) is None
        with grown.deps.ledger.reading() as s:
            assert holds.open_of_deal(s, DEAL_ID) == []
        grown.poll()
        assert asked(grown) is None


class TestBilledNoMore:
    def test_is_no_drift_though_the_deal_is_won(self, grown: House) -> None:
        choose(grown, WayKind.WITHDRAW)
        approve(grown)
        assert live(grown) == {}
        grown.clock.move(hours=2)
        assert list(unbilled(grown.deps)) == []


class TestLost:
    @pytest.fixture
    def lost(self, house: House) -> House:
        four(house)
        house.change(is_won=False, stage="Closed Lost")
        return house

    def test_cancels_the_rest(self, lost: House) -> None:
        choose(lost, WayKind.CANCEL_REST)
        approve(lost)
        assert live(lost) == {1: ("open", 25_000)}
        assert len(lost.billing.invoices) == 1

    def test_takes_everything_back(self, lost: House) -> None:
        choose(lost, WayKind.WITHDRAW)
        approve(lost)
        assert live(lost) == {}
        assert net(lost) == 0

    def test_credits_what_is_paid(self, lost: House) -> None:
        lost.billing.pay(first(lost))
        watch_payments(lost.deps, "slot")
        lost.run()
        choose(lost, WayKind.WITHDRAW)
        approve(lost)
        assert net(lost) == 0
        [customer] = lost.billing.customers.values()
        assert [one.minor for one in customer.credit] == [2_500_000]

    def test_asks_again_when_it_was_paid_before_it_could_be_voided(self, lost: House) -> None:
        choose(lost, WayKind.WITHDRAW)
        lost.billing.pay(first(lost))
        approve(lost)
        assert [row.status for row in corrections(lost)] == [AdjustmentStatus.REFUSED]
        assert "The invoice is paid at Stripe." in lost.told()[-1]
        choose(lost, WayKind.WITHDRAW)
        approve(lost)
        assert net(lost) == 0

    def test_asks_again_when_some_of_it_was_refunded_before_it_could_be_credited(
        self, lost: House
    ) -> None:
        lost.billing.pay(first(lost))
        watch_payments(lost.deps, "slot")
        lost.run()
        choose(lost, WayKind.WITHDRAW)
        refund = lost.billing.refund(first(lost), Money(minor=500_000, currency="USD"))
        approve(lost)
        assert [row.status for row in corrections(lost)] == [AdjustmentStatus.REFUSED]
        assert "over $20,000.00 of it and no more: $5,000.00 was refunded" in lost.told()[-1]
        watch_payments(lost.deps, "later")
        lost.run()
        with pytest.raises(Conflict, match="make a credit note in Stripe for that refund"):
            choose(lost, WayKind.WITHDRAW)
        lost.billing.fail_refund(refund)
        watch_payments(lost.deps, "failed")
        lost.run()
        choose(lost, WayKind.WITHDRAW)
        approve(lost)
        assert net(lost) == 0

    def test_is_won_again(self, lost: House) -> None:
        choose(lost, WayKind.CANCEL_REST)
        approve(lost)
        lost.change(is_won=True, stage="Closed Won")
        lost.clock.move(minutes=6)
        lost.poll()
        choose(lost, WayKind.EDIT_DRAFTS)
        approve(lost)
        assert net(lost) == 10_000_000
        assert live(lost)[1] == ("open", 25_000)


class TestDeleted:
    def test_says_no_more_than_that(self, house: House) -> None:
        four(house)
        house.clock.move(minutes=1)
        house.crm.delete(DEAL_ID)  # what belongs to it goes with it
        house.poll()
        question = asked(house)
        assert question is not None
        assert question.changes == ("The opportunity was deleted.",)


class TestMergedAccounts:
    def test_change_nothing_that_was_approved(self, house: House) -> None:
        four(house)
        winner = ACME.model_copy(update={"id": "001000000000009AAA"})
        house.crm.merged[ACME.id] = winner.id
        before = live(house)
        house.change(account=winner)
        assert asked(house) is None
        assert live(house) == before
        assert "merged into another one" in house.told()[-1]
        with house.deps.ledger.reading() as s:
            assert customers.customer_of(s, winner.id, "ap@acme.example")
            assert holds.open_of_deal(s, DEAL_ID) == []
        house.next_day()
        assert asked(house) is None

    def test_are_told_from_another_account(self, house: House) -> None:
        four(house)
        house.change(account=ACME.model_copy(update={"id": "001000000000009AAA"}))
        assert asked(house) is not None
        choose(house, WayKind.CREDIT)
        approve(house)
        assert live(house)[5] == ("open", 25_000)
        assert net(house) == 10_000_000
