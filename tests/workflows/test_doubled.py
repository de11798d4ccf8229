"""Both versions of one installment are out: it is said, and it is over once one of them is void."""

import pytest

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from tests.workflows.house import House
from tests.workflows.milestones import approved
from tests.workflows.test_replacing import dearer, of_second, order_with

I = InvoiceStatus  # noqa: E741 - the tables read better


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def both(house: House) -> tuple[InvoiceRow, InvoiceRow]:
    """Return the canceled one and the one in its place, both open at Stripe."""
    house.poll_stripe()
    second = approved(house)[1]
    draft = house.billing.invoices[second.stripe_id or ""]
    order_with(house, lines=dearer(house))
    house.run()
    # A restored backup, a colleague: what was deleted is at Stripe again.
    house.billing.invoices[draft.stripe_id] = draft
    house.clock.move(days=60)
    house.billing.send(draft.stripe_id, key="")
    house.poll_stripe()
    old, new = of_second(house)
    assert (old.status, new.status) == (I.CANCELED, I.OPEN)
    return old, new


class TestDoubled:
    def test_is_said_until_a_person_voids_one(
        self, house: House, both: tuple[InvoiceRow, InvoiceRow]
    ) -> None:
        [trouble] = house.troubles()
        assert (trouble.kind, trouble.subject) == ("doubled", both[0].id)
        assert "void one of them" in trouble.words
        house.retry("doubled")
        assert len(house.troubles()) == 1

    @pytest.mark.parametrize("void", [0, 1], ids=["the old one", "the new one"])
    def test_is_over_when_either_is_void(
        self, house: House, both: tuple[InvoiceRow, InvoiceRow], void: int
    ) -> None:
        house.billing.void(both[void].stripe_id or "")
        house.poll_stripe()

        rows = of_second(house)
        assert rows[void].status is I.VOID
        assert rows[1 - void].status is I.OPEN
        assert house.troubles() == []
        assert sum(row.is_live for row in rows) == 1
