from dataclasses import replace
from pathlib import Path

import sqlalchemy as sa

from bot.answers.forecast import forecast_now
from bot.deps import Deps
from bot.ledger.desk import CursorRow
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.views.state_lists import Need
from bot.workflows.dunning import report
from bot.workflows.dunning.remind import start_reminders
from bot.workflows.dunning.report_state import summary_state
from bot.workflows.sweeping.drift import check
from bot.workflows.tracking.reconcile import list_open
from tests.benchmarks.many import Many
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine
from tests.many.conftest import COUNT, counted, filled


def test_agrees_with_stripe_and_salesforce(many: Deps) -> None:
    assert list_open(many) == []
    assert check(many) == []


def test_what_differs_is_found_on_every_page(many: Deps) -> None:
    with many.ledger.transaction() as s:
        for number in (0, COUNT - 1):
            s.get_one(InvoiceRow, f"inv_{number:032d}").balance_minor += 1
        s.get_one(InvoiceRow, f"inv_{10:032d}").stripe_id = "in_elsewhere"

    again = list_open(many)
    assert set(again) == {"in_0000000000", f"in_{COUNT - 1:010d}", "in_elsewhere"}


def test_the_summary_adds_up_every_invoice(many: Deps) -> None:
    with many.ledger.reading() as s:
        state = summary_state(many, s)

    invoices = [*Many(COUNT).open()]
    others = [one for one in invoices if one.number % 50 == 0]
    everything = [*invoices, *others]
    assert state.open_count == len(everything)
    for total in state.totals:
        currency = total.outstanding.currency
        owed = sum(one.total - one.paid for one in everything if one.currency == currency)
        assert total.outstanding == Money(minor=owed, currency=currency)
    week = [one for one in everything if 0 <= (one.due - many.today()).days < 7]
    assert len(state.due_this_week) + state.due_this_week_more == len(week)
    new = [one for one in everything if -3 <= (one.due - many.today()).days < 0]
    assert len(state.newly_overdue) + state.newly_overdue_more == len(new)
    assert state.biggest[0].balance.currency == "USD"
    assert Need.HOLD_PAST in {line.need for line in state.needs}


def test_the_file_has_every_invoice(many: Deps) -> None:
    assert report.worklist_now(many).content.count("\n") == 1 + COUNT + COUNT // 50


def test_the_forecast_is_made(many: Deps) -> None:
    assert "Overdue" in str(forecast_now(many).blocks)


def test_reminders_are_started_a_customer_each(many: Deps) -> None:
    count = start_reminders(many, "2026-11-23")

    engine = many.engine
    assert isinstance(engine, FakeEngine)
    customers = [work.args[0] for work in engine.of("remind_customer")]
    assert len(set(customers)) == len(customers) == count > 0


def test_what_became_overdue_is_marked(many: Deps, clock: FixedClock) -> None:
    clock.move(days=1)
    with many.ledger.transaction() as s:
        s.execute(sa.delete(CursorRow).where(CursorRow.name == "salesforce_deals"))
    assert check(many) == []


class TestStatements:
    """What the database is asked does not grow with the rows, but by the page."""

    def test_of_a_summary_are_always_as_many(self, deps: Deps, tmp_path: Path) -> None:
        asked = []
        for count in (100, 400):
            found = filled(deps, f"sqlite:///{tmp_path}/{count}.db", count)
            with counted(found.ledger) as said, found.ledger.reading() as s:
                summary_state(found, s)
            asked.append(len(said))
            found.ledger.close()
        assert asked[0] == asked[1]

    def test_of_a_sweep_are_few_for_a_page(self, deps: Deps, tmp_path: Path) -> None:
        asked = []
        for count in (100, 400):
            found = filled(replace(deps), f"sqlite:///{tmp_path}/{count}.db", count)
            with counted(found.ledger) as said:
                assert check(found) == []
            asked.append(len(said))
            found.ledger.close()
        assert asked[1] - asked[0] < 60  # of 300 more invoices of 180 more deals
