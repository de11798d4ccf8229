from datetime import date

import pytest

from bot.deps import Deps
from bot.money import Money
from bot.plan import PlanLine
from bot.workflows.sweeping.drift import Kind, check
from tests.workflows.house import REFUSED, House
from tests.workflows.retained import approved, by_subscription, live_until, monthly

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


def test_names_another_end_at_stripe(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=4))
    house.billing.end_subscription(row.stripe_id or "", date(2027, 1, 2), key="by hand")
    [found] = [drift for drift in check(house.deps) if drift.kind is Kind.RETAINER_DIFFERS]
    assert found.words.endswith("ends on 2027-01-02, not 2027-03-02")


def test_names_what_bills_on_after_it_was_given_up(house: House) -> None:
    later = date(2026, 12, 10)
    approved(house, **monthly(start=later, periods=3))
    house.billing.fail_at("end_subscription", REFUSED)
    house.change(**monthly(start=later, periods=3, total=60_000))
    house.clock.move(minutes=10)
    house.poll()
    assert kinds(house) == {Kind.RETAINER_NOT_WANTED}
    house.retry("unsubscribe")
    assert kinds(house) == set()


def test_names_a_draft_that_nobody_sends(house: House) -> None:
    approved(house, **monthly(start=START, periods=3))
    house.clock.move(days=9, hours=1)  # within the hour in which the draft waits
    house.clock.at = house.clock.at.replace(day=2, hour=14, minute=30)
    house.poll_stripe()
    [draft] = by_subscription(house)
    house.billing.unschedule(draft.stripe_id or "", key="by hand")
    assert Kind.PERIOD_LEFT not in kinds(house)
    house.clock.move(days=2)
    [found] = [drift for drift in check(house.deps) if drift.kind is Kind.PERIOD_LEFT]
    assert found.words == "Invoice 2 of Acme Corporation"


def test_says_nothing_beside_an_open_trouble(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=3))
    house.billing.pause_by_hand(row.stripe_id or "")
    house.poll_stripe()
    assert [trouble.kind for trouble in house.troubles()] == ["retainer"]
    assert kinds(house) == set()


def test_leaves_alone_what_stripe_has_refused_and_what_was_made_just_now(house: House) -> None:
    house.billing.fail_at("subscribe", REFUSED)
    approved(house, **monthly(start=date(2026, 12, 10), periods=3))
    house.clock.move(days=20)
    assert kinds(house) == set()
    house.billing.failures_are_over()
    house.retry("subscribe")
    [sub] = house.billing.subs
    order = house.billing.sub_orders[sub].model_copy(
        update={"subscription_id": "sub_x", "starts_on": date(2027, 1, 10)}
    )
    house.billing.subscribe(order, key="x")
    assert Kind.RETAINER_UNKNOWN not in {drift.kind for drift in check(house.deps)}
    assert Kind.RETAINER_UNKNOWN in kinds(house)
