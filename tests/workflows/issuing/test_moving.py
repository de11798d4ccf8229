"""The day of an installment is moved, here, at Stripe and for good."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed
from bot.ledger import deals
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.workflows.deciding.propose import propose
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from bot.workflows.issuing.moving import move
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import ALEX, DANA, KIM, NO_ANSWER, REFUSED, House
from tests.workflows.milestones import FOUR, JANUARY, approved, at_stripe

MARCH = date(2027, 3, 1)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def second(house: House) -> InvoiceRow:
    return approved(house)[1]


class TestMove:
    def test_is_one_call_and_counts_the_terms_from_the_new_day(
        self, house: House, second: InvoiceRow
    ) -> None:
        house.calls()
        assert move(house.deps, second.id, MARCH, DANA) == MARCH
        house.run()
        assert house.calls() == ["schedule"]
        assert at_stripe(house)[1] == (None, MARCH, date(2027, 3, 31))
        row = house.invoices()[1]
        assert (row.issue_date, row.due_date) == (MARCH, date(2027, 3, 31))
        assert "Invoice 2 goes out on Mar 1, 2027 instead of Jan 15, 2027." in house.told()[-1]

    def test_rolls_to_a_business_day(self, house: House, second: InvoiceRow) -> None:
        assert move(house.deps, second.id, date(2027, 2, 27), KIM) == date(2027, 2, 26)

    def test_stays_when_the_deal_is_planned_anew(self, house: House, second: InvoiceRow) -> None:
        move(house.deps, second.id, MARCH, KIM)
        house.run()
        with house.deps.ledger.reading() as s:
            assert deals.get(s, DEAL_ID).decided.dates == {FOUR[1].id: MARCH}
        propose(house.deps, DEAL_ID)
        house.run()
        assert at_stripe(house)[1][:2] == (None, MARCH)
        assert house.revisions() == 1

    def test_to_today_sends_it_with_terms_of_today(self, house: House, second: InvoiceRow) -> None:
        move(house.deps, second.id, house.deps.today(), KIM)
        house.run()
        row = house.invoices()[1]
        assert (row.status, row.due_date) == (InvoiceStatus.OPEN, date(2026, 12, 23))
        assert len(house.billing.mails) == 2
        assert len([i for i in house.billing.invoices.values() if i.invoice_id == row.id]) == 1

    def test_of_a_condition_takes_the_day_instead(self, house: House, second: InvoiceRow) -> None:
        assert second.id
        fourth = house.invoices()[3]
        move(house.deps, fourth.id, MARCH, KIM)
        house.run()
        row = house.invoices()[3]
        assert (row.status, row.condition) == (InvoiceStatus.SCHEDULED, "")

    def test_of_what_is_held_waits_for_the_release(self, house: House, second: InvoiceRow) -> None:
        hold_invoice(house.deps, second.id, HoldWish(reason="dispute"), KIM)
        house.run()
        move(house.deps, second.id, MARCH, KIM)
        house.run()
        assert at_stripe(house)[1][1] is None
        release_invoice(house.deps, second.id, KIM)
        house.run()
        assert at_stripe(house)[1] == (None, MARCH, date(2027, 3, 31))

    def test_that_comes_too_late_says_so(self, house: House, second: InvoiceRow) -> None:
        house.clock.move(days=53, hours=-2)  # January 15, 8:00
        move(house.deps, second.id, MARCH, KIM)
        house.clock.move(hours=2)
        house.run()
        row = house.invoices()[1]
        assert (row.status, row.issue_date) == (InvoiceStatus.OPEN, JANUARY)
        assert any("finalized before it could be set to Mar 1" in t for t in house.told())
        assert len(house.billing.mails) == 2

    @pytest.mark.parametrize("after", [True, False])
    def test_is_repeated_when_stripe_does_not_answer(
        self,
        house: House,
        second: InvoiceRow,
        after: bool,  # noqa: FBT001 - a parameter
    ) -> None:
        house.billing.fail_at("schedule", NO_ANSWER, after=after)
        move(house.deps, second.id, MARCH, KIM)
        house.run()
        assert at_stripe(house)[1][1] == MARCH

    def test_that_stripe_refuses_waits_for_a_person(self, house: House, second: InvoiceRow) -> None:
        house.billing.fail_at("schedule", REFUSED)
        move(house.deps, second.id, MARCH, KIM)
        house.run()
        assert [row.kind for row in house.troubles()] == ["align"]
        house.retry("align")
        assert house.troubles() == []
        assert at_stripe(house)[1][1] == MARCH

    def test_is_not_for_ar_nor_into_the_past_nor_of_what_is_out(
        self, house: House, second: InvoiceRow
    ) -> None:
        with pytest.raises(NotAllowed, match="finance or the deal owner"):
            move(house.deps, second.id, MARCH, ALEX)
        with pytest.raises(Invalid, match="today or a later day"):
            move(house.deps, second.id, date(2026, 11, 22), KIM)
        with pytest.raises(Invalid, match="within five years"):
            move(house.deps, second.id, date(2036, 11, 22), KIM)
        with pytest.raises(Conflict, match="is open: it stays so"):
            move(house.deps, house.invoices()[0].id, MARCH, KIM)
