"""Where two pay, each has an invoice of every installment, and what is decided counts for both."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Account, Terms
from bot.deps import Deps
from bot.status import InvoiceStatus
from bot.workflows.issuing.moving import move
from bot.workflows.tracking.conditions import deliver
from tests.fakes.deals import ACME
from tests.workflows.house import KIM, House
from tests.workflows.milestones import FOUR, JANUARY

I = InvoiceStatus  # noqa: E741 - the tables read better
PARTNER = Account(
    id="001000000000002AAA", name="Partner Ltd", email="ap@partner.example", address=ACME.address
)


@pytest.fixture
def house(deps: Deps) -> House:
    house = House(deps)
    house.poll_stripe()
    shared = Terms(text="Net 30", second_share=Decimal(40))
    house.ordered(milestones=FOUR, lines=(), second_payer=PARTNER, terms=shared)
    house.run()
    return house


def of_item(house: House, item: int) -> list[tuple[str, InvoiceStatus, date | None, int]]:
    rows = [row for row in house.invoices() if row.item == item]
    return sorted((r.party, r.status, r.issue_date, r.amount_minor) for r in rows)


class TestTwoPayers:
    def test_have_an_invoice_each(self, house: House) -> None:
        today = date(2026, 11, 23)
        assert of_item(house, 1) == [
            ("", I.OPEN, today, 720_000),
            (PARTNER.id, I.OPEN, today, 480_000),
        ]
        assert of_item(house, 2) == [
            ("", I.SCHEDULED, JANUARY, 720_000),
            (PARTNER.id, I.SCHEDULED, JANUARY, 480_000),
        ]
        assert {address for _, address in house.billing.mails} == {
            "ap@acme.example",
            "ap@partner.example",
        }

    def test_wait_for_the_same(self, house: House) -> None:
        waiting = [row for row in house.invoices() if row.item == 4]
        deliver(house.deps, waiting[1].id, KIM)
        house.run()
        assert [status for _, status, *_ in of_item(house, 4)] == [I.OPEN, I.OPEN]
        assert len(house.billing.mails) == 4

    def test_are_moved_together(self, house: House) -> None:
        second = next(row for row in house.invoices() if row.item == 2)
        later = date(2027, 1, 29)
        move(house.deps, second.id, later, KIM)
        house.run()
        assert [day for _, _, day, _ in of_item(house, 2)] == [later, later]
        there = [i for i in house.billing.invoices.values() if i.finalizes_on == later]
        assert len(there) == 2

    def test_go_out_while_nobody_is_there(self, house: House) -> None:
        house.billing.mails.clear()
        house.clock.move(days=120)
        house.poll_stripe()
        assert {row.status for row in house.invoices() if row.item in (2, 3)} == {I.OPEN}
        assert house.billing.mails == []  # nobody can know any more whether Stripe e-mailed them
        assert len([said for said in house.told() if "look in the Stripe Dashboard" in said]) == 4
