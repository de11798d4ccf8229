"""Changes beside a deal, at the fake and at the adapter alike: none is missed, none is invented."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from tests.contracts.crm_beside import BESIDE, BesideDesk, beside
from tests.integrations.salesforce_org import CUT_OVER

SECOND = timedelta(seconds=1)
"""Salesforce's stamps have no more than that."""


@pytest.fixture(params=["fake", "salesforce"])
def desk(request: pytest.FixtureRequest) -> Iterator[BesideDesk]:
    with beside(request.param) as desk:
        yield desk


def _changed(desk: BesideDesk, since: datetime) -> list[str]:
    return [deal.id for deal in desk.crm.changed_deals(since, CUT_OVER, [desk.deal[:15]]).deals]


class TestAChangeBesideADeal:
    @pytest.mark.parametrize("what", BESIDE)
    def test_is_told_though_the_deal_bears_no_stamp_of_it(
        self, desk: BesideDesk, what: str
    ) -> None:
        before = desk.crm.deal(desk.deal)
        since = desk.advance(days=1)
        assert _changed(desk, since) == []
        desk.change(what)
        page = desk.crm.changed_deals(since, CUT_OVER, [desk.deal])
        [after] = page.deals
        assert after.modified_at == before.modified_at
        assert after.source_hash != before.source_hash
        assert page.read_until is not None
        assert since - SECOND <= page.read_until <= desk.advance()

    def test_is_read_on_from(self, desk: BesideDesk) -> None:
        since = desk.advance(days=1)
        desk.change("account")
        until = desk.crm.changed_deals(since, CUT_OVER, [desk.deal]).read_until
        assert until is not None
        assert _changed(desk, until) == [desk.deal]
        assert _changed(desk, until + timedelta(minutes=11)) == []

    def test_is_told_once_however_much_changed(self, desk: BesideDesk) -> None:
        since = desk.advance(days=1)
        for what in ("line", "milestone", "contact", "account", "parent", "second payer"):
            desk.change(what)
        assert _changed(desk, since) == [desk.deal]

    def test_of_a_deal_that_is_not_known_is_nobodys_business(self, desk: BesideDesk) -> None:
        since = desk.advance(days=1)
        desk.change("account")
        assert desk.crm.changed_deals(since, CUT_OVER, []).deals == ()

    def test_of_a_deal_that_is_no_longer_won_waits_until_it_is(self, desk: BesideDesk) -> None:
        desk.reopen()
        since = desk.advance(days=1)
        desk.change("milestone")
        assert _changed(desk, since) == []


class TestADealThatComesBack:
    def test_from_the_recycle_bin_is_told_both_times(self, desk: BesideDesk) -> None:
        since = desk.advance(days=1)
        desk.delete()
        [gone] = desk.crm.changed_deals(since, CUT_OVER, [desk.deal]).deals
        assert gone.is_deleted
        since = desk.advance(days=1)
        desk.undelete()
        [back] = desk.crm.changed_deals(since, CUT_OVER, [desk.deal]).deals
        assert (back.id, back.is_deleted, back.is_won) == (desk.deal, False, True)


class TestAClone:
    def test_of_a_won_deal_is_a_won_deal_of_its_own(self, desk: BesideDesk) -> None:
        since = desk.advance(days=1)
        made = desk.clone()
        [clone] = desk.crm.changed_deals(since, CUT_OVER, [desk.deal]).deals
        assert (clone.id, clone.is_won) == (made, True)
        assert clone.id != desk.deal
        assert clone.won_at >= since - SECOND
        assert (clone.contacts, clone.milestones) == ((), ())


class TestAMergedAccount:
    def test_is_the_winner_in_the_deal(self, desk: BesideDesk) -> None:
        since = desk.advance(days=1)
        winner = desk.merge("Acme Inc.")
        [deal] = desk.crm.changed_deals(since, CUT_OVER, [desk.deal]).deals
        assert deal.account
        assert (deal.account.id, deal.account.name) == (winner, "Acme Inc.")

    def test_says_into_what_in_the_end(self, desk: BesideDesk) -> None:
        loser = desk.crm.deal(desk.deal).account
        assert loser
        between, winner = desk.merge("Acme Inc."), desk.merge("Acme International")
        assert desk.crm.merged_into(loser.id) == winner
        assert desk.crm.merged_into(loser.id[:15]) == winner
        assert desk.crm.merged_into(between) == winner

    @pytest.mark.parametrize("ident", ["", "001000000000999AAA", "x' OR Name != '"])
    def test_is_none_that_is_not_there(self, desk: BesideDesk, ident: str) -> None:
        assert desk.crm.merged_into(ident) == ""

    def test_is_none_that_was_not_merged(self, desk: BesideDesk) -> None:
        account = desk.crm.deal(desk.deal).account
        assert account
        assert desk.crm.merged_into(account.id) == ""
