"""What Stripe sent while nobody looked is not always what was approved: it is said."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.money import Money
from tests.workflows.house import House
from tests.workflows.retained import approved, by_subscription, live_until, monthly, retainers

START = date(2026, 11, 2)


@pytest.fixture
def away(deps: Deps) -> House:
    """Have somebody lower the price in Stripe, and a period billed, while closedwon is away."""
    house = House(deps)
    approved(house, **monthly(start=START, periods=4))
    live_until(house, date(2026, 12, 10))
    stripe_id = retainers(house)[0].stripe_id or ""
    order = house.billing.sub_orders[stripe_id]
    less = order.lines[0].model_copy(update={"amount": Money(minor=900_000, currency="USD")})
    house.billing.change_subscription(
        stripe_id, order.model_copy(update={"lines": (less,)}), key="by hand"
    )
    live_until(house, date(2027, 1, 10), polls=False)
    house.poll_stripe()
    return house


def test_is_trouble_until_a_person_takes_it_as_it_is(away: House) -> None:
    assert by_subscription(away)[-1].net_minor == 900_000
    assert "went out over $9,000.00, and $12,000.00 was approved" in " ".join(
        one.words for one in away.troubles()
    )
    away.retry("otherwise")
    assert [one for one in away.troubles() if one.kind == "otherwise"] == []


def test_is_over_once_it_is_void(away: House) -> None:
    away.billing.void(by_subscription(away)[-1].stripe_id or "")
    away.poll_stripe()
    assert [one for one in away.troubles() if one.kind == "otherwise"] == []
