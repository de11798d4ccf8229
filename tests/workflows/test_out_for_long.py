"""A scheduled invoice that went out by itself so long ago that Stripe does not tell of it."""

import pytest

from bot.deps import Deps
from bot.workflows.issuing.sending import EVENTS_LAST
from bot.workflows.sweeping.sweep import sweep
from tests.workflows.house import House
from tests.workflows.milestones import JANUARY, approved


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.mark.parametrize("mailed", [True, False])
def test_is_not_e_mailed_by_us_and_people_are_told_to_look(house: House, *, mailed: bool) -> None:
    approved(house)
    house.billing.mails_by_itself = mailed
    house.clock.move(days=53 + EVENTS_LAST.days + 2)  # it goes out on January 15
    house.billing.catch_up()
    mails = [*house.billing.mails]
    forgotten(house)
    sweep(house.deps, "2027-02-17")
    house.run()
    row = house.invoices()[1]
    assert house.billing.mails == mails
    assert row.sent_at is not None
    assert row.sent_at.date() == JANUARY
    [said] = [what for what in house.told() if "too long ago for Stripe to tell" in what]
    assert "look in the Stripe Dashboard" in said


def forgotten(house: House) -> None:
    """Have Stripe forget what is older than it tells of."""
    first = house.clock.now() - EVENTS_LAST
    house.billing.happened[:] = [one for one in house.billing.happened if one.at > first]
