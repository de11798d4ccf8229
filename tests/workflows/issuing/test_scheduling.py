"""What is for a later day is drafted at once and goes out by itself, whoever is awake."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.facts import Urgency
from bot.status import InvoiceStatus
from bot.workflows.deciding.order import issue_due
from bot.workflows.tracking.track import track
from tests.workflows.house import NO_ANSWER, REFUSED, House
from tests.workflows.milestones import (
    AFTER_THE_HOLIDAY,
    JANUARY,
    approved,
    at_stripe,
    milestone,
)

I = InvoiceStatus  # noqa: E741 - the tables read better


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def statuses(house: House) -> list[InvoiceStatus]:
    return [row.status for row in house.invoices()]


class TestSchedule:
    def test_sends_the_first_drafts_the_dated_and_leaves_the_condition(self, house: House) -> None:
        rows = approved(house)
        assert statuses(house) == [I.OPEN, I.SCHEDULED, I.SCHEDULED, I.APPROVED]
        assert at_stripe(house) == [
            ("open", None, date(2026, 12, 23)),
            (None, JANUARY, date(2027, 2, 14)),
            (None, AFTER_THE_HOLIDAY, date(2027, 3, 18)),
        ]
        assert [row.advances for row in rows] == [False, True, True, False]
        assert (rows[3].issue_date, rows[3].due_date) == (None, None)
        assert len(house.billing.mails) == 1
        assert "2 invoices wait at Stripe" in house.told()[-1]
        assert "the first on Jan 15, 2027, the last on Feb 16, 2027" in house.told()[-1]

    def test_makes_two_calls_each_and_reads_the_deal_once(self, house: House) -> None:
        start = date(2027, 1, 4)
        sixty = tuple(
            milestone(n, percent=None, amount=Decimal(800), date=start + timedelta(days=7 * n))
            for n in range(60)
        )
        house.known_customer()
        house.propose(milestones=sixty, lines=())
        house.calls()
        reads = house.crm.calls.count("deal") if hasattr(house.crm, "calls") else None
        house.approve()
        assert house.engine.of("issue") == []  # the person waits for none of it
        house.run()
        assert set(statuses(house)) == {I.SCHEDULED}
        assert house.calls() == ["draft", "add_lines"] * 60
        assert {work.urgency for work in house.engine.of("issue")} == {Urgency.BULK}
        if reads is not None:
            assert house.crm.calls.count("deal") - reads == 1
        assert sum("wait at Stripe" in line for line in house.told()) == 1

    def test_goes_out_while_we_are_down(self, house: House) -> None:
        approved(house)
        house.billing.mails.clear()
        house.clock.move(days=60)  # January 22
        house.poll_stripe()
        row = house.invoices()[1]
        assert (row.status, row.issue_date) == (I.OPEN, JANUARY)
        assert row.due_date == date(2027, 2, 14)
        assert row.sent_at == house.deps.now()
        assert house.billing.mails == [(row.stripe_id, "ap@acme.example")]
        assert not row.advances
        assert "went out on Jan 15 as scheduled and was e-mailed" in house.told()[-1]
        assert "by closedwon, due Feb 14" in house.told()[-1]

    def test_is_not_mailed_by_us_when_stripe_did(self, house: House) -> None:
        approved(house)
        house.billing.mails.clear()
        house.billing.mails_by_itself = True
        house.clock.move(days=60)
        house.poll_stripe()
        row = house.invoices()[1]
        assert house.billing.mails == [(row.stripe_id, "ap@acme.example")]
        assert row.sent_at is not None
        assert row.sent_at.date() == row.issue_date == JANUARY  # not when we came to know of it
        assert "by Stripe" in house.told()[-1]

    def test_is_not_taken_for_sent_by_hand_when_the_events_come_one_by_one(
        self, house: House
    ) -> None:
        approved(house)
        house.billing.mails_by_itself = True
        house.clock.move(days=60)
        stripe_id = house.invoices()[1].stripe_id or ""
        for event in ("invoice.finalized", "invoice.sent"):
            track(house.deps, stripe_id, f"dashboard {event}")
        house.run()
        row = house.invoices()[1]
        assert row.sent_at is not None
        assert row.sent_at.date() == row.issue_date == JANUARY
        assert "went out on Jan 15 as scheduled and was e-mailed" in house.told()[-1]
        assert not [words for words in house.told() if "by hand" in words]

    @pytest.mark.parametrize("after", [True, False])
    def test_is_mailed_once_whatever_stripe_answers(self, house: House, after: bool) -> None:  # noqa: FBT001 - a parameter
        approved(house)
        house.billing.mails.clear()
        house.clock.move(days=60)
        house.billing.fail_at("send", NO_ANSWER, after=after)
        house.poll_stripe()
        assert len(house.billing.mails) == 1
        assert house.troubles() == []

    def test_that_cannot_be_mailed_is_retried_by_a_person(self, house: House) -> None:
        approved(house)
        house.billing.mails.clear()
        house.clock.move(days=60)
        house.billing.fail_at("send", REFUSED)
        house.poll_stripe()
        assert [row.kind for row in house.troubles()] == ["see_sent"]
        house.retry("see_sent")
        assert house.troubles() == []
        assert len(house.billing.mails) == 1

    def test_waits_for_the_deal_to_be_read(self, house: House) -> None:
        house.known_customer()
        house.propose(milestones=(milestone(1, percent=Decimal(100), date=JANUARY),), lines=())
        house.approve()
        house.crm.fail_next(REFUSED)
        house.run()
        assert [row.kind for row in house.troubles()] == ["schedule"]
        house.retry("schedule")
        assert statuses(house) == [I.SCHEDULED]


class TestIssueDue:
    def test_leaves_what_goes_out_by_itself_today(self, house: House) -> None:
        approved(house)
        house.clock.set(house.clock.at.replace(year=2027, month=1, day=15, hour=13))  # 8:00 there
        house.engine.started.clear()
        issue_due(house.deps, "slot")
        assert house.engine.of("issue") == []

    def test_sends_what_could_not_finalize_by_itself(self, house: House) -> None:
        rows = approved(house)
        house.billing.finalize_at.pop(rows[1].stripe_id or "")  # Stripe gave it up
        house.clock.move(days=60)
        issue_due(house.deps, "slot")
        house.run()
        row = house.invoices()[1]
        assert (row.status, row.issue_date) == (I.OPEN, date(2027, 1, 22))
        assert row.due_date == date(2027, 2, 21)  # its terms count from the day it went out
        assert len([i for i in house.billing.invoices.values() if i.invoice_id == row.id]) == 1
