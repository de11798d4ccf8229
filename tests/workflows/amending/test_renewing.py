from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Terms
from bot.deps import Deps
from bot.ledger.proposals import ProposalRow
from bot.status import ProposalStatus, SubscriptionStatus
from bot.workflows.amending.renewing import renew
from bot.workflows.deciding import decide
from tests.fakes.deals import ACME, DEAL_ID
from tests.workflows.house import KIM, PAT, House
from tests.workflows.retained import approved, live_until, monthly, retainers, shown

RENEWS = Terms(text="Net 30", renews=True)
START = date(2026, 11, 1)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def proposed(house: House, day: date = date(2027, 1, 2)) -> ProposalRow:
    """Live until the day on which another term is proposed."""
    approved(house, terms=RENEWS, **monthly(start=START, periods=3))
    live_until(house, day)
    renew(house.deps, "slot")
    house.run()
    return house.latest()


class TestProposing:
    def test_is_thirty_days_before_the_end_and_once(self, house: House) -> None:
        first = proposed(house, date(2027, 1, 1))
        assert first.revision == 1
        live_until(house, date(2027, 1, 2))
        for _ in range(2):
            renew(house.deps, "slot")
            house.run()
        fresh = house.latest()
        assert (fresh.revision, fresh.status, fresh.way) == (2, ProposalStatus.PENDING, "renew")
        further = fresh.plan.retainers[1]
        assert (further.number, further.start, further.periods) == (4, date(2027, 2, 1), 3)
        assert house.revision(1).status is ProposalStatus.APPROVED
        assert "Another term is up for approval" in house.told()[-1]
        [said] = [s for s in house.messenger.directs("UDANA") if s.key.startswith("renewal:")]
        assert "without approval it just ends" in str(said.message)

    def test_is_left_alone_while_the_deal_stays_as_it_is(self, house: House) -> None:
        proposed(house)
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, name="Another name")
        house.poll()
        house.clock.move(minutes=10)
        house.poll()
        assert house.latest().status is ProposalStatus.PENDING

    def test_is_left_alone_where_the_payer_only_moved_house(self, house: House) -> None:
        waits = proposed(house)
        house.clock.move(minutes=1)
        moved = ACME.address.model_copy(update={"street": "2 Main Street"})
        house.crm.change(DEAL_ID, account=ACME.model_copy(update={"address": moved}))
        house.poll()
        assert (house.latest().id, house.latest().status) == (waits.id, ProposalStatus.PENDING)
        assert not [said for said in house.told() if "proposed again later" in said]

    def test_waits_for_a_changed_deal_to_be_settled(self, house: House) -> None:
        proposed(house)
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, amount=Decimal(60_000))
        house.poll()
        house.clock.move(minutes=10)
        house.poll()
        assert house.revision(2).status is ProposalStatus.SUPERSEDED
        renew(house.deps, "slot")
        house.run()
        assert house.revisions() == 2

    def test_is_not_for_what_does_not_renew(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=3))
        live_until(house, date(2027, 1, 3))
        renew(house.deps, "slot")
        house.run()
        assert house.revisions() == 1


class TestDeciding:
    def test_approved_bills_on_with_its_own_numbers(self, house: House) -> None:
        proposed(house)
        house.approve(PAT)
        house.run()
        assert house.revision(1).status is ProposalStatus.SUPERSEDED
        live_until(house, date(2027, 4, 2))
        assert [item for item, _, _ in shown(house)] == [1, 2, 3, 4, 5, 6]
        assert len(house.billing.mails) == 6
        assert [row.item for row in retainers(house)] == [1, 4]
        assert house.troubles() == []

    def test_rejected_just_ends(self, house: House) -> None:
        fresh = proposed(house)
        decide.reject(
            house.deps, fresh.id, fresh.content_hash, KIM, reason="not_closed", note="They leave"
        )
        live_until(house, date(2027, 3, 3))
        renew(house.deps, "slot")
        house.run()
        assert [item for item, _, _ in shown(house)] == [1, 2, 3]
        assert [row.status for row in retainers(house)] == [SubscriptionStatus.ENDED]
        assert house.revisions() == 2

    def test_approved_late_bills_what_has_begun(self, house: House) -> None:
        proposed(house)
        live_until(house, date(2027, 3, 5))
        house.approve(PAT)
        house.run()
        assert [(i, s) for i, s, _ in shown(house)][3:] == [(4, "open"), (5, "open")]
        assert retainers(house)[-1].first_period == 3

    def test_rejected_and_re_opened_is_proposed_again(self, house: House) -> None:
        fresh = proposed(house)
        decide.reject(
            house.deps, fresh.id, fresh.content_hash, KIM, reason="not_closed", note="They leave"
        )
        decide.reopen(house.deps, fresh.id, KIM)
        house.run()
        again = house.latest()
        assert (again.revision, again.status, again.way) == (3, ProposalStatus.PENDING, "renew")
        assert again.plan.content_hash == fresh.plan.content_hash
        assert house.revision(1).status is ProposalStatus.APPROVED
        house.approve(PAT)
        house.run()
        live_until(house, date(2027, 2, 2))
        assert [item for item, _, _ in shown(house)] == [1, 2, 3, 4]
        assert house.troubles() == []
