"""Whatever becomes of a scheduled draft behind our back is found, and mended or told."""

from datetime import date, timedelta

import pytest

from bot.deps import Deps
from bot.ledger import desk, invoices
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus, move_invoice
from bot.views.ids import HoldReason
from bot.workflows.holding.hold import HoldWish, hold_invoice
from bot.workflows.sweeping.sweep import Kind, check, compare, note, sweep
from tests.workflows.house import KIM, REFUSED, House
from tests.workflows.milestones import JANUARY, approved, at_stripe


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def second(house: House) -> InvoiceRow:
    row = approved(house)[1]
    house.clock.move(hours=2)
    with house.deps.ledger.transaction() as s:
        long_ago = house.deps.now() - timedelta(days=300)
        desk.set_cursor(s, "salesforce_deals", {"cut_over": long_ago.isoformat()})
    return row


def found(house: House) -> list[tuple[Kind, str]]:
    return [(d.kind, d.subject) for d in check(house.deps) if d.kind in SCHEDULED]


SCHEDULED = {
    Kind.SCHEDULE_DIFFERS,
    Kind.SCHEDULED_GONE,
    Kind.DRAFT_DIFFERS,
    Kind.NOT_GONE_OUT,
    Kind.NOT_SENT,
}


def edit_there(house: House, row: InvoiceRow, **changes: object) -> None:
    stripe_id = row.stripe_id or ""
    draft = house.billing.invoices[stripe_id].model_copy(update=changes)
    house.billing.invoices[stripe_id] = draft


class TestCheck:
    def test_finds_nothing_where_all_is_well(self, house: House, second: InvoiceRow) -> None:
        assert second.id
        assert found(house) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"advances": False},
            {"finalizes_on": None},
            {"finalizes_on": date(2027, 1, 29)},
            {"due_date": date(2027, 1, 29)},
        ],
    )
    def test_puts_back_what_would_go_out_otherwise(
        self, house: House, second: InvoiceRow, changes: dict[str, object]
    ) -> None:
        edit_there(house, second, **changes)
        assert found(house) == [(Kind.SCHEDULE_DIFFERS, second.id)]
        sweep(house.deps, "tonight")
        house.run()
        assert at_stripe(house)[1] == (None, JANUARY, date(2027, 2, 14))
        sweep(house.deps, "tomorrow")
        assert house.troubles() == []

    def test_keeps_back_what_is_on_hold(self, house: House, second: InvoiceRow) -> None:
        hold_invoice(house.deps, second.id, HoldWish(reason=HoldReason.DISPUTE), KIM)
        house.run()
        assert found(house) == []
        edit_there(house, second, advances=True, finalizes_on=JANUARY)
        assert found(house) == [(Kind.SCHEDULE_DIFFERS, second.id)]
        sweep(house.deps, "tonight")
        house.run()
        assert at_stripe(house)[1][:2] == (None, None)

    def test_is_silent_of_what_went_out_while_it_compared(
        self, house: House, second: InvoiceRow
    ) -> None:
        edit_there(house, second, finalizes_on=None)
        seen = compare(house.deps)
        assert [drift["subject"] for drift in seen] == [second.id]
        with house.deps.ledger.transaction() as s:
            move_invoice(invoices.get(s, second.id), InvoiceStatus.OPEN)

        assert note(house.deps, seen, "tonight") == []
        assert house.troubles() == []

    def test_tells_of_another_amount(self, house: House, second: InvoiceRow) -> None:
        draft = house.billing.invoices[second.stripe_id or ""]
        edit_there(house, second, net=draft.total + draft.total)
        assert found(house) == [(Kind.DRAFT_DIFFERS, second.id)]

    def test_notes_a_draft_that_was_deleted(self, house: House, second: InvoiceRow) -> None:
        del house.billing.invoices[second.stripe_id or ""]
        house.billing.finalize_at.clear()
        assert found(house) == [(Kind.SCHEDULED_GONE, second.id)]
        sweep(house.deps, "tonight")
        house.run()
        assert house.invoices()[1].status is InvoiceStatus.CANCELED
        assert found(house) == []

    def test_notes_what_went_out_and_was_missed(self, house: House, second: InvoiceRow) -> None:
        house.clock.move(days=60)
        house.billing.drafts()
        sweep(house.deps, "tonight")
        house.run()
        row = house.invoices()[1]
        assert (row.id, row.status) == (second.id, InvoiceStatus.OPEN)
        assert row.sent_at is not None

    def test_finds_what_is_late(self, house: House, second: InvoiceRow) -> None:
        house.billing.finalize_at.clear()
        house.clock.move(days=60)
        assert (Kind.NOT_GONE_OUT, second.id) in found(house)

    def test_finds_what_was_never_e_mailed(self, house: House, second: InvoiceRow) -> None:
        house.edit(second.id, status=InvoiceStatus.OPEN, issue_date=date(2026, 11, 20))
        assert (Kind.NOT_SENT, second.id) in found(house)

    def test_leaves_to_a_person_what_waits_for_one(self, house: House, second: InvoiceRow) -> None:
        house.clock.move(days=60)
        house.billing.fail_at("send", REFUSED)
        house.poll_stripe()
        assert [row.subject for row in house.troubles()] == [second.id]
        house.clock.move(days=1)
        assert found(house) == []
