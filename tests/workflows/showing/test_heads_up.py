"""People have notice before an invoice goes out by itself: once for each day it is set to."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.deps import Deps
from bot.facts import Message
from bot.ledger.invoices import InvoiceRow
from bot.policy import BillingRules
from bot.workflows.holding.hold import HoldWish, hold_invoice
from bot.workflows.issuing.moving import move
from bot.workflows.showing.heads_up import coming, heads_up
from tests.workflows.house import KIM, REFUSED, House, with_policy
from tests.workflows.milestones import FEBRUARY, approved

TWO_DAYS_BEFORE = datetime(2027, 1, 13, 14, tzinfo=UTC)
"""A Wednesday; it goes out on Friday."""


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.fixture
def second(house: House) -> InvoiceRow:
    return approved(house)[1]


def said(house: House, *, in_person: bool) -> list[Message]:
    """Return what was said of invoices that go out by themselves, in person or in the thread."""
    found = [one for one in house.messenger.said if one.key.startswith("heads-up:")]
    return [one.message for one in found if (one.user == "UDANA") is in_person]


class TestHeadsUp:
    def test_comes_two_business_days_before_and_once(
        self, house: House, second: InvoiceRow
    ) -> None:
        house.clock.set(datetime(2027, 1, 12, 14, tzinfo=UTC))
        assert coming(house.deps) == []
        house.clock.set(TWO_DAYS_BEFORE)
        assert coming(house.deps) == [second.id]
        heads_up(house.deps, "slot")
        assert coming(house.deps) == []
        heads_up(house.deps, "slot")
        assert len(said(house, in_person=False)) == 1
        assert len(said(house, in_person=True)) == 1

    def test_names_what_is_unpaid_and_what_can_be_done(
        self, house: House, second: InvoiceRow
    ) -> None:
        house.clock.set(TWO_DAYS_BEFORE)
        heads_up(house.deps, "slot")
        [message] = said(house, in_person=False)
        shown = str(message.blocks)
        assert message.text.startswith("Invoice 2 of 4 for Acme - Platform 2026, $12,000.00, ")
        assert message.text.endswith("goes out Jan 15 (in 2 days)")
        assert house.invoices()[0].number in shown
        assert "21 days overdue" in shown
        assert "invoice.hold" in shown
        assert "invoice.move" in shown
        assert second.id in shown

    def test_comes_again_for_another_day(self, house: House, second: InvoiceRow) -> None:
        house.clock.set(TWO_DAYS_BEFORE)
        heads_up(house.deps, "slot")
        on = move(house.deps, second.id, FEBRUARY.replace(day=18), KIM)
        house.run()
        house.clock.set(datetime(2027, 2, 16, 14, tzinfo=UTC))
        assert second.id in coming(house.deps)
        heads_up(house.deps, "slot")
        assert house.invoices()[1].warned_for == on

    def test_is_not_for_what_is_held_nor_on_days_off_nor_if_nobody_wants_it(
        self, house: House, second: InvoiceRow
    ) -> None:
        house.clock.set(TWO_DAYS_BEFORE)
        quiet = replace(house.deps, policy=with_policy(house.deps, billing=BillingRules(
            heads_up_days=0)))  # fmt: skip
        assert coming(quiet) == []
        hold_invoice(house.deps, second.id, HoldWish(reason="dispute"), KIM)
        assert coming(house.deps) == []
        house.clock.set(datetime(2027, 2, 15, 14, tzinfo=UTC))  # a holiday; the third is tomorrow
        assert coming(house.deps) == []

    def test_that_slack_refuses_is_tried_again(self, house: House, second: InvoiceRow) -> None:
        house.clock.set(TWO_DAYS_BEFORE)
        house.messenger.fail_next(REFUSED)
        heads_up(house.deps, "slot")
        assert [row.kind for row in house.troubles()] == ["heads_up"]
        assert coming(house.deps) == [second.id]
        heads_up(house.deps, "slot")
        assert house.troubles() == []
        assert len(said(house, in_person=True)) == 1
