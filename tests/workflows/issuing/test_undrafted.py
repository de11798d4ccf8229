"""A scheduled invoice whose draft is not known any more has it made anew: after a look, once."""

import pytest

from bot.deps import Deps
from bot.ledger import holds
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from bot.workflows.issuing.align import align
from bot.workflows.issuing.issue import issue
from bot.workflows.issuing.recheck import NO_CUSTOMER, ask_again
from bot.workflows.issuing.sending import stop
from bot.workflows.sweeping.sweep import Kind, check, sweep
from tests.workflows.house import KIM, REFUSED, House
from tests.workflows.milestones import JANUARY, approved, at_stripe

APPROVED, SCHEDULED = InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def second(house: House) -> InvoiceRow:
    row = approved(house)[1]
    house.clock.move(hours=2)
    return row


def lose_draft(house: House, row: InvoiceRow, *, there: bool = False) -> None:
    """Have the ledger not know of its draft; Stripe has it only if it is `there`."""
    if not there:
        del house.billing.invoices[row.stripe_id or ""]
        house.billing.finalize_at.pop(row.stripe_id or "", None)
    house.edit(row.id, stripe_id=None)


def drafts_of(house: House, row: InvoiceRow) -> list[str]:
    return [one.stripe_id for one in house.billing.invoices.values() if one.invoice_id == row.id]


class TestSweep:
    def test_has_it_made_anew_for_its_day(self, house: House, second: InvoiceRow) -> None:
        lose_draft(house, second)
        assert (Kind.SCHEDULED_GONE, second.id) in [(d.kind, d.subject) for d in check(house.deps)]
        sweep(house.deps, "tonight")
        house.run()
        again = house.invoices()[1]
        assert (again.id, again.status, again.issue_date) == (second.id, SCHEDULED, JANUARY)
        assert drafts_of(house, second) == [again.stripe_id]
        assert at_stripe(house)[-1][:2] == (None, JANUARY)
        sweep(house.deps, "tomorrow")
        house.run()
        assert len(drafts_of(house, second)) == 1
        assert house.troubles() == []

    def test_takes_the_one_that_is_there_all_the_same(
        self, house: House, second: InvoiceRow
    ) -> None:
        lose_draft(house, second, there=True)
        sweep(house.deps, "tonight")
        house.run()
        assert drafts_of(house, second) == [second.stripe_id]
        assert house.invoices()[1].stripe_id == second.stripe_id

    def test_has_it_sent_once_on_its_day(self, house: House, second: InvoiceRow) -> None:
        lose_draft(house, second)
        sweep(house.deps, "tonight")
        house.run()
        house.clock.move(days=60)
        house.poll_stripe()
        assert house.invoices()[1].status is InvoiceStatus.OPEN
        assert len(house.billing.mails) == 2


class TestAlign:
    def test_makes_one_however_often_it_is_started(self, house: House, second: InvoiceRow) -> None:
        lose_draft(house, second)
        align(house.deps, second.id, "first")
        align(house.deps, second.id, "second")
        house.run()
        align(house.deps, second.id, "third")
        house.run()
        assert len(drafts_of(house, second)) == 1

    def test_leaves_alone_what_was_begun_just_now(self, house: House, second: InvoiceRow) -> None:
        lose_draft(house, second)
        house.edit(second.id, attempt_at=house.deps.now())
        align(house.deps, second.id, "now")
        assert house.invoices()[1].status is SCHEDULED

    def test_makes_what_is_on_hold_after_its_release(
        self, house: House, second: InvoiceRow
    ) -> None:
        lose_draft(house, second)
        hold_invoice(house.deps, second.id, HoldWish(reason=HoldReason.DISPUTE), KIM)
        house.run()
        assert house.invoices()[1].status is APPROVED
        assert drafts_of(house, second) == []
        with house.deps.ledger.reading() as s:
            hold = holds.open_on(s, second.id)
        assert hold is not None
        assert hold.confirmed_at is not None
        release_invoice(house.deps, second.id, KIM)
        house.run()
        assert house.invoices()[1].status is SCHEDULED
        assert at_stripe(house)[-1][:2] == (None, JANUARY)


class TestIssue:
    def test_that_stops_between_two_drafts_goes_on_with_one(
        self, house: House, second: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, second.id, HoldWish(reason=HoldReason.DISPUTE), KIM)
        house.run()
        house.clock.move(days=60)
        house.billing.fail_at("discard", REFUSED)
        release_invoice(house.deps, second.id, KIM)
        house.run()
        issue(house.deps, second.id)
        house.run()
        assert house.invoices()[1].status is InvoiceStatus.OPEN
        assert len(drafts_of(house, second)) == 1
        assert len(house.billing.mails) == 2

    def test_that_stopped_without_a_draft_looks_first(
        self, house: House, second: InvoiceRow
    ) -> None:
        lose_draft(house, second, there=True)
        stop(house.deps, second.id, "", Outcome.refused("Not now.").to_json())
        stopped = house.invoices()[1]
        assert (stopped.status, stopped.advances, stopped.in_doubt) == (APPROVED, False, True)
        issue(house.deps, second.id)
        assert drafts_of(house, second) == [second.stripe_id]
        assert house.invoices()[1].status is SCHEDULED

    def test_that_is_asked_again_keeps_no_draft_that_is_gone(
        self, house: House, second: InvoiceRow
    ) -> None:
        lose_draft(house, second)
        ask_again(house.deps, second.id, NO_CUSTOMER)
        row = house.invoices()[1]
        assert (row.status, row.advances) == (APPROVED, False)
        with house.deps.ledger.reading() as s:
            assert holds.open_on(s, second.id) is not None
        house.run()  # the deal is as approved: it goes on
        assert house.invoices()[1].status is SCHEDULED
        assert len(drafts_of(house, second)) == 1
