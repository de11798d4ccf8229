"""What is not the price of a retainer reaches the one that runs; and the last change counts."""

from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deal import Terms
from bot.deps import Deps
from bot.facts import SubscriptionOrder
from bot.status import AdjustmentStatus
from bot.workflows.tracking.usage import give_usage
from tests.fakes.deals import DEAL_ID
from tests.workflows.amended import approve, choose, corrections
from tests.workflows.amending.test_amend_retainer import amounts, until
from tests.workflows.house import KIM, House
from tests.workflows.retained import HOURS, approved, hourly, live_until, monthly, retainers


@pytest.fixture
def house(deps: Deps) -> House:
    """Have a retainer of $4,000.00 a month run since Nov 23; three periods are billed."""
    house = House(deps)
    approved(house, **monthly())
    live_until(house, date(2027, 1, 25))
    return house


def changed(house: House, **changes: object) -> None:
    house.clock.move(minutes=1)
    house.crm.change(DEAL_ID, **changes)
    house.poll()


def at_stripe(house: House) -> SubscriptionOrder:
    return house.billing.sub_orders[retainers(house)[-1].stripe_id or ""]


class TestTerms:
    def test_and_the_po_number_reach_it(self, house: House) -> None:
        changed(house, terms=Terms(text="Net 60", po_number="PO-77"))
        choose(house, WayKind.CHANGE_RETAINER)
        approve(house)
        until(house, date(2027, 2, 24))
        order = at_stripe(house)
        assert (order.due.net_days, order.po_number) == (60, "PO-77")
        *_, before, last = sorted(house.invoices(), key=lambda row: row.item)
        assert last.due_date == date(2027, 4, 24)
        assert before.due_date == date(2027, 2, 22)
        assert amounts(house) == [4_000] * 4
        assert house.troubles() == []


class TestQuantities:
    def test_that_are_new_keep_the_next_period_until_they_are_known(self, house: House) -> None:
        lines = hourly(periods=12, fixed=48_000)
        changed(house, **lines)
        choose(house, WayKind.CHANGE_RETAINER)
        approve(house)
        until(house, date(2027, 2, 24))
        row = max(house.invoices(), key=lambda one: one.item)
        assert (row.awaits_usage, row.status.value) == (True, "scheduled")
        give_usage(house.deps, row.id, {HOURS: Decimal(2)}, KIM)
        house.run()
        assert amounts(house) == [4_000, 4_000, 4_000, 4_300]
        assert house.troubles() == []


class TestTwoThatWait:
    def test_the_later_one_counts(self, house: House) -> None:
        for total in (60_000, 72_000):
            changed(house, **monthly(total=total))
            choose(house, WayKind.CHANGE_RETAINER, from_date=date(2027, 3, 1))
            approve(house)
        until(house, date(2027, 4, 24))
        assert amounts(house) == [4_000, 4_000, 4_000, 4_000, 6_000, 6_000]
        statuses = [row.status for row in corrections(house)]
        assert statuses == [AdjustmentStatus.REFUSED, AdjustmentStatus.DONE]
        assert house.troubles() == []

    def test_back_again_leaves_the_price_as_it_was(self, house: House) -> None:
        for total in (60_000, 48_000):
            changed(house, **monthly(total=total))
            choose(house, WayKind.CHANGE_RETAINER, from_date=date(2027, 3, 1))
            approve(house)
        until(house, date(2027, 3, 24))
        assert amounts(house) == [4_000] * 5
        assert house.troubles() == []
