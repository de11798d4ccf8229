from datetime import date

import pytest

from bot.deps import Deps
from bot.ledger import receivables
from bot.money import Money
from bot.periods import Period
from bot.plan import PlanLine
from tests.workflows.house import House
from tests.workflows.retained import approved, by_subscription, live_until, monthly, shown

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def strange(house: House, start: date) -> str:
    """Let the subscription make one more invoice, for a period from `start`."""
    [row] = by_subscription(house)
    model = house.billing.invoices[row.stripe_id or ""]
    period = Period(start=start, end=start)
    extra = model.model_copy(
        update={"stripe_id": "in_extra", "period": period, "number": "INV-9", "notes": {}}
    )
    house.billing.invoices["in_extra"] = extra
    house.billing._tell("in_extra", "invoice.finalized")
    house.poll_stripe()
    return house.troubles()[0].words


class TestStrangers:
    @pytest.fixture(autouse=True)
    def _billed(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=3))
        live_until(house, date(2026, 12, 4))

    def test_for_a_period_that_was_not_approved(self, house: House) -> None:
        words = strange(house, date(2026, 12, 15))
        assert "INV-9 over $16,000.00" in words
        assert "from Dec 15, which was not approved" in words
        assert [i for i, _, _ in shown(house)] == [1, 2]
        with house.deps.ledger.reading() as s:
            assert [one.stripe_id for one in receivables.outside(s)] == ["in_extra"]

    def test_for_a_period_that_is_billed_already(self, house: House) -> None:
        assert "which has an invoice already" in strange(house, date(2026, 12, 2))

    def test_of_a_subscription_that_is_not_ours_are_others_invoices(self, house: House) -> None:
        [row] = by_subscription(house)
        model = house.billing.invoices[row.stripe_id or ""]
        theirs = {"stripe_id": "in_theirs", "subscription_id": "sub_theirs", "notes": {}}
        house.billing.invoices["in_theirs"] = model.model_copy(update=theirs)
        house.billing._tell("in_theirs", "invoice.finalized")
        house.poll_stripe()
        assert house.troubles() == []
        with house.deps.ledger.reading() as s:
            assert [one.stripe_id for one in receivables.outside(s)] == ["in_theirs"]
        assert [i for i, _, _ in shown(house)] == [1, 2]

    def test_are_forgotten_once_they_are_void(self, house: House) -> None:
        strange(house, date(2026, 12, 15))
        house.billing.void("in_extra", key="by hand")
        house.poll_stripe()
        with house.deps.ledger.reading() as s:
            assert list(receivables.outside(s)) == []
        assert house.troubles() == []


def test_is_written_on_whose_it_is(house: House) -> None:
    approved(house, **monthly(start=START, periods=3))
    live_until(house, date(2026, 12, 4))
    [row] = by_subscription(house)
    seen = house.billing.invoices[row.stripe_id or ""]
    assert seen.invoice_id == row.id
    assert seen.notes["sf_opportunity_id"] == row.deal_id
    line: PlanLine = house.billing.lines[seen.stripe_id].lines[0]
    assert line.amount == Money(minor=1_600_000, currency="USD")
