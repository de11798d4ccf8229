"""What changed and is not out is made anew; never both of it reach the customer."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.plan import Plan
from bot.status import InvoiceStatus, ProposalStatus
from bot.workflows.deciding.order import order_invoices
from bot.workflows.issuing.call_off import call_off
from tests.workflows.house import REFUSED, House
from tests.workflows.milestones import AFTER_THE_HOLIDAY, FOUR, JANUARY, approved, at_stripe

I = InvoiceStatus  # noqa: E741 - the tables read better


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def second(house: House) -> InvoiceRow:
    return approved(house)[1]


def order_with(house: House, **changes: object) -> None:
    """Order the deal's approved plan anew with the second installment's fields changed."""
    latest = house.latest()
    parts = list(latest.plan.installments)
    parts[1] = parts[1].model_copy(update=changes)
    plan: Plan = latest.plan.model_copy(update={"installments": tuple(parts)})
    with house.deps.ledger.transaction() as s:
        made = type(latest)(
            **{c.name: getattr(latest, c.name) for c in latest.__table__.columns}
            | {"id": "prop_other", "revision": 2, "plan_json": plan.to_json()}
        )
        s.add(made)
        s.flush()
        order_invoices(house.deps, s, made)


def of_second(house: House) -> list[InvoiceRow]:
    return [row for row in house.invoices() if row.item == 2]


def dearer(house: House) -> tuple[object, ...]:
    [line] = house.latest().plan.installments[1].lines
    return (line.model_copy(update={"amount": line.amount + line.amount}),)


class TestReplace:
    def test_deletes_the_old_draft_and_makes_a_new_one(
        self, house: House, second: InvoiceRow
    ) -> None:
        order_with(house, lines=dearer(house))
        house.run()
        old, new = of_second(house)
        assert (old.status, new.status, new.amount_minor) == (I.CANCELED, I.SCHEDULED, 2_400_000)
        assert second.stripe_id not in house.billing.invoices
        assert house.billing.invoices[new.stripe_id or ""].total.minor == 2_400_000
        assert {row.proposal_id for row in house.invoices() if row.is_live} == {"prop_other"}

    def test_keeps_what_only_moves(self, house: House, second: InvoiceRow) -> None:
        order_with(house, send_date=JANUARY.replace(day=20))
        house.calls()
        house.run()
        assert [row.id for row in of_second(house)] == [second.id]
        assert house.calls() == ["schedule", "schedule"]  # the other one, to its own day again
        assert at_stripe(house)[1][1] == JANUARY.replace(day=20)

    def test_sends_what_is_moved_to_today(self, house: House, second: InvoiceRow) -> None:
        order_with(house, send_date=None)
        house.run()
        [row] = of_second(house)
        assert (row.id, row.status) == (second.id, I.OPEN)
        assert row.due_date == date(2026, 12, 23)
        assert len([i for i in house.billing.invoices.values() if i.invoice_id == row.id]) == 1

    def test_stops_when_the_old_one_went_out_meanwhile(
        self, house: House, second: InvoiceRow
    ) -> None:
        order_with(house, lines=dearer(house))
        house.clock.move(days=60)
        house.run()
        old, new = of_second(house)
        assert (old.id, old.status, new.status) == (second.id, I.OPEN, I.CANCELED)
        assert [row.kind for row in house.troubles()] == ["issue"]
        assert "went out before it could be replaced" in house.troubles()[0].words
        mine = [i for i in house.billing.invoices.values() if i.invoice_id in (old.id, new.id)]
        assert len(mine) == 1
        assert len(house.billing.mails) == 2  # the first one, and this
        house.retry("issue")
        assert house.troubles() == []

    def test_waits_until_the_old_one_can_be_deleted(self, house: House, second: InvoiceRow) -> None:
        house.billing.fail_at("discard", REFUSED, times=2)
        order_with(house, lines=dearer(house))
        house.run()
        _, new = of_second(house)
        assert (new.status, new.stripe_id) == (I.APPROVED, None)
        house.retry("issue")
        _, new = of_second(house)
        assert new.status is I.SCHEDULED
        assert second.stripe_id not in house.billing.invoices
        assert house.troubles() == []


class TestCallOff:
    def test_deletes_what_waits_and_keeps_what_got_out(
        self, house: House, second: InvoiceRow
    ) -> None:
        with house.deps.ledger.transaction() as s:
            call_off(house.deps, s, s.merge(house.latest()), "the deal changed")
        house.clock.move(days=60)  # the second one finalized meanwhile
        house.run()
        rows = {row.item: row.status for row in house.invoices()}
        assert rows == {1: I.OPEN, 2: I.OPEN, 3: I.CANCELED, 4: I.CANCELED}
        assert any("It had been canceled, but" in told for told in house.told())
        assert second.stripe_id in house.billing.invoices

    def test_of_a_deal_of_which_nothing_is_out_asks_again(self, house: House) -> None:
        half = [one.model_copy(update={"percent": Decimal(50)}) for one in FOUR[1:3]]
        approved(house, tuple(half))
        last = half[1].model_copy(update={"description": "Last"})
        house.change(milestones=(half[0], last))
        assert house.latest().status is ProposalStatus.PENDING
        assert house.billing.invoices == {}
        assert {row.status for row in house.invoices()} == {I.CANCELED}
        house.approve()
        house.run()
        assert [i.finalizes_on for i in house.billing.invoices.values()] == [
            JANUARY,
            AFTER_THE_HOLIDAY,
        ]
