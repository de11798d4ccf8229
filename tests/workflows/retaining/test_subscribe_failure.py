from datetime import date
from decimal import Decimal

import pytest

from bot.deal import DealLine, Terms
from bot.deps import Deps
from bot.ledger import proposals
from bot.status import ProposalStatus, SubscriptionStatus
from bot.workflows.retaining.subscribe import subscribe
from tests.fakes.deals import a_line
from tests.workflows.house import NO_ANSWER, REFUSED, STORED_500, House
from tests.workflows.retained import approved, live_until, monthly, retainers, shown

START = date(2026, 12, 10)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def ordered(house: House, **fields: object) -> None:
    house.poll_stripe()
    house.propose(**{"terms": Terms(text="Net 30"), **fields})
    house.approve()


class TestRefused:
    def test_says_so_and_retry_makes_it_once(self, house: House) -> None:
        house.billing.fail_at("subscribe", REFUSED)
        approved(house, **monthly(start=START, periods=3))
        assert [t.kind for t in house.troubles()] == ["subscribe"]
        house.retry("subscribe")
        assert house.troubles() == []
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE
        assert len(house.billing.subs) == 1

    def test_for_weeks_bills_what_began_meanwhile_here(self, house: House) -> None:
        house.billing.fail_at("subscribe", REFUSED, times=2)  # the next day tries again, once
        approved(house, **monthly(start=START, periods=3))
        live_until(house, date(2027, 1, 12))
        assert shown(house) == []
        house.retry("subscribe")
        live_until(house, date(2027, 2, 12))
        assert [(i, s) for i, s, _ in shown(house)] == [(1, "open"), (2, "open"), (3, "open")]
        assert len(house.billing.mails) == len(house.billing.invoices) == 3
        assert any("2 periods began meanwhile" in what for what in house.told())


class TestUnclear:
    @pytest.mark.parametrize("error", [NO_ANSWER, STORED_500])
    @pytest.mark.parametrize("after", [True, False])
    def test_looks_before_it_tries_again(
        self, house: House, error: Exception, *, after: bool
    ) -> None:
        house.billing.fail_at("subscribe", error, after=after, times=3)  # type: ignore[arg-type] # both are VendorErrors
        approved(house, **monthly(start=START, periods=3))
        if house.troubles():
            house.clock.move(hours=30)
            house.billing.forget_keys()
            house.retry("subscribe")
        assert retainers(house)[0].status is SubscriptionStatus.ACTIVE
        assert len(house.billing.subs) == 1

    def test_found_weeks_later_it_is_the_one_that_bills(self, house: House) -> None:
        house.billing.fail_at("subscribe", NO_ANSWER, after=True, times=3)
        approved(house, **monthly(start=START, periods=3))
        house.clock.move(days=40)
        house.billing.forget_keys()
        house.retry("subscribe")
        live_until(house, date(2027, 2, 12))
        assert [(i, s) for i, s, _ in shown(house)] == [(1, "open"), (2, "open"), (3, "open")]
        assert len(house.billing.subs) == 1
        assert len(house.billing.mails) == len(house.billing.invoices) == 3


class TestMeanwhile:
    def test_a_changed_deal_is_asked_again_and_nothing_is_made(self, house: House) -> None:
        ordered(house, **monthly(start=START, periods=3))
        house.crm.change(house.latest().deal_id, amount=Decimal(90_000))
        house.run()
        assert house.billing.subs == {}
        assert house.revision(1).status is ProposalStatus.SUPERSEDED
        assert retainers(house)[0].status is SubscriptionStatus.CANCELED

    def test_a_deleted_customer_is_asked_again(self, house: House) -> None:
        customer = house.known_customer()
        ordered(house, **monthly(start=START, periods=3))
        house.billing.drop_customer(customer)
        house.run()
        house.poll()
        assert house.revision(1).status is ProposalStatus.SUPERSEDED
        assert house.latest().revision == 2

    def test_given_up_while_it_is_made_it_is_ended_again(self, house: House) -> None:
        ordered(house, **monthly(start=START, periods=3))
        changed = {"amount": Decimal(90_000)}
        house.billing.at("subscribe", lambda: call_off_now(house, **changed))
        house.run()
        [sub] = house.billing.subs.values()
        assert sub.status is SubscriptionStatus.ENDED
        assert retainers(house)[0].status is SubscriptionStatus.CANCELED
        assert house.troubles() == []

    def test_made_by_the_daily_look_as_well_it_is_one_and_runs_on(self, house: House) -> None:
        ordered(house, **monthly(start=START, periods=3))
        [row] = retainers(house)
        house.billing.at("subscribe", lambda: subscribe(house.deps, row.id))
        live_until(house, date(2026, 12, 12))
        [sub] = house.billing.subs.values()
        assert sub.status is retainers(house)[0].status is SubscriptionStatus.ACTIVE
        assert shown(house) == [(1, "open", 1_600_000)]
        assert len([what for what in house.told() if "runs at Stripe" in what]) == 1
        assert house.troubles() == []


def call_off_now(house: House, **changes: object) -> None:
    """Let the change be settled while Stripe is being called."""
    from bot.workflows.issuing.call_off import call_off  # noqa: PLC0415 - only here

    house.see_change(**changes)
    with house.deps.ledger.transaction() as s:
        base = proposals.in_force(s, house.latest().deal_id)
        assert base is not None
        call_off(house.deps, s, base, "the deal changed")


def test_a_deposit_milestones_and_a_retainer_are_one_deal(house: House) -> None:
    fields = monthly(start=START, periods=3, total=3_000)
    lines = fields["lines"]
    assert isinstance(lines, tuple)
    both: tuple[DealLine, ...] = (a_line("Project", 9_000), *lines)
    terms = Terms(text="Net 30", deposit_percent=Decimal(30), send_date=date(2027, 1, 15))
    approved(house, lines=both, amount=Decimal(12_000), terms=terms)
    live_until(house, date(2027, 2, 12))
    rows = house.invoices()
    assert sum(row.amount_minor for row in rows) == 1_200_000
    assert len({row.item for row in rows}) == len(rows)
    assert sum(1 for row in rows if row.subscription_id) == 3
    assert house.troubles() == []
