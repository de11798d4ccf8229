"""An older copy of the ledger is restored: a retainer runs at Stripe that it does not know.

Approved again it is taken as it is, or nothing is made until a person said what counts.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.deal import Terms
from bot.deps import Deps
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.workflows.sweeping.sweep import sweep
from tests.workflows.house import House
from tests.workflows.retained import a_day, live_until, monthly, retainers
from tests.workflows.test_restored import backed_up, days_pass
from tests.workflows.test_two_payers import PARTNER

NEXT = date(2026, 12, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def started(house: House, folder: Path, *, start: date = NEXT) -> tuple[str, Callable[[], None]]:
    """Approve a retainer after a copy of the ledger was made; return it and what restores that."""
    house.poll_stripe()
    house.propose(**monthly(start=start), terms=Terms(text="Net 30"))
    put_back = backed_up(house, folder)
    house.approve()
    house.run()
    [running] = house.billing.subs
    return running, put_back


def again(house: House) -> None:
    house.approve()
    house.run()


@pytest.mark.parametrize("days", [0, 1, 7])
def test_takes_what_runs_as_it_is(house: House, tmp_path: Path, days: int) -> None:
    running, put_back = started(house, tmp_path)
    customers = len(house.billing.customers)
    days_pass(house, days)
    put_back()
    house.poll_stripe()
    again(house)
    assert house.troubles() == []
    [row] = retainers(house)
    assert (row.status, row.stripe_id) == (SubscriptionStatus.ACTIVE, running)
    assert list(house.billing.subs) == [running]
    assert len(house.billing.customers) == customers
    live_until(house, date(2027, 1, 5))
    assert [one.status for one in house.invoices()] == [InvoiceStatus.OPEN] * 2
    assert len(house.billing.invoices) == 2
    assert house.troubles() == []


def test_takes_it_beside_the_period_that_is_out(house: House, tmp_path: Path) -> None:
    running, put_back = started(house, tmp_path, start=date(2026, 11, 2))
    assert len(house.billing.invoices) == 1
    days_pass(house, 2)
    put_back()
    house.poll_stripe()
    again(house)
    assert house.troubles() == []
    assert [row.stripe_id for row in retainers(house)] == [running]
    assert (len(house.billing.invoices), len(house.billing.mails)) == (1, 1)


def test_a_sweep_finds_what_no_event_tells_of(house: House, tmp_path: Path) -> None:
    running, put_back = started(house, tmp_path)
    days_pass(house, 1)
    house.billing.happened.clear()
    put_back()
    sweep(house.deps, "night")
    house.run()
    again(house)
    assert list(house.billing.subs) == [running]
    assert [row.stripe_id for row in retainers(house)] == [running]
    sweep(house.deps, "next night")
    assert house.troubles() == []


def test_makes_none_where_it_is_another(house: House, tmp_path: Path) -> None:
    running, put_back = started(house, tmp_path)
    put_back()
    house.poll_stripe()
    changes = monthly(start=NEXT, total=60_000)
    house.change(**changes)
    again(house)
    [trouble] = house.troubles()
    assert f"Stripe has the subscription {running} over $4,000.00 a period" in trouble.words
    assert "end the subscription in Stripe, then retry" in trouble.words
    assert list(house.billing.subs) == [running]
    house.billing.cancel_by_hand(running)
    house.retry("subscribe")
    house.run()
    assert house.troubles() == []
    [row] = retainers(house)
    assert row.status is SubscriptionStatus.ACTIVE
    assert set(house.billing.subs) == {running, row.stripe_id}


def test_makes_none_where_it_bills_in_another_rhythm(house: House, tmp_path: Path) -> None:
    running, put_back = started(house, tmp_path)
    put_back()
    house.poll_stripe()
    subs = house.billing.subs
    rhythm = subs[running].rhythm
    assert rhythm is not None
    subs[running] = subs[running].model_copy(
        update={"rhythm": rhythm.model_copy(update={"every": 3})}
    )
    again(house)
    assert len(house.troubles()) == 1
    assert list(subs) == [running]


def test_makes_none_where_it_billed_already(house: House, tmp_path: Path) -> None:
    running, put_back = started(house, tmp_path)
    live_until(house, date(2026, 12, 4))
    sent = set(house.billing.invoices)
    assert sent
    put_back()
    house.poll_stripe()
    again(house)
    a_day(house)
    troubles = house.troubles()
    assert {trouble.kind for trouble in troubles} == {"issue", "subscribe"}
    assert all(running in trouble.words for trouble in troubles)
    ways = "void or delete the invoice and end the subscription in Stripe"
    assert all(ways in trouble.words for trouble in troubles)
    assert (list(house.billing.subs), set(house.billing.invoices)) == ([running], sent)


def test_sends_no_invoice_while_one_stands(house: House, tmp_path: Path) -> None:
    running, put_back = started(house, tmp_path)
    put_back()
    house.poll_stripe()
    house.change(amount=Decimal(50_000), lines=())
    again(house)
    [trouble] = house.troubles()
    assert running in trouble.words
    assert house.billing.invoices == {}


def test_takes_the_one_of_each_payer(house: House, tmp_path: Path) -> None:
    house.poll_stripe()
    shared = Terms(text="Net 30", second_share=Decimal(50))
    house.propose(**monthly(start=NEXT), second_payer=PARTNER, terms=shared)
    put_back = backed_up(house, tmp_path)
    house.approve()
    house.run()
    before = {row.party: row.stripe_id for row in retainers(house)}
    assert set(house.billing.subs) == set(before.values())
    assert len(before) == 2
    put_back()
    house.poll_stripe()
    again(house)
    assert house.troubles() == []
    assert {row.party: row.stripe_id for row in retainers(house)} == before
    assert set(house.billing.subs) == set(before.values())
