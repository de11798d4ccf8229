"""What waits for something goes out once that is so, whoever says it first."""

from datetime import UTC, date, datetime

import pytest

from bot.deps import Deps
from bot.errors import Conflict, NotAllowed
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from bot.workflows.tracking.conditions import deliver
from tests.workflows.house import ALEX, DANA, KIM, House
from tests.workflows.milestones import FOUR, approved, milestone


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def waiting(house: House) -> InvoiceRow:
    return approved(house)[3]


def met(house: House) -> None:
    """Say so in Salesforce, and let the bot see it."""
    accepted = FOUR[3].model_copy(update={"met": True})
    house.change(milestones=(*FOUR[:3], accepted))


class TestDeliver:
    def test_sends_it_due_from_that_day(self, house: House, waiting: InvoiceRow) -> None:
        house.clock.move(days=7)
        deliver(house.deps, waiting.id, DANA)
        house.run()
        row = house.invoices()[3]
        assert (row.status, row.met_by) == (InvoiceStatus.OPEN, "UDANA")
        assert (row.issue_date, row.due_date) == (date(2026, 11, 30), date(2026, 12, 30))
        assert "Dana: Invoice 4 goes out now: on acceptance" in house.told()[-2]

    def test_on_a_day_off_waits_for_the_next_business_day(
        self, house: House, waiting: InvoiceRow
    ) -> None:
        house.clock.set(datetime(2026, 11, 28, 15, tzinfo=UTC))  # a Saturday
        deliver(house.deps, waiting.id, KIM)
        house.run()
        row = house.invoices()[3]
        assert (row.status, row.issue_date) == (InvoiceStatus.SCHEDULED, date(2026, 11, 30))
        assert row.due_date == date(2026, 12, 30)
        assert house.billing.invoices[row.stripe_id or ""].finalizes_on == row.issue_date

    def test_takes_a_second_click_for_the_first(self, house: House, waiting: InvoiceRow) -> None:
        deliver(house.deps, waiting.id, KIM)
        deliver(house.deps, waiting.id, KIM)
        with pytest.raises(Conflict, match="Kim said so already, on Nov 23"):
            deliver(house.deps, waiting.id, DANA)
        house.run()
        assert len(house.billing.mails) == 2

    def test_is_for_finance_and_the_owner(self, house: House, waiting: InvoiceRow) -> None:
        with pytest.raises(NotAllowed, match="finance or the deal owner"):
            deliver(house.deps, waiting.id, ALEX)

    def test_is_refused_for_what_waits_for_nothing(self, house: House, waiting: InvoiceRow) -> None:
        assert waiting.id
        with pytest.raises(Conflict, match="waits for nothing"):
            deliver(house.deps, house.invoices()[1].id, KIM)

    def test_while_on_hold_goes_out_with_the_release(
        self, house: House, waiting: InvoiceRow
    ) -> None:
        hold_invoice(house.deps, waiting.id, HoldWish(reason="dispute"), KIM)
        deliver(house.deps, waiting.id, KIM)
        house.run()
        assert house.invoices()[3].status is InvoiceStatus.APPROVED
        release_invoice(house.deps, waiting.id, KIM)
        house.run()
        assert house.invoices()[3].status is InvoiceStatus.OPEN


class TestSalesforce:
    def test_says_so_and_it_goes_out(self, house: House, waiting: InvoiceRow) -> None:
        assert waiting.id
        met(house)
        row = house.invoices()[3]
        assert (row.status, row.met_by) == (InvoiceStatus.OPEN, "Salesforce")
        assert len(house.billing.mails) == 2
        assert house.revisions() == 1  # that is no change of the deal

    def test_comes_second(self, house: House, waiting: InvoiceRow) -> None:
        deliver(house.deps, waiting.id, KIM)
        met(house)
        assert len(house.billing.mails) == 2
        assert house.invoices()[3].met_by == "UKIM"
        assert len(house.engine.of("issue")) == len({w.id for w in house.engine.of("issue")})

    def test_said_so_before_the_approval(self, house: House) -> None:
        accepted = milestone(2, percent=75, condition="on acceptance", met=True)
        rows = approved(house, (milestone(1), accepted))
        assert [row.status for row in rows] == [InvoiceStatus.OPEN] * 2
