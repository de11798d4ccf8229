"""Periods that Stripe billed while the feed was not read are adopted, not told."""

from datetime import date

import pytest

from bot.deps import Deps
from bot.workflows.sweeping.drift import Kind, check
from bot.workflows.sweeping.sweep import sweep
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until, monthly, shown

START = date(2026, 11, 2)
BOUNDARY = date(2026, 12, 4)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def missing(house: House) -> list[str]:
    kind = Kind.PERIOD_MISSING
    return [row.words for row in house.troubles() if str(kind) in row.words]


def test_are_adopted_before_the_second_look(house: House) -> None:
    approved(house, **monthly(start=START, periods=4))
    live_until(house, BOUNDARY, polls=False)
    for stripe_id, invoice in house.billing.invoices.items():  # so that no list shows it open
        if invoice.subscription_id:
            house.billing.pay(stripe_id)
    assert Kind.PERIOD_MISSING in {drift.kind for drift in check(house.deps)}
    sweep(house.deps, "2026-12-04")
    house.run()
    assert missing(house) == []
    assert [item for item, _, _ in shown(house)] == [1, 2]


def test_are_told_if_stripe_has_none(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=4))
    live_until(house, BOUNDARY, polls=False)
    house.billing.catch_up()
    for stripe_id, invoice in list(house.billing.invoices.items()):
        if invoice.subscription_id == row.stripe_id:
            del house.billing.invoices[stripe_id]
            house.billing.finalize_at.pop(stripe_id, None)
    sweep(house.deps, "2026-12-04")
    assert len(missing(house)) == 1
