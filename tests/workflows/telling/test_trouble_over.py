"""Trouble is over once nothing is left to be done, whoever did it; nobody has to close it."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.workflows.retaining.tend import tend
from bot.workflows.tracking.ask_usage import ask_usage
from bot.workflows.tracking.usage import give_usage
from tests.workflows.house import KIM, REFUSED, House
from tests.workflows.milestones import FOUR
from tests.workflows.retained import (
    HOURS,
    approved,
    by_subscription,
    hourly,
    live_until,
    monthly,
    retainers,
)

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def kinds(house: House) -> list[str]:
    return [trouble.kind for trouble in house.troubles()]


def test_of_drafts_that_salesforce_kept_back_once_none_is_to_be_made(house: House) -> None:
    """Retry comes when the deal has been taken back."""
    halves = [one.model_copy(update={"percent": Decimal(50)}) for one in FOUR[1:3]]
    house.ordered(milestones=tuple(halves), lines=())
    house.crm.fail_next(REFUSED)
    house.run()
    assert kinds(house) == ["schedule"]
    for row in house.invoices():
        house.edit(row.id, status=InvoiceStatus.CANCELED)
    house.retry("schedule")
    assert kinds(house) == []


def test_of_a_retainer_that_could_not_be_read_once_its_last_period_is_billed(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=2))
    live_until(house, date(2026, 12, 1))
    house.billing.fail_at("subscription", REFUSED)
    tend(house.deps, row.id, "daily")
    assert kinds(house) == ["retainer"]
    house.clock.move(days=1)
    house.poll_stripe()  # the period tells of itself
    assert retainers(house)[0].status is SubscriptionStatus.ENDED
    house.retry("retainer")
    assert kinds(house) == []


def test_of_a_question_that_reached_nobody_once_the_quantities_are_given(house: House) -> None:
    approved(house, **hourly(start=date(2026, 12, 1)))
    live_until(house, date(2027, 1, 4))
    row = by_subscription(house)[0]
    house.messenger.fail_next(REFUSED)
    ask_usage(house.deps, "one day")
    assert kinds(house) == ["ask_usage"]
    give_usage(house.deps, row.id, {HOURS: Decimal(2)}, KIM)
    house.run()
    ask_usage(house.deps, "the next day")
    assert kinds(house) == []
