"""A credit note asked for after some of the invoice was refunded without one."""

import pytest

from bot.deps import Deps
from bot.errors import Invalid
from bot.status import AdjustmentStatus
from bot.workflows.tracking.track import watch_payments
from tests.workflows.amending.test_correct import CREDIT, ask, paid, rows, second, usd
from tests.workflows.house import House


def test_is_made_over_what_is_left_and_no_more(deps: Deps) -> None:
    house = House(deps)
    house.ordered()
    house.run()
    house.billing.refund(paid(house), usd(5_000))
    watch_payments(house.deps, "slot")
    house.run()
    with pytest.raises(Invalid, match=r"\$43,000.00 of this invoice can be credited"):
        ask(house, CREDIT.model_copy(update={"amount": usd(44_000)}))
    ask(house, CREDIT.model_copy(update={"amount": usd(43_000)}))
    second(house)
    assert rows(house)[-1].status is AdjustmentStatus.DONE
