"""A change of what Stripe does not have yet: a retainer of later months, a last period apart."""

from datetime import date
from decimal import Decimal

import pytest

from bot.amending import WayKind
from bot.deal import DealLine, Terms
from bot.deps import Deps
from bot.rules import BillingRules, Roll
from bot.status import SubscriptionStatus
from bot.workflows.standing.placing import open_day
from tests.fakes.deals import a_line
from tests.workflows.house import House, with_policy
from tests.workflows.retained import approved, live_until, monthly, retainers, shown
from tests.workflows.test_retainer_changes import START, changed, live

MARCH = date(2027, 3, 1)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def sold(project: int, care: int) -> dict[str, object]:
    """Return the fields of a project, billed at once, and three months of care from March on."""
    own = monthly(start=MARCH, periods=3, total=care)["lines"]
    assert isinstance(own, tuple)
    lines: tuple[DealLine, ...] = (a_line("Project", project), *own)
    return {"lines": lines, "amount": Decimal(project + care), "terms": Terms(text="Net 30")}


def test_another_price_takes_the_place_of_the_retainer(house: House) -> None:
    approved(house, **sold(9_000, 3_000))
    changed(house, WayKind.CHANGE_RETAINER, None, **sold(9_000, 6_000))
    live_until(house, date(2027, 5, 3))
    assert [row.status for row in retainers(house)] == [
        SubscriptionStatus.CANCELED,
        SubscriptionStatus.ENDED,
    ]
    assert [minor for _, _, minor in shown(house)] == [900_000, 200_000, 200_000, 200_000]
    assert len(house.billing.subs) == 1
    assert house.troubles() == []


def test_of_something_else_leaves_the_retainer_as_it_was(house: House) -> None:
    approved(house, **sold(9_000, 3_000))
    before = [row.id for row in retainers(house)]
    changed(house, WayKind.CREDIT, None, **sold(10_000, 3_000))
    assert [row.id for row in retainers(house)] == before
    live_until(house, date(2027, 5, 3))
    assert sum(minor for _, _, minor in shown(house)) == 1_300_000
    assert house.troubles() == []


def test_of_a_running_one_to_what_does_not_divide_bills_the_rest_at_the_end(house: House) -> None:
    approved(house, **monthly(start=START, periods=6, total=6_000))
    live(house, date(2026, 11, 25))
    fields = monthly(start=START, periods=6, total=10_001)
    changed(house, WayKind.CHANGE_RETAINER, date(2027, 2, 1), **fields)
    live(house, date(2027, 4, 4))
    assert [item for item, _, _ in sorted(shown(house))] == [1, 2, 3, 4, 5, 6]
    assert {status for _, status, _ in shown(house)} == {"open"}
    *_, fifth, last = [minor for _, _, minor in sorted(shown(house))]
    assert (fifth, last) == (166_683, 166_685)
    assert len(house.billing.mails) == 6
    assert house.troubles() == []


def test_without_rolling_what_may_go_out_on_a_sunday_does(house: House) -> None:
    house.clock.move(days=6)
    assert house.deps.today().isoweekday() == 7
    assert open_day(house.deps) == date(2026, 11, 30)
    rules = BillingRules(roll=Roll.NONE)
    policy = with_policy(house.deps, billing=rules.model_dump())
    house.deps = type(house.deps)(**{**vars(house.deps), "policy": policy})
    assert open_day(house.deps) == house.deps.today()
