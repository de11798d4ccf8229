from datetime import date

import pytest

from bot.deps import Deps
from bot.status import SubscriptionStatus
from tests.workflows.house import NO_ANSWER, STORED_500, House
from tests.workflows.retained import approved, live_until, monthly, retainers, shown

START = date(2026, 12, 10)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def away(house: House, *, after: bool, hours: int = 30) -> None:
    """Let Stripe be away for so long from the first try of the call on, and prune its keys."""

    def fails() -> None:
        house.clock.move(hours=hours)
        house.billing.fail_next(NO_ANSWER, after=after)

    house.billing.at("subscribe", fails, house.billing.forget_keys)


class TestTriedAgainByTheSameStep:
    def test_a_day_after_its_answer_was_lost_it_is_found(self, house: House) -> None:
        away(house, after=True)
        approved(house, **monthly(start=START, periods=3))
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE
        assert len(house.billing.subs) == 1

    def test_a_day_after_it_was_not_heard_it_is_made(self, house: House) -> None:
        away(house, after=False)
        approved(house, **monthly(start=START, periods=3))
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE
        assert len(house.billing.subs) == 1

    def test_after_a_period_began_we_bill_that_and_it_the_rest(self, house: House) -> None:
        away(house, after=False, hours=24 * 20)
        approved(house, **monthly(start=START, periods=3))
        live_until(house, date(2027, 2, 12))
        assert [(i, s) for i, s, _ in shown(house)] == [(1, "open"), (2, "open"), (3, "open")]
        assert len(house.billing.subs) == 1
        assert len(house.billing.mails) == len(house.billing.invoices) == 3

    @pytest.mark.parametrize("after", [True, False])
    def test_a_failure_that_stripe_keeps_is_not_asked_for_again(
        self, house: House, *, after: bool
    ) -> None:
        house.billing.fail_at("subscribe", STORED_500, after=after)
        approved(house, **monthly(start=START, periods=3))
        assert house.troubles() == []
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE
        assert len(house.billing.subs) == 1
