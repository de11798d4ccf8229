"""What was taken back of an invoice that is long paid is found, though the feed never told."""

import pytest

from bot.deps import Deps
from bot.ledger import payments
from bot.ledger.invoices import InvoiceRow
from bot.workflows.tracking.reconcile import refresh_receivables
from tests.fakes.billing import FakeBilling
from tests.fakes.books import Books
from tests.fakes.clock import FixedClock
from tests.workflows.reminding import of


@pytest.fixture
def paid(deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock) -> InvoiceRow:
    row = books.invoice()
    billing.pay(of(row))
    refresh_receivables(deps, "sweep:1")
    clock.move(days=60)
    refresh_receivables(deps, "sweep:2")
    billing.calls.clear()
    return books.row(row)


def looks(billing: FakeBilling, paid: InvoiceRow) -> int:
    return billing.calls.count(("snapshot", of(paid)))


class TestTakenBack:
    def test_by_a_refund_is_found_once(
        self, deps: Deps, books: Books, billing: FakeBilling, paid: InvoiceRow
    ) -> None:
        refund = billing.refund(of(paid))
        refresh_receivables(deps, "sweep:3")
        refresh_receivables(deps, "sweep:4")
        row = books.row(paid)
        assert row.refunded_minor == row.paid_minor
        assert looks(billing, paid) == 1
        with deps.ledger.reading() as s:
            assert [back.id for back in payments.back_of(s, row.id)] == [refund]

    def test_by_a_dispute_is_found(
        self, deps: Deps, books: Books, billing: FakeBilling, paid: InvoiceRow
    ) -> None:
        billing.dispute(of(paid))
        refresh_receivables(deps, "sweep:3")
        assert books.row(paid).disputed_minor == paid.paid_minor

    def test_since_the_last_look_is_found_however_long_ago_that_was(
        self, deps: Deps, books: Books, billing: FakeBilling, clock: FixedClock, paid: InvoiceRow
    ) -> None:
        billing.refund(of(paid))
        clock.move(days=200)
        refresh_receivables(deps, "sweep:3")
        assert books.row(paid).refunded_minor

    def test_is_looked_for_in_one_list_where_nothing_was(
        self, deps: Deps, billing: FakeBilling, paid: InvoiceRow
    ) -> None:
        refresh_receivables(deps, "sweep:3")
        assert looks(billing, paid) == 0
        assert billing.calls.count(("taken_back", "")) == 1
