"""Units of work, with the races run for real: threads that wait for events, never for time."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, StatementError

from bot.errors import Conflict
from bot.ledger import Ledger, LostRace, deals, desk, invoices
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus, ProposalStatus
from tests.fakes.deals import deal_id
from tests.fakes.postgres import POSTGRES
from tests.ledger.rows import NOW, deal_row, invoice_row, proposal_row

SOON = 20.0
"""Seconds after which a test gives up; none waits so long."""


class Stop(Exception):
    pass


def count(ledger: Ledger, row: type[DealRow | InvoiceRow]) -> int:
    with ledger.reading() as s:
        return s.scalar(sa.select(sa.func.count()).select_from(row)) or 0


class TestTransaction:
    def test_commits_when_the_block_ends(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add(deal_row())
        assert count(ledger, DealRow) == 1

    def test_rolls_back_when_it_raises(self, ledger: Ledger) -> None:
        def give_up() -> None:
            with ledger.transaction() as s:
                s.add(deal_row())
                s.flush()
                raise Stop

        with pytest.raises(Stop):
            give_up()
        assert count(ledger, DealRow) == 0

    def test_leaves_what_it_read_usable(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            row = deal_row()
            s.add(row)
        assert row.name == "Acme - Platform 2026"

    def test_is_isolated_from_others_that_read_and_then_write(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            desk.set_cursor(s, "count", {"n": 0})

        def add_one() -> None:
            with ledger.transaction() as s:
                now = desk.cursor(s, "count", lock=True)
                assert now is not None
                desk.set_cursor(s, "count", {"n": now["n"] + 1})

        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(add_one) for _ in range(40)]:
                done.result(SOON)
        with ledger.reading() as s:
            assert desk.cursor(s, "count") == {"n": 40}


class TestReading:
    def test_keeps_nothing(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            s.add(deal_row())
            s.flush()
        assert count(ledger, DealRow) == 0

    def test_does_not_make_a_writer_wait(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add(deal_row(1))
        reading, wrote = threading.Event(), threading.Event()

        def read() -> int:
            with ledger.reading() as s:
                seen = len(deals.known_ids(s))
                reading.set()
                assert wrote.wait(SOON)
                return seen

        with ThreadPoolExecutor(1) as pool:
            reader = pool.submit(read)
            assert reading.wait(SOON)
            with ledger.transaction() as s:
                s.add(deal_row(2))
            wrote.set()
            assert reader.result(SOON) == 1

    def test_does_not_wait_for_a_writer(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add(deal_row(1))
            s.flush()
            assert count(ledger, DealRow) == 0
        assert count(ledger, DealRow) == 1


def lose(ledger: Ledger, change: Callable[[InvoiceRow], None]) -> None:
    """Change an invoice after somebody else has."""
    with ledger.reading() as stale:
        mine = invoices.get(stale, "inv_1_1_1")
    with ledger.transaction() as s:
        invoices.get(s, "inv_1_1_1").touched_at = NOW
    with ledger.transaction() as s:
        s.add(mine)
        change(mine)


class TestALostRace:
    @pytest.fixture(autouse=True)
    def rows(self, ledger: Ledger) -> None:
        for row in (deal_row(), proposal_row(), invoice_row()):
            with ledger.transaction() as s:
                s.add(row)

    def test_of_a_stale_invoice_is_a_conflict(self, ledger: Ledger) -> None:
        def pay(row: InvoiceRow) -> None:
            row.balance_minor = 0

        with pytest.raises(LostRace, match="at the same moment") as lost:
            lose(ledger, pay)
        assert isinstance(lost.value, Conflict)
        with ledger.reading() as s:
            assert invoices.get(s, "inv_1_1_1").balance_minor == 100

    def test_for_the_one_pending_proposal_is_a_conflict(self, ledger: Ledger) -> None:
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(proposal_row(revision=2))

    def test_for_a_revision_is_a_conflict(self, ledger: Ledger) -> None:
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(proposal_row(revision=1, id="prop_x", status=ProposalStatus.REJECTED))

    def test_for_the_one_live_invoice_of_an_installment_is_a_conflict(self, ledger: Ledger) -> None:
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(invoice_row(revision=2, status=InvoiceStatus.APPROVED))

    def test_for_an_id_is_a_conflict(self, ledger: Ledger) -> None:
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(deal_row())

    @pytest.mark.parametrize("kind", [POSTGRES], indirect=True)
    def test_by_a_deadlock_is_a_conflict_for_one_and_nothing_to_the_other(
        self, ledger: Ledger
    ) -> None:
        with ledger.transaction() as s:
            s.add(deal_row(2))
        both_hold_one = threading.Barrier(2)

        def take(first: int, second: int) -> str:
            try:
                with ledger.transaction() as s:
                    deals.get(s, deal_id(first), lock=True)
                    both_hold_one.wait(SOON)
                    deals.get(s, deal_id(second), lock=True)
            except LostRace:
                return "lost"
            return "won"

        with ThreadPoolExecutor(2) as pool:
            ends = [pool.submit(take, 1, 2), pool.submit(take, 2, 1)]
            assert sorted(end.result(SOON) for end in ends) == ["lost", "won"]

    def test_is_not_what_a_missing_parent_is(self, ledger: Ledger) -> None:
        with pytest.raises(DBAPIError), ledger.transaction() as s:
            s.add(invoice_row(deal=7))

    def test_is_not_what_a_missing_value_is(self, ledger: Ledger) -> None:
        with pytest.raises(DBAPIError), ledger.transaction() as s:
            s.add(deal_row(2, name=None))


def test_a_second_live_invoice_is_fine_once_the_first_is_void(ledger: Ledger) -> None:
    for row in (
        deal_row(),
        proposal_row(status=ProposalStatus.APPROVED),
        proposal_row(revision=2),
        invoice_row(status=InvoiceStatus.VOID),
        invoice_row(revision=2),
        invoice_row(item=2),
        invoice_row(revision=3, party="the other payer"),
    ):
        with ledger.transaction() as s:
            s.add(row)
    assert count(ledger, InvoiceRow) == 4


class TestInstants:
    def test_come_back_as_they_were_in_utc(self, ledger: Ledger) -> None:
        there = NOW.astimezone(timezone(timedelta(hours=-5)))
        with ledger.transaction() as s:
            s.add(deal_row(seen_at=there, settles_at=None))
        with ledger.reading() as s:
            row = deals.get(s, deal_id(1))
        assert row.seen_at == NOW
        assert row.seen_at.tzinfo is UTC
        assert row.settles_at is None

    def test_are_refused_when_naive(self, ledger: Ledger) -> None:
        with pytest.raises(StatementError, match="naive datetime"), ledger.transaction() as s:
            s.add(deal_row(seen_at=datetime(2026, 1, 1)))  # noqa: DTZ001 - that is the point

    def test_are_compared_as_instants(self, ledger: Ledger) -> None:
        later = NOW.astimezone(timezone(timedelta(hours=9)))
        with ledger.transaction() as s:
            s.add(deal_row(settles_at=NOW))
        with ledger.reading() as s:
            assert deals.settled(s, later) == [deal_id(1)]
            assert deals.settled(s, later - timedelta(microseconds=1)) == []


def test_numbers_are_large_enough_for_any_sum(ledger: Ledger) -> None:
    with ledger.transaction() as s:
        s.add(deal_row())
        s.flush()
        s.add(proposal_row(amount_minor=10**17))
    with ledger.reading() as s:
        assert s.scalar(sa.select(sa.text("amount_minor")).select_from(sa.text("proposal"))) == (
            10**17
        )
