from datetime import date

import pytest

from bot.deps import Deps
from bot.workflows.crm.crm_records import deal_status
from bot.workflows.retaining.tend import tend_retainers
from bot.workflows.tracking.reconcile import refresh_receivables
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import House
from tests.workflows.retained import approved, monthly, shown

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def test_salesforce_shows_what_is_still_to_come(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=4))
    with house.deps.ledger.reading() as s:
        status = deal_status(house.deps, s, DEAL_ID)
    assert str(status.invoiced) == "$12,000.00"
    assert str(status.scheduled) == "$36,000.00"
    house.hold(row.id)
    with house.deps.ledger.reading() as s:
        assert deal_status(house.deps, s, DEAL_ID).status.startswith("On hold")


def test_the_nightly_look_adopts_what_the_feed_missed(house: House) -> None:
    approved(house, **monthly(start=START, periods=4))
    house.clock.move(days=15)
    refresh_receivables(house.deps, "sweep")
    house.run()
    assert [(item, status) for item, status, _ in shown(house)] == [(1, "open"), (2, "open")]


def test_years_late_paid_ones_are_adopted_too(house: House) -> None:
    row = approved(house, **monthly(start=START, periods=4))
    house.clock.move(days=20)
    house.billing.catch_up()
    [late] = [i for i in house.billing.invoices.values() if i.subscription_id]
    house.billing.pay(late.stripe_id)
    house.clock.move(days=800)
    house.billing.catch_up()
    tend_retainers(house.deps, "years later")
    house.run()
    assert [(i, s) for i, s, _ in shown(house)] == [
        (1, "open"),
        (2, "paid"),
        (3, "open"),
        (4, "open"),
    ]
    assert row.stripe_id
    untold = [said for said in house.told() if "too long ago for Stripe to tell" in said]
    assert (len(house.billing.mails), len(untold)) == (1, 2)


def test_a_retainer_that_goes_on_is_paid_so_far(house: House) -> None:
    approved(house, **monthly(start=START, periods=2))
    house.billing.pay(house.invoices()[0].stripe_id or "")
    house.poll_stripe()
    with house.deps.ledger.reading() as s:
        status = deal_status(house.deps, s, DEAL_ID)
    assert (status.status, status.paid_date) == ("Paid so far", None)
    house.clock.move(days=20)
    house.billing.catch_up()
    house.poll_stripe()
    house.billing.pay(house.invoices()[1].stripe_id or "")
    house.poll_stripe()
    tend_retainers(house.deps, "after the last period")
    house.run()
    with house.deps.ledger.reading() as s:
        status = deal_status(house.deps, s, DEAL_ID)
    assert status.status == "Paid"
    assert status.paid_date is not None
