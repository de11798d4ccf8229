from datetime import date

import pytest

from bot.deps import Deps
from bot.status import SubscriptionStatus
from bot.workflows.retaining.unsubscribe import unsubscribe
from tests.workflows.house import REFUSED, STORED_500, House
from tests.workflows.retained import approved, monthly


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestUnsubscribe:
    def test_is_not_stopped_by_a_failure_that_stripe_keeps(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 11, 1)))
        house.billing.fail_at("end_subscription", STORED_500)
        unsubscribe(house.deps, row.id)

        [running] = house.billing.subs.values()
        assert running.status is SubscriptionStatus.ENDED
        assert not house.troubles()

    def test_says_that_it_would_bill_on_until_it_is_ended(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 11, 1)))
        house.billing.fail_at("end_subscription", REFUSED)
        unsubscribe(house.deps, row.id)
        [trouble] = house.troubles()
        assert trouble.kind == "unsubscribe"

        unsubscribe(house.deps, *trouble.retry["args"])
        assert not house.troubles()
