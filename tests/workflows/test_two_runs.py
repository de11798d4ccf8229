"""Two runs that issue one invoice at once: whoever comes second, one invoice goes out.

A draft that is released after its day has a run for the release, and one for what is then written.
"""

import pytest

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from bot.workflows.issuing.issue import issue
from tests.workflows.house import KIM, House
from tests.workflows.milestones import approved

CALLS = ("snapshot", "unschedule", "discard", "draft", "add_lines", "send")
AFTER_ITS_DAY = 60


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def released(house: House) -> InvoiceRow:
    """Have a draft that was released after its day; what follows has not run yet."""
    row = approved(house)[1]
    hold_invoice(house.deps, row.id, HoldWish(reason=HoldReason.DISPUTE), KIM)
    house.run()
    house.clock.move(days=AFTER_ITS_DAY)
    release_invoice(house.deps, row.id, KIM)
    return row


def at_stripe(house: House, row: InvoiceRow) -> list[InvoiceStatus | None]:
    return [i.status for i in house.billing.invoices.values() if i.invoice_id == row.id]


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("number", [0, 1])
def test_the_second_comes_right_before_a_call_of_the_first(
    house: House, released: InvoiceRow, call: str, number: int
) -> None:
    mails = len(house.billing.mails)
    waits = [lambda: None] * number
    house.billing.at(call, *waits, lambda: issue(house.deps, released.id))
    issue(house.deps, released.id)
    house.run()
    assert at_stripe(house, released) == [InvoiceStatus.OPEN]
    assert len(house.billing.mails) == mails + 1
    assert house.troubles() == []


@pytest.mark.parametrize("call", ["draft", "add_lines"])
def test_the_first_goes_on_while_the_second_is_half_way(
    house: House, released: InvoiceRow, call: str
) -> None:
    """The call of the first reaches Stripe only after the second has made its own."""

    def first_goes_on() -> None:
        house.billing.at(call, lambda: None)

    house.billing.at(call, lambda: issue(house.deps, released.id), first_goes_on)
    issue(house.deps, released.id)
    house.run()
    assert at_stripe(house, released) == [InvoiceStatus.OPEN]
    assert house.troubles() == []
