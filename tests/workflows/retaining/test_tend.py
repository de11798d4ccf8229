from datetime import date
from decimal import Decimal

import pytest

from bot.deal import Account, Terms
from bot.deps import Deps
from bot.errors import VendorError
from bot.ledger import holds
from bot.money import Money
from bot.payer import Tax, TaxMode
from bot.plan import PlanLine
from bot.status import InvoiceStatus, SubscriptionStatus
from bot.workflows.retaining.tend import tend, tend_retainers
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import KIM, NO_ANSWER, REFUSED, House, with_policy
from tests.workflows.retained import (
    a_day,
    approved,
    by_subscription,
    in_the_hour,
    live_until,
    monthly,
    retainers,
    shown,
)

START = date(2026, 11, 2)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


@pytest.mark.parametrize("trouble", [NO_ANSWER, REFUSED], ids=["no answer", "refused"])
def test_a_period_that_could_not_be_read_is_adopted_at_the_next_look(
    house: House, trouble: VendorError
) -> None:
    row = approved(house, **monthly(start=START, periods=4))
    live_until(house, date(2026, 12, 4), polls=False)
    house.billing.catch_up()
    house.engine.tries = 1
    house.billing.fail_at("snapshot", trouble)
    tend(house.deps, row.id, "a look")
    assert [item for item, _, _ in shown(house)] == [1]
    tend(house.deps, row.id, "the next")
    assert [item for item, _, _ in shown(house)] == [1, 2]


class TestInTheDashboard:
    def test_ended_early_is_told_and_bills_nothing_more(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        live_until(house, date(2026, 12, 10))
        house.billing.cancel_by_hand(row.stripe_id or "")
        house.poll_stripe()
        [ended] = retainers(house)
        assert (ended.status, ended.last_period) == (SubscriptionStatus.ENDED, 2)
        assert "2 approved periods from Jan 2, 2027 on are not billed" in house.told()[-1]
        [trouble] = house.troubles()
        assert trouble.kind == "retainer"
        live_until(house, date(2027, 2, 3))
        assert len(shown(house)) == 2

    def test_ended_in_the_hour_asks_about_the_draft(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        in_the_hour(house, date(2026, 12, 2))
        stripe_id = row.stripe_id or ""
        house.billing.cancel_by_hand(stripe_id)
        [draft] = [i for i in house.billing.invoices.values() if i.subscription_id]
        house.billing.unschedule(draft.stripe_id, key="as Stripe does when it cancels")
        house.poll_stripe()
        house.poll_stripe()
        assert {trouble.kind for trouble in house.troubles()} == {"period", "retainer"}
        assert shown(house)[-1][1] == "scheduled"
        house.retry("period")
        assert shown(house)[-1][1] == "open"
        assert len(house.billing.mails) == 2

    def test_paused_is_said_and_retry_lets_it_go_on(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        house.billing.pause_by_hand(row.stripe_id or "")
        house.poll_stripe()
        [trouble] = house.troubles()
        assert "is paused in the Stripe Dashboard" in trouble.words
        house.retry("retainer")
        assert not house.billing.subs[row.stripe_id or ""].paused
        house.poll_stripe()
        assert house.troubles() == []

    def test_resumed_against_a_hold_is_paused_again(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        house.hold(row.id)
        house.billing.pause_by_hand(row.stripe_id or "")
        house.poll_stripe()
        house.billing.pause_by_hand(row.stripe_id or "", paused=False)
        house.poll_stripe()
        assert house.billing.subs[row.stripe_id or ""].paused
        assert any("it is paused again" in what for what in house.told())

    def test_not_paused_yet_is_nobodys_doing(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        hold_id = house.hold(row.id)
        with house.deps.ledger.transaction() as s:
            holds.get(s, hold_id).confirmed_at = None  # Stripe is just about to be told
        tend(house.deps, row.id, "feed")
        assert not any("Dashboard" in what for what in house.told())
        house.run()
        assert house.billing.subs[row.stripe_id or ""].paused

    def test_another_amount_is_said_and_does_not_go_out(self, house: House) -> None:
        row = approved(house, **monthly(start=START, periods=4))
        other = PlanLine(description="Support", amount=Money(minor=999, currency="USD"))
        order = house.billing.sub_orders[row.stripe_id or ""].model_copy(update={"lines": (other,)})
        house.billing.change_subscription(row.stripe_id or "", order, key="by hand")
        house.poll_stripe()
        assert "bills $9.99 a period" in house.troubles()[0].words
        in_the_hour(house, date(2026, 12, 2))
        house.poll_stripe()
        house.clock.move(hours=3)
        a_day(house)
        assert shown(house)[-1][1] == "scheduled"
        assert {trouble.kind for trouble in house.troubles()} >= {"period"}


class TestChecking:
    def test_keeps_back_what_has_no_tax(self, deps: Deps) -> None:
        house = House(deps)
        policy = with_policy(house.deps, billing={"tax": "automatic"})
        house.deps = type(house.deps)(**{**vars(house.deps), "policy": policy})
        House.__post_init__(house)
        house.billing.tax_percent = Decimal(10)
        row = approved(house, **monthly(start=START, periods=3))
        assert house.billing.sub_orders[row.stripe_id or ""].tax == Tax(mode=TaxMode.AUTOMATIC)
        house.billing.untaxable.add(row.customer_id or "")
        in_the_hour(house, date(2026, 12, 2))
        house.poll_stripe()
        house.clock.move(hours=3)
        a_day(house)
        assert shown(house)[-1][1] == "scheduled"
        assert "tax could not be worked out" in house.troubles()[0].words

    def test_writes_the_terms_a_subscription_cannot_count(self, house: House) -> None:
        terms = Terms(text="30 days EOM")
        approved(house, terms=terms, **monthly(start=START, periods=3))
        in_the_hour(house, date(2026, 12, 2))
        house.poll_stripe()
        house.clock.move(hours=3)
        a_day(house)
        [row] = by_subscription(house)
        assert (row.status, row.due_date) == (InvoiceStatus.OPEN, date(2027, 1, 30))


class TestSeveralPayers:
    def test_have_a_subscription_each(self, house: House) -> None:
        second = Account(id="001000000000002AAA", name="Beta", email="ap@beta.example")
        terms = Terms(text="Net 30", second_share=Decimal(25))
        approved(
            house, terms=terms, second_payer=second, **monthly(start=START, periods=3, total=3_000)
        )
        rows = retainers(house)
        assert sorted(row.amount_minor for row in rows) == [25_000, 75_000]
        live_until(house, date(2027, 1, 3))
        amounts = [(item, minor) for item, _, minor in shown(house)]
        assert sorted(amounts) == sorted((n, m) for n in (1, 2, 3) for m in (25_000, 75_000))
        assert len(house.billing.mails) == 6
        assert {row.status for row in retainers(house)} == {SubscriptionStatus.ENDED}


class TestChanges:
    def test_before_anything_is_out_end_it_and_ask_again(self, house: House) -> None:
        row = approved(house, **monthly(start=date(2026, 12, 10), periods=3))
        assert row.status is SubscriptionStatus.ACTIVE
        house.change(**monthly(start=date(2026, 12, 10), periods=3, total=60_000))
        house.clock.move(minutes=10)
        house.poll()
        assert house.billing.subs[row.stripe_id or ""].status is SubscriptionStatus.ENDED
        assert house.revisions() == 2
        house.approve()
        house.run()
        house.poll_stripe()
        live_until(house, date(2026, 12, 12))
        assert shown(house) == [(1, "open", 2_000_000)]
        assert house.troubles() == []

    def test_between_two_periods_hold_the_next_one_back(self, house: House) -> None:
        approved(house, **monthly(start=START, periods=4))
        house.change(**monthly(start=START, periods=4, total=60_000))
        house.clock.move(minutes=10)
        house.poll()
        live_until(house, date(2026, 12, 4))
        assert [(i, s) for i, s, _ in shown(house)] == [(1, "open"), (2, "scheduled")]
        house.change(**monthly(start=START, periods=4))
        house.clock.move(minutes=10)
        house.poll()
        assert [(i, s) for i, s, _ in shown(house)] == [(1, "open"), (2, "open")]


class TestCrashes:
    @pytest.mark.parametrize(
        "method", ["create_customer", "subscribe", "note", "snapshot", "invoices_of", "unschedule"]
    )
    def test_after_any_call_bill_each_period_once(self, house: House, method: str) -> None:
        house.billing.die_after(method, KeyboardInterrupt("the process died"))
        died = 0
        house.poll_stripe()
        house.propose(**{"terms": Terms(text="Net 30"), **monthly(start=START, periods=3)})
        house.approve(KIM, DEAL_ID)
        while house.deps.today() < date(2027, 1, 4):
            house.clock.move(days=1)
            for hour in (9.5, 10):  # a draft of this morning waits until ten
                house.clock.at = house.clock.at.replace(hour=14, minute=0)
                house.clock.move(hours=hour - 9)
                try:
                    a_day(house)
                except KeyboardInterrupt:
                    died += 1
                    again(house)
        assert died == 1
        assert len(house.billing.subs) == 1
        assert [(i, s) for i, s, _ in shown(house)] == [(1, "open"), (2, "open"), (3, "open")]
        assert len(house.billing.invoices) == len(house.billing.mails) == 3


def again(house: House) -> None:
    """Let the engine take up what the crash left: each workflow from its beginning."""
    names = ("subscribe", "issue", "see_sent", "check_period", "send_period")
    left = [work for work in house.engine.started if work.workflow in names]
    with house.deps.ledger.transaction() as s:
        for work in left:
            house.engine.enqueue(s, work.workflow, *work.args, id=f"{work.id}:again")
    house.run()
    tend_retainers(house.deps, "again")
    house.run()
