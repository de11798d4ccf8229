"""What else is to be known of money: older looks, small remainders, the summary, missing tax."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.deps import Deps
from bot.ledger import desk, invoices, receivables
from bot.money import Money
from bot.status import InvoiceStatus
from bot.views.state_lists import Need
from bot.workflows.dunning.report import daily_summary, summary_now
from bot.workflows.dunning.report_state import summary_state
from bot.workflows.standing.chasing import calendar_of, chase_one, note_of, reason_not_to_chase
from bot.workflows.tracking.observe import observe
from bot.workflows.tracking.track import track
from tests.fakes.slack import FakeMessenger
from tests.workflows.house import with_policy
from tests.workflows.reminding import text
from tests.workflows.till import Till


@pytest.fixture
def deps(deps: Deps) -> Deps:
    """Leave up to $15.00 alone."""
    return replace(deps, policy=with_policy(deps, billing={"small_remainder": {"USD": "15"}}))


@pytest.fixture
def till(deps: Deps) -> Till:
    return Till(deps)


def why_not(till: Till) -> str:
    with till.deps.ledger.reading() as s:
        [owed] = receivables.owed(s)
        chase = chase_one(till.deps, s, owed)
    return reason_not_to_chase(till.deps, chase, calendar_of(till.deps))


def needs(deps: Deps) -> dict[Need, int]:
    with deps.ledger.reading() as s:
        return {line.need: line.count for line in summary_state(deps, s).needs}


class TestAnOlderLook:
    def test_changes_nothing_whatever_it_lacks(self, till: Till) -> None:
        """Each look of a history is taken over again after the whole of it was."""
        looks = [till.billing.invoices[till.stripe_id]]
        steps: list[Callable[[], object]] = [
            lambda: till.pay(200),
            lambda: till.credit(80),
            till.pay,
            lambda: till.refund(50, "pending"),
            lambda: till.turn_refund("succeeded"),
            till.dispute,
            lambda: till.turn("under_review"),
            lambda: till.turn("lost"),
        ]
        for step in steps:
            step()
            looks.append(till.billing.invoices[till.stripe_id])
            till.look()
        told, known = till.told, dict(till.row.__dict__)
        for look in looks:
            with till.deps.ledger.transaction() as s:
                observe(till.deps, s, look)
        assert till.told == told
        till.agrees()
        names = ("status", "paid_minor", "refunded_minor", "disputed_minor", "dispute", "version")
        assert [getattr(till.row, name) for name in names] == [known[name] for name in names]

    def test_is_known_by_when_it_was_read(self, till: Till) -> None:
        older = till.billing.invoices[till.stripe_id]
        till.pay(200)
        till.look()
        early = older.model_copy(update={"read_at": till.deps.now() - timedelta(hours=1)})
        with till.deps.ledger.transaction() as s:
            observe(till.deps, s, early)
        till.agrees()

    def test_gives_way_to_a_later_one_in_which_a_payment_is_gone(self, till: Till) -> None:
        """A payment that was reported by mistake can be taken off an invoice again."""
        before = till.billing.invoices[till.stripe_id]
        till.pay(200)
        till.look()
        till.billing.invoices[till.stripe_id] = before
        till.clock.move(minutes=1)
        track(till.deps, till.stripe_id, "refresh")
        assert till.told[-1] == (
            "Stripe: $200.00 of what had been paid was taken back; balance $480.00."
        )
        assert till.row.paid_minor == 0

    def test_that_names_no_payments_leaves_a_bank_payment_under_way(self, till: Till) -> None:
        till.process()
        bare = till.billing.invoices[till.stripe_id].model_copy(
            update={"processing": False, "back": None, "payments": ()}
        )
        with till.deps.ledger.transaction() as s:
            observe(till.deps, s, bare)
        assert till.row.processing


class TestASmallRemainder:
    def test_is_not_chased_and_named(self, till: Till) -> None:
        till.pay(465, kind="customer_balance")
        till.look()
        assert why_not(till) == "Only $15.00 is left, perhaps a bank's fee: that is left alone."
        assert till.shown == "Paid but for $15.00, which is left alone"
        assert note_of(till.deps, till.row) == "left alone: $15.00 (bank fee?)"
        assert needs(till.deps) == {Need.SMALL_REMAINDER: 1}

    def test_is_not_overdue(self, till: Till) -> None:
        till.pay(465)
        till.look()
        till.clock.move(days=40)
        assert till.shown == "Paid but for $15.00, which is left alone"
        with till.deps.ledger.reading() as s:
            state = summary_state(till.deps, s)
        assert state.newly_overdue == ()
        assert state.totals[0].outstanding == Money(minor=1_500, currency="USD")

    def test_is_none_while_nothing_was_paid(self, deps: Deps) -> None:
        assert why_not(Till(deps, minor=1_500)) == ""

    def test_is_none_while_more_is_left(self, till: Till) -> None:
        till.pay(464)
        till.look()
        assert why_not(till) == ""
        assert needs(till.deps) == {}

    def test_goes_by_whole_units_of_each_currency(self, deps: Deps) -> None:
        rules = with_policy(deps, billing={"small_remainder": {"JPY": Decimal(300)}})
        till = Till(replace(deps, policy=rules), currency="JPY")
        till.billing.pay(till.stripe_id, Money(minor=47_700, currency="JPY"))
        till.look()
        assert till.shown == "Paid but for ¥300, which is left alone"


class TestADispute:
    def test_is_not_chased_and_needs_an_answer(self, till: Till) -> None:
        till.pay(200)
        till.dispute()
        till.look()
        assert "the dispute comes first" in why_not(till)
        assert needs(till.deps) == {Need.DISPUTE: 1}
        till.turn("under_review")
        till.look()
        assert needs(till.deps) == {}
        assert till.shown == "Disputed: $200.00"
        till.turn("lost")
        till.look()
        assert why_not(till) == ""


class TestTheSummary:
    def test_says_what_went_back_since_and_ties_to_stripe(
        self, till: Till, messenger: FakeMessenger
    ) -> None:
        till.pay(200)
        till.look()
        daily_summary(till.deps, "monday")
        till.pay(100)
        till.refund(50)
        till.look()
        till.clock.move(days=1)
        messenger.said.clear()
        shown = text(summary_now(till.deps))
        assert "Outstanding *$180.00*" in shown
        assert "collected since Monday's summary *$100.00*" in shown
        assert "refunded or disputed *$50.00*" in shown

    def test_says_what_came_here_again(self, till: Till) -> None:
        till.pay()
        till.dispute()
        till.look()
        daily_summary(till.deps, "monday")
        till.turn("won")
        till.look()
        till.clock.move(days=1)
        assert "won back *$480.00*" in text(summary_now(till.deps))

    def test_tells_scheduled_from_what_waits_otherwise(self, till: Till) -> None:
        with till.deps.ledger.transaction() as s:
            invoices.get(s, till.invoice.id).status = InvoiceStatus.SCHEDULED
        assert "won, not yet billed *$480.00* (*$480.00* of it scheduled)" in text(
            summary_now(till.deps)
        )

    def test_names_retainers_that_wait_for_quantities(self, till: Till) -> None:
        with till.deps.ledger.transaction() as s:
            row = invoices.get(s, till.invoice.id)
            row.status, row.awaits_usage = InvoiceStatus.SCHEDULED, True
        assert needs(till.deps) == {Need.USAGE: 1}


class TestTheNightlyLook:
    def test_reads_again_where_money_is_under_way(self, till: Till) -> None:
        till.pay()
        till.refund(50, "pending")
        till.look()
        with till.deps.ledger.reading() as s:
            assert receivables.unsettled(s) == [till.stripe_id]
        till.turn_refund("failed")
        till.billing.happened.clear()
        till.clock.move(days=1)
        daily_summary(till.deps, "tuesday")
        till.agrees_with_stripe()
        with till.deps.ledger.reading() as s:
            assert receivables.unsettled(s) == []


class TestMissingTax:
    def test_is_trouble_that_names_its_fix(self, deps: Deps) -> None:
        till = Till(deps)
        with deps.ledger.transaction() as s:
            invoices.get(s, till.invoice.id).status = InvoiceStatus.SCHEDULED
        there = till.billing.invoices[till.stripe_id]
        problem = "Stripe did not recognize the customer's location."
        untaxed = there.model_copy(update={"tax_problem": problem})
        till.billing.invoices[till.stripe_id] = untaxed
        track(deps, till.stripe_id, "dashboard invoice.finalized")
        with deps.ledger.reading() as s:
            [trouble] = desk.open_troubles(s)
        assert trouble.kind == "tax"
        assert "went out without tax" in trouble.words
        assert "Correct the billing address of Acme Corporation in Salesforce" in trouble.words
        till.void()
        track(deps, till.stripe_id, "dashboard invoice.voided")
        with deps.ledger.reading() as s:
            assert desk.open_troubles(s) == []
