"""A payment reported by hand reaches Stripe once, though Stripe keeps a failure of its own."""

import pytest

from bot.deps import Deps
from tests.workflows.amending.test_correct import PAYMENT, ask, rows, usd
from tests.workflows.house import STORED_500, House


@pytest.mark.parametrize("after", [False, True])
def test_is_recorded_once_after_a_failure_inside_stripe(deps: Deps, *, after: bool) -> None:
    house = House(deps)
    house.ordered()
    house.run()
    house.billing.fail_at("record_payment", STORED_500, after=after)
    ask(house, PAYMENT)
    if house.troubles():
        house.retry("adjust")
    assert house.invoice().balance == usd(38_000)
    assert [row.status.value for row in rows(house)] == ["done"]
    assert house.troubles() == []
