"""A last period that costs something else is an invoice of ours, until a change ends the retainer.

Stripe hears of the end after the approval; until then its subscription looks as it was.
"""

from datetime import date

import pytest

from bot.amending import WayKind
from bot.deps import Deps
from bot.status import SubscriptionStatus
from bot.workflows.retaining.tend import tend
from tests.workflows.amended import approve, choose
from tests.workflows.house import REFUSED, House
from tests.workflows.retained import approved, live_until, monthly, retainers, shown

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    """Have a retainer of $10,000.00 in three periods, the last of which is a cent more."""
    house = House(deps)
    row = approved(house, **monthly(start=START, periods=3, total=10_000))
    assert (row.first_period, row.last_period) == (2, 2)
    assert shown(house)[-1] == (3, "scheduled", 333_334)
    return house


def ended(house: House) -> None:
    """Have the deal lost and all of it withdrawn, while Stripe refuses to end the subscription."""
    house.change(is_won=False, stage="Closed Lost")
    choose(house, WayKind.WITHDRAW)
    house.billing.fail_at("end_subscription", REFUSED)
    approve(house)


def test_is_not_made_again_before_stripe_has_heard_of_the_end(house: House) -> None:
    ended(house)
    [row] = retainers(house)
    assert row.status is SubscriptionStatus.ACTIVE
    tend(house.deps, row.id, "daily")
    house.run()
    assert [status for item, status, _ in shown(house) if item == 3] == ["canceled"]


def test_is_billed_to_nobody_after_the_end(house: House) -> None:
    ended(house)
    house.retry("adjust")
    live_until(house, date(2027, 2, 3))
    assert [item for item, status, _ in shown(house) if status not in ("canceled", "void")] == []
    assert retainers(house)[0].status is SubscriptionStatus.ENDED
    assert house.troubles() == []
