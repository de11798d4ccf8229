"""Retainers that are made late, again, or not at all, because the deal or Stripe was in the way."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deal import DealLine, Terms
from bot.deps import Deps
from bot.status import ProposalStatus, SubscriptionStatus
from bot.workflows.retaining.subscribe import subscribe
from tests.fakes.deals import a_line
from tests.workflows.house import REFUSED, House
from tests.workflows.retained import approved, live_until, monthly, retainers, shown

START = date(2026, 12, 10)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def test_refused_until_all_of_it_has_begun_it_is_billed_here(house: House) -> None:
    house.billing.fail_at("subscribe", REFUSED, times=2)
    approved(house, **monthly(start=START, periods=2))
    live_until(house, date(2027, 1, 20))
    assert shown(house) == []
    house.retry("subscribe")
    assert [(i, s) for i, s, _ in shown(house)] == [(1, "open"), (2, "open")]
    assert retainers(house)[0].status is SubscriptionStatus.ENDED
    assert house.billing.subs == {}
    assert house.troubles() == []


def test_refused_to_an_earlier_run_says_nothing(house: House) -> None:
    house.poll_stripe()
    house.propose(**monthly(start=START, periods=3))
    house.approve()
    [row] = retainers(house)

    def faster() -> None:
        subscribe(house.deps, row.id)
        house.billing.fail_next(REFUSED)

    house.billing.at("subscribe", faster)
    house.run()
    assert retainers(house)[0].status is SubscriptionStatus.ACTIVE
    assert house.troubles() == []


def test_of_a_deal_that_changed_after_its_deposit_went_out_waits_for_people(house: House) -> None:
    fields = monthly(start=date(2027, 3, 1), periods=3, total=3_000)
    own = fields["lines"]
    assert isinstance(own, tuple)
    lines: tuple[DealLine, ...] = (a_line("Project", 9_000), *own)
    approved(house, lines=lines, amount=Decimal(12_000), terms=Terms(text="Net 30"))
    assert [(i, s) for i, s, _ in shown(house)] == [(1, "open")]
    live_until(house, date(2027, 2, 1), polls=False)
    [row] = retainers(house)
    more = monthly(start=date(2027, 3, 1), periods=3, total=6_000)["lines"]
    assert isinstance(more, tuple)
    house.crm.change(house.latest().deal_id, lines=(lines[0], *more), amount=Decimal(15_000))
    house.clock.move(days=1)
    subscribe(house.deps, row.id)
    house.run()
    assert house.billing.subs == {}
    assert house.revision(1).status is ProposalStatus.APPROVED
    house.clock.move(minutes=10)
    house.poll()
    assert any("The deal changed after something was sent" in what for what in house.told())
