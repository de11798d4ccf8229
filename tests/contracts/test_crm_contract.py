"""What the core relies on in Salesforce, tested at the fake and at the adapter alike."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from bot.errors import NotFound
from tests.contracts.crm_desk import RULE, CrmDesk, at_desk
from tests.integrations.salesforce_org import CUT_OVER, a_status, an_event, an_invoice, usd

OVERLAP = timedelta(minutes=10)


@pytest.fixture(params=["fake", "salesforce"])
def desk(request: pytest.FixtureRequest) -> Iterator[CrmDesk]:
    with at_desk(request.param) as desk:
        yield desk


def _changed(
    desk: CrmDesk, since: datetime | None = None, known: Collection[str] = ()
) -> list[str]:
    return [deal.id for deal in desk.crm.changed_deals(since, CUT_OVER, known).deals]


class TestChangedDeals:
    def test_are_none_in_an_empty_org(self, desk: CrmDesk) -> None:
        page = desk.crm.changed_deals(None, CUT_OVER, [])
        assert (page.deals, page.gone, page.read_until) == ((), (), None)

    def test_are_the_won_ones_oldest_change_first(self, desk: CrmDesk) -> None:
        first, second, third = desk.win(), desk.win(), desk.win()
        desk.reopen(second)
        desk.advance(minutes=1)
        desk.price(first, 5)
        page = desk.crm.changed_deals(None, CUT_OVER, [])
        assert [deal.id for deal in page.deals] == [third, first]
        assert page.read_until == page.deals[-1].modified_at
        assert all(deal.is_won and not deal.is_deleted for deal in page.deals)

    def test_are_read_again_for_a_while(self, desk: CrmDesk) -> None:
        ident = desk.win()
        read_until = desk.crm.changed_deals(None, CUT_OVER, []).read_until
        assert read_until
        assert _changed(desk, read_until) == [ident]
        assert _changed(desk, read_until + OVERLAP / 2) == [ident]
        assert _changed(desk, read_until + OVERLAP * 2) == []

    def test_leave_out_what_was_won_before_the_cut_over(self, desk: CrmDesk) -> None:
        old = desk.win()
        cut_over = desk.advance(days=1)
        new = desk.win()
        desk.price(old, 5)
        page = desk.crm.changed_deals(None, cut_over - timedelta(hours=1), [])
        assert [deal.id for deal in page.deals] == [new]
        page = desk.crm.changed_deals(cut_over, cut_over - timedelta(hours=1), [old])
        assert {deal.id for deal in page.deals} == {old, new}

    def test_tell_that_a_known_deal_is_no_longer_won(self, desk: CrmDesk) -> None:
        ident = desk.win()
        since = desk.advance(hours=1)
        desk.reopen(ident)
        assert _changed(desk, since) == []
        [deal] = desk.crm.changed_deals(since, CUT_OVER, [ident[:15]]).deals
        assert (deal.id, deal.is_won) == (ident, False)

    def test_tell_that_a_known_deal_was_deleted(self, desk: CrmDesk) -> None:
        ident = desk.win()
        since = desk.advance(hours=1)
        desk.delete(ident)
        assert _changed(desk, since) == []
        [deal] = desk.crm.changed_deals(since, CUT_OVER, [ident]).deals
        assert (deal.id, deal.is_deleted) == (ident, True)

    def test_leave_known_deals_alone_that_did_not_change(self, desk: CrmDesk) -> None:
        ident = desk.win()
        assert _changed(desk, desk.advance(hours=1), [ident]) == []

    def test_come_once_however_known_they_are(self, desk: CrmDesk) -> None:
        idents = [desk.win() for _ in range(3)]
        assert _changed(desk, None, [*idents, *idents]) == idents


class TestADeal:
    def test_is_read_as_it_is_now(self, desk: CrmDesk) -> None:
        ident = desk.win(amount=1_000)
        before = desk.crm.deal(ident)
        desk.advance(minutes=1)
        desk.price(ident, 2_000)
        after = desk.crm.deal(ident)
        assert (before.amount, after.amount) == (Decimal(1_000), Decimal(2_000))
        assert after.won_at == before.won_at < after.modified_at
        assert after.source_hash != before.source_hash
        assert after.contacts[0].email == "ap@acme.example"

    def test_keeps_its_hash_when_billing_is_written_to_it(self, desk: CrmDesk) -> None:
        ident = desk.win()
        before = desk.crm.deal(ident)
        desk.advance(minutes=1)
        desk.crm.write_back([a_status(ident)], [], [])
        assert desk.crm.deal(ident).source_hash == before.source_hash

    def test_is_shown_even_when_deleted(self, desk: CrmDesk) -> None:
        ident = desk.win()
        desk.delete(ident)
        assert desk.crm.deal(ident).is_deleted

    @pytest.mark.parametrize("ident", ["006000000009999AAA", "x' OR Name != '"])
    def test_that_is_not_there_is_not_found(self, desk: CrmDesk, ident: str) -> None:
        with pytest.raises(NotFound, match="does not show the deal"):
            desk.crm.deal(ident)


class TestWonDeals:
    def test_are_all_that_are_won_now(self, desk: CrmDesk) -> None:
        desk.win()
        since = desk.advance(days=1)
        kept, lost, gone = desk.win(), desk.win(), desk.win()
        desk.reopen(lost)
        desk.delete(gone)
        assert [deal.id for deal in desk.crm.won_deals(since - timedelta(hours=1))] == [kept]


class TestWriteBack:
    def test_tells_of_every_record(self, desk: CrmDesk) -> None:
        ident = desk.win()
        written = desk.crm.write_back([a_status(ident)], [an_invoice(ident)], [an_event(ident)])
        assert [(one.key, one.ok) for one in written] == [
            (ident, True),
            ("invoice-1", True),
            ("event-1", True),
        ]
        assert desk.status(ident) == "Sent"
        assert desk.invoices() == {"invoice-1": "open"}
        assert desk.events() == {"event-1": "approved"}

    def test_may_be_repeated(self, desk: CrmDesk) -> None:
        ident = desk.win()
        for status in ("open", "paid"):
            desk.crm.write_back([], [an_invoice(ident, status=status)], [an_event(ident)])
        assert desk.invoices() == {"invoice-1": "paid"}
        assert len(desk.events()) == 1

    def test_writes_the_later_of_two_records_of_one_key(self, desk: CrmDesk) -> None:
        ident = desk.win()
        later = a_status(ident, status="Paid")
        [written] = desk.crm.write_back([a_status(ident), later], [], [])
        assert written.ok
        assert desk.status(ident) == "Paid"

    def test_gives_the_words_of_a_rule_that_refuses(self, desk: CrmDesk) -> None:
        ident = desk.win()
        desk.refuse(RULE)
        for one in desk.crm.write_back([a_status(ident)], [an_invoice(ident)], []):
            assert (one.ok, one.retryable, one.words) == (False, False, RULE)
            assert one.code == "FIELD_CUSTOM_VALIDATION_EXCEPTION"
        assert desk.status(ident) is None
        assert desk.invoices() == {}

    def test_tells_a_row_that_others_hold_from_one_that_is_refused(self, desk: CrmDesk) -> None:
        ident = desk.win()
        desk.lock()
        [locked] = desk.crm.write_back([a_status(ident)], [], [])
        assert (locked.ok, locked.retryable, locked.code) == (False, True, "UNABLE_TO_LOCK_ROW")
        assert desk.crm.write_back([a_status(ident)], [], [])[0].ok

    def test_refuses_the_deal_that_was_deleted(self, desk: CrmDesk) -> None:
        ident = desk.win()
        desk.delete(ident)
        [told] = desk.crm.write_back([a_status(ident)], [], [])
        assert (told.ok, told.retryable, told.code) == (False, False, "ENTITY_IS_DELETED")


class TestDiffering:
    def test_names_the_deals_that_show_something_else(self, desk: CrmDesk) -> None:
        same, other, fresh = desk.win(), desk.win(), desk.win()
        told = [a_status(ident, balance=usd(1_234_567)) for ident in (same, other, fresh)]
        desk.crm.write_back(told[:2], [], [])
        assert desk.crm.differing(told[:2]) == {}
        desk.overwrite(other, "Paid")
        found = desk.crm.differing(told)
        assert found.keys() == {other, fresh}
        assert '"Paid" instead of "Sent"' in found[other]

    def test_names_none_that_has_nothing_to_show(self, desk: CrmDesk) -> None:
        assert desk.crm.differing([a_status(desk.win(), status="")]) == {}
        assert desk.crm.differing([]) == {}

    def test_leaves_out_what_is_not_there(self, desk: CrmDesk) -> None:
        gone = desk.win()
        desk.delete(gone)
        assert desk.crm.differing([a_status(gone), a_status("006000000009999AAA")]) == {}

    def test_names_none_where_the_package_is_missing(self, desk: CrmDesk) -> None:
        ident = desk.win()
        desk.uninstall()
        assert desk.crm.differing([a_status(ident)]) == {}


class TestTheOrg:
    def test_is_healthy_and_no_sandbox(self, desk: CrmDesk) -> None:
        assert all(check.ok for check in desk.crm.checks())
        assert not desk.crm.is_sandbox()

    def test_has_an_id_that_stays(self, desk: CrmDesk) -> None:
        ident = desk.crm.org_id()
        assert (len(ident), ident[:3]) == (15, "00D")
        assert desk.crm.org_id() == ident

    def test_is_busy_when_most_calls_are_used(self, desk: CrmDesk) -> None:
        assert not desk.crm.busy()
        desk.use_up_calls()
        assert desk.crm.busy()
