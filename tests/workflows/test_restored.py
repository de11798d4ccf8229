"""An older copy of the ledger is restored: what went out since is known to Stripe alone.

Nothing of it goes out a second time, however old the copy is, and the ledger catches up.
"""

import sqlite3
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.deal import Terms
from bot.deps import Deps
from bot.ledger import invoices
from bot.status import InvoiceStatus
from bot.workflows.sweeping.sweep import sweep
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import House
from tests.workflows.retained import a_day, live_until, monthly, retainers

PutBack = Callable[[], None]


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def backed_up(house: House, folder: Path) -> PutBack:
    """Copy the ledger with its unfinished work; return what restores it."""
    ledger, engine = house.deps.ledger, house.engine
    path, kept = Path(str(ledger.engine.url.database)), folder / "backup.db"
    with sqlite3.connect(path) as here, sqlite3.connect(kept) as there:
        here.backup(there)
    here.close()
    there.close()
    started, waiting = list(engine.started), list(engine._waiting)

    def put_back() -> None:
        ledger.close()
        for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm")):
            name.unlink(missing_ok=True)
        path.write_bytes(kept.read_bytes())
        engine.started[:] = started
        engine._waiting.clear()
        engine._waiting.extend(waiting)

    return put_back


def days_pass(house: House, days: int) -> None:
    """Let them pass; Stripe forgets its keys after one."""
    house.clock.move(days=days)
    if days:
        house.billing.forget_keys()


@pytest.mark.parametrize("days", [0, 1, 9])
class TestApproved:
    """The copy was made after the approval, before anything was sent."""

    def test_goes_out_once(self, house: House, tmp_path: Path, days: int) -> None:
        house.ordered()
        put_back = backed_up(house, tmp_path)
        house.run()
        [out] = house.billing.invoices.values()
        days_pass(house, days)
        put_back()
        house.run()
        house.poll_stripe()
        sweep(house.deps, "night")
        house.run()
        row = house.invoice()
        assert (row.status, row.stripe_id) == (InvoiceStatus.OPEN, out.stripe_id)
        assert len(house.billing.invoices) == 1
        assert len(house.billing.mails) == 1
        assert house.troubles() == []

    def test_takes_over_that_it_is_paid(self, house: House, tmp_path: Path, days: int) -> None:
        house.ordered()
        put_back = backed_up(house, tmp_path)
        house.run()
        [out] = house.billing.invoices.values()
        house.billing.pay(out.stripe_id)
        days_pass(house, days)
        put_back()
        house.run()
        house.poll_stripe()
        assert house.status() is InvoiceStatus.PAID
        assert (len(house.billing.invoices), len(house.billing.mails)) == (1, 1)


@pytest.mark.parametrize("days", [0, 9])
class TestAskedAgain:
    """The copy was made before the approval: the card asks for it once more."""

    def test_takes_what_is_out_as_it_is(self, house: House, tmp_path: Path, days: int) -> None:
        house.propose()
        house.poll_stripe()
        put_back = backed_up(house, tmp_path)
        house.approve()
        house.run()
        [out] = house.billing.invoices.values()
        days_pass(house, days)
        put_back()
        house.poll_stripe()
        house.approve()
        house.run()
        assert [trouble.words for trouble in house.troubles()] == []
        row = house.invoice()
        assert (row.status, row.stripe_id) == (InvoiceStatus.OPEN, out.stripe_id)
        assert (len(house.billing.invoices), len(house.billing.mails)) == (1, 1)

    def test_stops_where_it_is_another(self, house: House, tmp_path: Path, days: int) -> None:
        house.propose()
        house.poll_stripe()
        put_back = backed_up(house, tmp_path)
        house.approve()
        house.run()
        [out] = house.billing.invoices.values()
        days_pass(house, days)
        put_back()
        house.poll_stripe()
        house.change(amount=Decimal(50_000), lines=())
        house.approve()
        house.run()
        [trouble] = house.troubles()
        assert f"Stripe has {out.number} over {out.total} (open) for this deal" in trouble.words
        assert len(house.billing.invoices) == 1
        house.billing.void(out.stripe_id, key="by hand")
        house.retry()
        house.run()
        assert house.status() is InvoiceStatus.OPEN
        assert len(house.billing.invoices) == 2


def test_a_sweep_finds_what_no_event_tells_of(house: House, tmp_path: Path) -> None:
    house.propose()
    put_back = backed_up(house, tmp_path)
    house.approve()
    house.run()
    days_pass(house, 40)
    house.billing.happened.clear()
    put_back()
    sweep(house.deps, "night")
    house.run()
    house.approve()
    house.run()
    assert (len(house.billing.invoices), len(house.billing.mails)) == (1, 1)
    with house.deps.ledger.reading() as s:
        assert [row.status for row in invoices.of_deal(s, DEAL_ID)] == [InvoiceStatus.OPEN]


@pytest.mark.parametrize("days", [0, 1, 9])
def test_a_retainer_is_started_once(house: House, tmp_path: Path, days: int) -> None:
    house.poll_stripe()
    house.propose(**monthly(start=date(2026, 11, 1)), terms=Terms(text="Net 30"))
    house.approve()
    put_back = backed_up(house, tmp_path)
    house.run()
    house.poll_stripe()
    [running] = house.billing.subs
    live_until(house, house.deps.today() + timedelta(days=days))
    sent, mails = set(house.billing.invoices), len(house.billing.mails)
    if days:
        house.billing.forget_keys()
    put_back()
    house.run()
    house.poll_stripe()
    a_day(house)
    assert list(house.billing.subs) == [running]
    assert [row.stripe_id for row in retainers(house)] == [running]
    assert set(house.billing.invoices) == sent
    assert len(house.billing.mails) == mails
    assert [trouble.words for trouble in house.troubles()] == []
