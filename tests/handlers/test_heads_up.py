from datetime import date

import pytest

from bot.deps import Deps
from bot.ledger import invoices
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus
from bot.views.ids import ActionId
from tests.fakes.books import Books
from tests.fakes.engine import FakeEngine
from tests.fakes.slack import FakeMessenger
from tests.handlers.conftest import Desk
from tests.slack_payloads import click, submission


@pytest.fixture
def row(books: Books, deps: Deps) -> InvoiceRow:
    row = books.invoice(status=InvoiceStatus.SCHEDULED)
    return set_to(deps, row, issue_date=date(2027, 1, 15))


def set_to(deps: Deps, row: InvoiceRow, **changes: object) -> InvoiceRow:
    with deps.ledger.transaction() as s:
        found = invoices.get(s, row.id)
        for name, value in changes.items():
            setattr(found, name, value)
    return found


def now(deps: Deps, row: InvoiceRow) -> InvoiceRow:
    with deps.ledger.reading() as s:
        return invoices.get(s, row.id)


class TestMove:
    def test_proposes_a_week_later_and_moves(self, desk: Desk, deps: Deps, row: InvoiceRow) -> None:
        desk.send(click("UDANA", ActionId.INVOICE_MOVE, row.id))
        assert "goes out on Jan 15" in str(desk.window)
        assert "2027-01-22" in str(desk.window)
        desk.send(submission("UDANA", desk.window))
        assert now(deps, row).issue_date == date(2027, 1, 22)

    def test_needs_a_day_to_come(self, desk: Desk, row: InvoiceRow) -> None:
        desk.send(click("UKIM", ActionId.INVOICE_MOVE, row.id))
        desk.send(submission("UKIM", desk.window, {"send_date": "2026-11-01"}))
        assert set(desk.ack["errors"]) == {"send_date"}

    def test_is_refused_to_others_and_of_what_is_out(
        self, desk: Desk, deps: Deps, row: InvoiceRow
    ) -> None:
        desk.send(click("UALEX", ActionId.INVOICE_MOVE, row.id))
        assert "only finance or the deal owner may move" in str(desk.window)
        set_to(deps, row, status=InvoiceStatus.OPEN)
        desk.send(click("UKIM", ActionId.INVOICE_MOVE, row.id))
        assert "it stays so" in str(desk.window)


class TestDelivered:
    def test_lets_it_go_out(
        self,
        desk: Desk,
        deps: Deps,
        row: InvoiceRow,
        engine: FakeEngine,
        messenger: FakeMessenger,
    ) -> None:
        waits = {"condition": "on acceptance", "issue_date": None}
        set_to(deps, row, status=InvoiceStatus.APPROVED, **waits)
        desk.send(click("UDANA", ActionId.INVOICE_DELIVERED, row.id))
        assert now(deps, row).met_by == "UDANA"
        assert [work.args for work in engine.of("issue")] == [(row.id,)]
        assert "It goes out" in messenger.whispers_to("UDANA")[-1].message.text

    def test_is_refused_when_it_waits_for_nothing(
        self, desk: Desk, row: InvoiceRow, messenger: FakeMessenger
    ) -> None:
        desk.send(click("UKIM", ActionId.INVOICE_DELIVERED, row.id))
        assert "waits for nothing" in messenger.whispers_to("UKIM")[-1].message.text
