"""The draft of a period that is sent by us goes out once, complete, whatever comes in between."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.plan import PlanLine
from bot.status import InvoiceStatus
from bot.workflows.holding.hold import HoldWish, hold_invoice, release_invoice
from bot.workflows.issuing.check_period import check_period
from bot.workflows.issuing.send_period import send_period
from bot.workflows.tracking.usage import give_usage
from tests.workflows.house import KIM, NO_ANSWER, REFUSED, STORED_500, House
from tests.workflows.retained import (
    HOURS,
    approved,
    by_subscription,
    hourly,
    live_until,
    monthly,
    retainers,
    shown,
)

FIRST = date(2026, 12, 1)
COMPLETE = 100_000 + 60_000


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def row(house: House) -> InvoiceRow:
    """Have the draft of December, to which the hours are lacking."""
    approved(house, **hourly(start=FIRST))
    live_until(house, date(2026, 12, 3))
    return by_subscription(house)[0]


def counted(house: House, row: InvoiceRow) -> None:
    give_usage(house.deps, row.id, {HOURS: Decimal(4)}, KIM)
    house.run()


def test_is_left_alone_until_all_is_known(house: House, row: InvoiceRow) -> None:
    send_period(house.deps, row.id)
    assert shown(house)[0][1] == "scheduled"
    assert house.billing.mails == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", ["add_lines", "send"])
def test_is_sent_once_in_spite_of_a_failure_that_stripe_keeps(
    house: House, row: InvoiceRow, call: str, *, after: bool
) -> None:
    house.billing.fail_at(call, STORED_500, after=after)
    counted(house, row)
    assert shown(house)[0] == (1, "open", COMPLETE)
    assert len(house.billing.mails) == 1
    assert house.troubles() == []


def test_that_is_final_and_was_not_mailed_is_mailed_by_retry(house: House, row: InvoiceRow) -> None:
    house.billing.finalize_only(REFUSED)
    counted(house, row)
    assert house.billing.mails == []
    house.retry("period")
    assert shown(house)[0] == (1, "open", COMPLETE)
    assert len(house.billing.mails) == 1
    assert house.troubles() == []


def test_that_is_held_meanwhile_stays(house: House, row: InvoiceRow) -> None:
    def held() -> None:
        house.hold(row.id)

    house.billing.at("add_lines", held)
    counted(house, row)
    assert shown(house)[0] == (1, "scheduled", COMPLETE)
    assert house.billing.mails == []
    release_invoice(house.deps, row.id, KIM)
    house.run()
    assert shown(house)[0] == (1, "open", COMPLETE)
    assert len(house.billing.mails) == 1


def test_that_a_later_run_sent_is_not_said_to_have_failed(house: House, row: InvoiceRow) -> None:
    def faster() -> None:
        send_period(house.deps, row.id)
        house.billing.fail_at("add_lines", REFUSED)

    house.billing.at("add_lines", faster)
    counted(house, row)
    assert shown(house)[0] == (1, "open", COMPLETE)
    assert len(house.billing.mails) == 1
    assert house.troubles() == []


def test_over_another_amount_waits_for_a_person(house: House) -> None:
    approved(house, **hourly(start=FIRST))
    stripe_id = retainers(house)[0].stripe_id or ""
    other = PlanLine(description="Support", amount=Money(minor=999, currency="USD"))
    order = house.billing.sub_orders[stripe_id].model_copy(update={"lines": (other,)})
    house.billing.change_subscription(stripe_id, order, key="by hand")
    live_until(house, date(2026, 12, 3))
    counted(house, by_subscription(house)[0])
    assert house.billing.mails == []
    words = [trouble.words for trouble in house.troubles() if trouble.kind == "period"]
    assert words == ["The draft is over $609.99, but $1,600.00 was approved."]


def test_that_is_released_before_all_is_known_waits_on(house: House, row: InvoiceRow) -> None:
    hold_invoice(house.deps, row.id, HoldWish(reason="dispute"), KIM)
    house.run()
    release_invoice(house.deps, row.id, KIM)
    house.run()
    assert any("is sent once its quantities are known" in what for what in house.told())
    assert house.billing.mails == []


def test_that_stripe_does_not_show_at_first_is_checked_by_retry(house: House) -> None:
    approved(house, **monthly(start=date(2026, 11, 2), periods=3))
    live_until(house, date(2026, 12, 1))
    house.clock.at = house.clock.at.replace(day=2, hour=14, minute=30)
    house.poll_stripe()
    house.billing.fail_at("snapshot", REFUSED)
    check_period(house.deps, by_subscription(house)[0].id)
    [trouble] = house.troubles()
    assert (trouble.kind, trouble.retry["workflow"]) == ("period", "check_period")
    house.retry("period")
    assert house.troubles() == []


def test_of_a_retainer_that_is_over_is_still_sent(house: House) -> None:
    approved(house, **hourly(start=FIRST, periods=1))
    live_until(house, date(2027, 1, 5))
    [only] = by_subscription(house)
    house.billing.fail_at("send", NO_ANSWER, after=True)
    counted(house, only)
    assert house.invoices()[0].status is InvoiceStatus.OPEN
    assert len(house.billing.mails) == 1
