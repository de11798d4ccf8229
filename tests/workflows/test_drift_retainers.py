from datetime import date

import pytest

from bot.deps import Deps
from bot.money import Money
from bot.plan import PlanLine
from bot.workflows.drift import Kind, check
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until, monthly

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def kinds(house: House) -> set[Kind]:
    house.clock.move(hours=2)
    found = {drift.kind for drift in check(house.deps)}
    house.clock.move(hours=-2)
    return found - {Kind.NOT_WRITTEN, Kind.SHOWN_OTHERWISE, Kind.NO_CARD}


def test_agrees_from_the_approval_to_the_end(house: House) -> None:
    approved(house, **monthly(start=START, periods=3))
    for day in (date(2026, 11, 24), date(2026, 12, 5), date(2027, 1, 5), date(2027, 2, 5)):
        live_until(house, day)
        assert kinds(house) == set()


def test_names_what_stripe_has_differently(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=3))
    house.billing.pause_by_hand(row.stripe_id or "")
    assert kinds(house) == {Kind.RETAINER_DIFFERS}
    house.billing.pause_by_hand(row.stripe_id or "", paused=False)
    other = PlanLine(description="Support", amount=Money(minor=999, currency="USD"))
    order = house.billing.sub_orders[row.stripe_id or ""].model_copy(update={"lines": (other,)})
    house.billing.change_subscription(row.stripe_id or "", order, key="by hand")
    assert kinds(house) == {Kind.RETAINER_DIFFERS}


def test_names_what_is_gone_and_what_was_never_seen(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=3))
    house.clock.move(days=15)
    assert Kind.PERIOD_MISSING in kinds(house)
    house.billing.cancel_by_hand(row.stripe_id or "")
    assert Kind.RETAINER_GONE in kinds(house)


def test_names_what_was_not_started(house: House) -> None:
    approved(house, **monthly(start=date(2027, 3, 1), periods=3))
    house.clock.move(days=120)
    assert Kind.RETAINER_NOT_MADE in kinds(house)


def test_names_what_bills_without_leave(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=3))
    order = house.billing.sub_orders[row.stripe_id or ""]
    house.billing.subscribe(order.model_copy(update={"subscription_id": "sub_x"}), key="x")
    assert kinds(house) == {Kind.RETAINER_UNKNOWN}
