"""A hold of what would go out by itself is written to Stripe before it counts."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.ledger import holds
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import (
    HoldWish,
    hold_deal,
    hold_invoice,
    release_deal,
    release_invoice,
)
from bot.workflows.holding.hold_back import hold_back, let_go
from bot.workflows.issuing.confirm_hold import confirm_hold
from tests.workflows.house import KIM, REFUSED, House
from tests.workflows.milestones import JANUARY, approved, at_stripe

WISH = HoldWish(reason=HoldReason.DISPUTE)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def second(house: House) -> InvoiceRow:
    return approved(house)[1]


def is_confirmed(house: House, subject: str) -> bool:
    with house.deps.ledger.reading() as s:
        hold = holds.open_on(s, subject)
    assert hold is not None
    return hold.confirmed_at is not None


class TestHold:
    def test_is_confirmed_once_stripe_keeps_it_back(self, house: House, second: InvoiceRow) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)
        assert not is_confirmed(house, second.id)
        house.run()
        assert is_confirmed(house, second.id)
        assert at_stripe(house)[1][:2] == (None, None)
        house.clock.move(days=60)
        house.poll_stripe()
        assert house.invoices()[1].status is InvoiceStatus.SCHEDULED
        assert len(house.billing.mails) == 1

    def test_goes_out_on_its_day_after_a_release(self, house: House, second: InvoiceRow) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)
        house.run()
        release_invoice(house.deps, second.id, KIM)
        house.run()
        assert at_stripe(house)[1][:2] == (None, JANUARY)
        assert "is sent on Jan 15" in house.told()[-1]

    def test_goes_out_at_once_when_its_day_has_passed(
        self, house: House, second: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, second.id, WISH, KIM)
        house.run()
        house.clock.move(days=60)
        release_invoice(house.deps, second.id, KIM)
        house.run()
        row = house.invoices()[1]
        assert (row.status, row.issue_date) == (InvoiceStatus.OPEN, date(2027, 1, 22))
        assert row.due_date == date(2027, 2, 21)
        assert len([i for i in house.billing.invoices.values() if i.invoice_id == row.id]) == 1
        assert len(house.billing.mails) == 2

    def test_that_comes_too_late_says_so_and_stops_our_mail(
        self, house: House, second: InvoiceRow
    ) -> None:
        house.clock.move(days=53, hours=-2)  # January 15, 8:00
        hold_invoice(house.deps, second.id, WISH, KIM)
        house.clock.move(hours=2)  # it finalized in that second
        house.run()
        row = house.invoices()[1]
        assert (row.status, row.sent_at) == (InvoiceStatus.OPEN, None)
        assert any("finalized before the hold reached Stripe" in t for t in house.told())
        assert "It was not e-mailed, and is not while it is on hold." in house.told()[-1]
        release_invoice(house.deps, second.id, KIM)
        house.run()
        assert house.invoices()[1].sent_at is not None
        assert len(house.billing.mails) == 2

    def test_is_not_confirmed_when_stripe_refuses(self, house: House, second: InvoiceRow) -> None:
        house.billing.fail_at("unschedule", REFUSED)
        hold_invoice(house.deps, second.id, WISH, KIM)
        house.run()
        assert not is_confirmed(house, second.id)
        assert [row.kind for row in house.troubles()] == ["align"]
        house.retry("align")
        assert is_confirmed(house, second.id)

    def test_while_it_is_drafted_is_confirmed_after(self, house: House) -> None:
        house.ordered(milestones=(), lines=(), terms={"send_date": JANUARY, "text": "Net 30"})
        row = house.invoice()
        house.billing.at("add_lines", lambda: hold_invoice(house.deps, row.id, WISH, KIM))
        house.run()
        assert house.invoice().status is InvoiceStatus.SCHEDULED
        assert at_stripe(house)[0][:2] == (None, None)
        assert is_confirmed(house, row.id)

    def test_of_all_that_remains_and_their_release(self, house: House, second: InvoiceRow) -> None:
        hold_deal(house.deps, second.deal_id, WISH.model_copy(update={"everything": True}), KIM)
        house.run()
        assert [day for _, day, _ in at_stripe(house)] == [None, None, None]
        release_deal(house.deps, second.deal_id, KIM)
        house.run()
        assert [day for _, day, _ in at_stripe(house)] == [None, JANUARY, date(2027, 2, 16)]

    def test_of_the_deal_itself_covers_its_drafts(self, house: House, second: InvoiceRow) -> None:
        hold_id = house.hold(second.deal_id)
        confirm_hold(house.deps, hold_id, "on")
        assert [day for _, day, _ in at_stripe(house)] == [None, None, None]
        assert is_confirmed(house, second.deal_id)
        release_deal(house.deps, second.deal_id, KIM)
        house.run()
        assert [day for _, day, _ in at_stripe(house)] == [None, JANUARY, date(2027, 2, 16)]

    def test_by_closedwon_waits_for_no_person(self, house: House, second: InvoiceRow) -> None:
        subject = second.deal_id
        with house.deps.ledger.transaction() as s:
            hold_back(house.deps, s, subject)
        house.run()
        assert [day for _, day, _ in at_stripe(house)] == [None, None, None]
        with house.deps.ledger.transaction() as s:
            assert let_go(house.deps, s, subject) == 3
        house.run()
        assert [day for _, day, _ in at_stripe(house)] == [None, JANUARY, date(2027, 2, 16)]
