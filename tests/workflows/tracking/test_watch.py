from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.deal import Deal
from bot.deps import Deps
from bot.errors import Trouble, VendorError
from bot.facts import DealPage
from bot.ledger import deals, desk
from bot.ledger.deals import DealRow
from bot.policy import DealRules
from bot.status import ProposalStatus
from bot.workflows.tracking.watch import CURSOR, is_kept, read_deals, see, watch_deals
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import DEAL_ID, a_deal, deal_id
from tests.workflows.house import House, with_policy


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def row_of(deps: Deps, ident: str = DEAL_ID) -> DealRow | None:
    with deps.ledger.reading() as s:
        return deals.find(s, ident)


def seen(deps: Deps, deal: Deal) -> DealRow | None:
    with deps.ledger.transaction() as s:
        see(deps, s, deal)
    return row_of(deps, deal.id)


def until(deps: Deps) -> object:
    with deps.ledger.reading() as s:
        return (desk.cursor(s, CURSOR) or {}).get("until")


class TestFirstStart:
    def test_floods_nobody_with_what_was_won_before(self, house: House) -> None:
        house.crm.win(a_deal(id=deal_id(1)))
        house.clock.move(days=1)
        house.crm.win(a_deal(id=deal_id(2)))
        house.crm.change(deal_id(1), amount=Decimal(1))
        house.poll()
        assert row_of(house.deps, deal_id(1)) is None
        assert row_of(house.deps, deal_id(2)) is not None

    def test_counts_from_the_day_of_the_first_start_for_good(self, house: House) -> None:
        house.poll()
        house.crm.win()
        house.clock.move(days=3)
        house.poll()
        assert row_of(house.deps) is not None

    def test_counts_from_the_day_of_the_policy(self, house: House) -> None:
        house.crm.win()
        house.clock.move(days=40)
        policy = with_policy(house.deps, deals=DealRules(won_since=date(2026, 11, 1)))
        read_deals(replace(house.deps, policy=policy))
        assert row_of(house.deps) is not None

    def test_waits_quietly_while_nothing_was_won(self, house: House) -> None:
        watch_deals(house.deps, "slot")
        assert until(house.deps) is None


class TestSettling:
    def test_takes_as_long_as_the_policy_says(self, house: House) -> None:
        house.crm.win()
        house.poll()
        house.clock.move(minutes=4)
        house.poll()
        assert house.revisions() == 0
        house.clock.move(minutes=1)
        house.poll()
        assert house.revisions() == 1

    def test_begins_anew_with_a_change(self, house: House) -> None:
        house.crm.win()
        house.poll()
        house.clock.move(minutes=4)
        house.crm.change(DEAL_ID, amount=Decimal(9), lines=())
        house.poll()
        house.clock.move(minutes=4)
        house.poll()
        assert house.revisions() == 0
        house.clock.move(minutes=1)
        house.poll()
        assert str(house.latest().plan.total) == "$9.00"

    def test_is_not_prolonged_by_what_does_not_matter(self, house: House) -> None:
        house.crm.win()
        house.poll()
        house.clock.move(minutes=4)
        house.crm.change(DEAL_ID, stage="Closed Won - Booked")
        house.poll()
        house.clock.move(minutes=1)
        house.poll()
        assert house.revisions() == 1

    def test_ends_without_a_card_when_the_deal_is_lost_meanwhile(self, house: House) -> None:
        house.crm.win()
        house.poll()
        house.crm.reopen(DEAL_ID)
        house.clock.move(minutes=9)
        house.poll()
        assert house.revisions() == 0

    def test_is_asked_of_a_deal_that_is_won_again(self, house: House) -> None:
        house.propose()
        house.clock.move(minutes=1)
        house.crm.reopen(DEAL_ID)
        house.poll()
        assert house.latest().status is ProposalStatus.SUPERSEDED
        house.clock.move(minutes=1)
        house.crm.win(house.crm.deals[DEAL_ID])
        house.poll()
        assert house.revisions() == 1
        house.clock.move(minutes=6)
        house.poll()
        assert house.latest().status is ProposalStatus.PENDING
        assert house.revisions() == 2


class TestKnownDeal:
    def test_that_changed_is_proposed_at_once(self, house: House) -> None:
        house.propose()
        house.change(amount=Decimal(100), lines=())
        assert house.revisions() == 2

    def test_wakes_nothing_by_our_own_writing(self, house: House) -> None:
        house.propose()
        started = len(house.engine.of("propose"))
        house.change()  # only SystemModstamp moved
        assert len(house.engine.of("propose")) == started
        assert [a for _, a in house.audited(DEAL_ID)].count("deal.changed") == 0

    def test_read_late_from_an_older_page_changes_nothing(self, house: House) -> None:
        house.propose()
        house.change(amount=Decimal(100), lines=())
        older = a_deal(modified_at=house.clock.now() - timedelta(minutes=2))
        row = seen(house.deps, older)
        assert row is not None
        assert row.deal.amount == Decimal(100)

    def test_that_was_lost_was_won_when_it_was(self, deps: Deps) -> None:
        later = a_deal().modified_at + timedelta(days=99)
        lost = a_deal(is_won=False, won_at=later, modified_at=later)
        rows = [seen(deps, deal) for deal in (a_deal(), lost)]
        assert [row.won_at for row in rows if row] == [a_deal().won_at] * 2

    def test_that_was_deleted_is_withdrawn(self, house: House) -> None:
        house.propose()
        house.clock.move(minutes=1)
        house.crm.delete(DEAL_ID)
        house.poll()
        assert house.latest().status is ProposalStatus.SUPERSEDED
        assert house.latest().reason == "the opportunity was deleted"

    def test_that_came_back_from_the_bin_is_written_back_to(self, house: House) -> None:
        house.propose()
        house.clock.move(minutes=1)
        house.crm.delete(DEAL_ID)
        house.poll()
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, is_deleted=False, lines=a_deal().lines)
        read_deals(house.deps)
        row = row_of(house.deps)
        assert row is not None
        assert row.write_back_due

    def test_that_is_gone_counts_as_deleted(self, house: House) -> None:
        house.propose()

        class Purged(FakeCrm):
            def changed_deals(self, *_: object) -> DealPage:
                return DealPage(deals=(), gone=(DEAL_ID, deal_id(99)), read_until=None)

        read_deals(replace(house.deps, crm=Purged(house.clock)))
        house.run()
        assert house.latest().status is ProposalStatus.SUPERSEDED


class TestUnknownDeal:
    @pytest.mark.parametrize("changes", [{"is_won": False}, {"is_deleted": True}])
    def test_that_is_not_won_is_ignored(self, deps: Deps, changes: dict[str, object]) -> None:
        assert seen(deps, a_deal(**changes)) is None

    def test_without_an_account_is_kept_all_the_same(self, deps: Deps) -> None:
        row = seen(deps, a_deal(account=None))
        assert row is not None
        assert (row.account_id, row.account_name) == ("", "")


class TestCursor:
    def test_never_goes_back(self, house: House) -> None:
        house.crm.win()
        house.poll()
        before = until(house.deps)
        house.crm.purge(DEAL_ID)
        house.clock.move(minutes=1)
        house.poll()
        assert until(house.deps) == before

    def test_reads_the_overlap_again_without_an_effect(self, house: House) -> None:
        house.propose()
        for _ in range(3):
            house.poll()
        assert house.revisions() == 1
        assert len(house.engine.of("propose")) == 1


class TestABusySalesforce:
    def test_is_asked_at_every_fifth_slot_only(self, house: House) -> None:
        house.crm.is_busy = True
        for minute in range(20):
            watch_deals(house.deps, f"2026-11-23T15:{minute:02d}:00+00:00")
        assert house.crm.calls.count("changed_deals") == 4

    @pytest.mark.parametrize("minutes", [1, 2, 7, 10, 59])
    def test_is_asked_again_in_time_whatever_the_timetable(self, minutes: int) -> None:
        day = datetime(2026, 11, 23, tzinfo=UTC)
        slots = [
            day + timedelta(hours=h, minutes=m) for h in range(24) for m in range(0, 60, minutes)
        ]
        kept = [slot for slot in slots if is_kept(slot.isoformat(), minutes)]
        assert len(kept) <= len(slots) / 4 + 1
        gaps = [after - before for before, after in pairwise(kept)]
        assert max(gaps) <= timedelta(minutes=6 * max(minutes, 10))

    def test_holds_up_nothing_that_is_known_already(self, house: House) -> None:
        house.crm.win(a_deal())
        house.poll()
        house.crm.is_busy = True
        house.clock.move(minutes=6)
        watch_deals(house.deps, "2026-11-23T15:06:00+00:00")
        house.run()
        assert house.latest().status is ProposalStatus.PENDING

    def test_leaves_trouble_as_it_is_when_it_is_not_asked(self, house: House) -> None:
        house.crm.fail_next(VendorError("Salesforce", "No.", trouble=Trouble.REFUSED))
        house.poll()
        house.crm.is_busy = True
        watch_deals(house.deps, "2026-11-23T15:06:00+00:00")
        assert [row.kind for row in house.troubles()] == ["watch"]
