from datetime import date

import pytest

from bot.deps import Deps
from bot.status import SubscriptionStatus
from tests.workflows.house import NO_ANSWER, STORED_500, House
from tests.workflows.retained import approved, monthly, retainers

START = date(2026, 12, 10)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def is_one_of_each(house: House) -> bool:
    """Return whether one retainer runs, for the one customer that was made."""
    runs = [row.status is SubscriptionStatus.ACTIVE for row in retainers(house)]
    return runs == [True] and len(house.billing.customers) == len(house.billing.subs) == 1


class TestTheCustomerOfARetainer:
    @pytest.mark.parametrize("after", [True, False])
    def test_is_made_once_though_stripe_keeps_a_failure(self, house: House, *, after: bool) -> None:
        house.billing.fail_at("create_customer", STORED_500, after=after)
        approved(house, **monthly(start=START, periods=3))
        assert house.troubles() == []
        assert is_one_of_each(house)

    @pytest.mark.parametrize("after", [True, False])
    def test_is_made_once_though_stripe_is_away_for_longer_than_it_keeps_keys(
        self, house: House, *, after: bool
    ) -> None:
        def fails() -> None:
            house.clock.move(hours=30)
            house.billing.fail_next(NO_ANSWER, after=after)

        house.billing.at("create_customer", fails, house.billing.forget_keys)
        approved(house, **monthly(start=START, periods=3))
        assert is_one_of_each(house)

    @pytest.mark.parametrize("error", [NO_ANSWER, STORED_500])
    @pytest.mark.parametrize("after", [True, False])
    def test_is_looked_for_when_somebody_tries_again_the_next_day(
        self, house: House, error: Exception, *, after: bool
    ) -> None:
        house.billing.fail_at("create_customer", error, after=after, times=3)  # type: ignore[arg-type] # both are VendorErrors
        approved(house, **monthly(start=START, periods=3))
        if house.troubles():
            house.clock.move(hours=30)
            house.billing.forget_keys()
            house.retry("subscribe")
        assert is_one_of_each(house)
