"""A retainer ended in the Dashboard is trouble until people have decided."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.ledger.subscriptions import SubscriptionRow
from bot.status import SubscriptionStatus
from bot.views.card import card
from bot.workflows.holding.hold import release_retainer
from bot.workflows.retaining.tend import tend
from bot.workflows.showing.card_state import card_state
from tests.workflows.house import KIM, House
from tests.workflows.retained import approved, live_until, monthly, retainers

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def ended(house: House, *, held: bool = False) -> SubscriptionRow:
    row = approved(house, **monthly(start=START, periods=4))
    live_until(house, date(2026, 12, 10))
    if held:
        house.hold(row.id)
    house.billing.cancel_by_hand(row.stripe_id or "")
    house.poll_stripe()
    [over] = retainers(house)
    assert over.status is SubscriptionStatus.ENDED
    assert [trouble.kind for trouble in house.troubles()] == ["retainer"]
    return over


def test_is_closed_by_retry_which_accepts_what_stripe_says(house: House) -> None:
    row = ended(house)
    house.retry("retainer")
    assert house.troubles() == []
    assert retainers(house)[0].last_period == row.last_period


def test_stays_open_when_another_look_comes_to_it(house: House) -> None:
    row = ended(house)
    tend(house.deps, row.id, "daily")
    house.run()
    assert [trouble.kind for trouble in house.troubles()] == ["retainer"]


def test_is_shown_with_the_periods_that_are_not_billed(house: House) -> None:
    ended(house)
    with house.deps.ledger.reading() as s:
        shown = str(card(card_state(house.deps, s, house.latest().id)).to_json())
    assert shown.count("not billed: ended in Stripe") == 2
    assert "planned for" not in shown
    assert "to come" not in shown


def test_is_closed_when_its_hold_is_released(house: House) -> None:
    row = ended(house, held=True)
    release_retainer(house.deps, row.id, KIM)
    house.run()
    assert house.troubles() == []
