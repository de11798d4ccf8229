"""Whom quantities are asked of, what happens when nobody can be asked, and who may not give any."""

from datetime import date
from decimal import Decimal

import pytest

from bot.deal import DealLine
from bot.deps import Deps
from bot.errors import Conflict
from bot.workflows.tracking.ask_usage import ask_usage, post, write_to_owner
from bot.workflows.tracking.usage import give_usage
from tests.fakes.deals import DANA, DEAL_ID
from tests.workflows.house import KIM, REFUSED, House
from tests.workflows.milestones import approved as of_milestones
from tests.workflows.retained import HOURS, approved, by_subscription, hourly, live_until, shown

FIRST = date(2026, 12, 1)
ASKED = date(2026, 12, 30)
"""Two business days before the first period is over."""


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def two_kinds(house: House) -> None:
    """Approve a retainer with hours at $150.00 and nights at $300.00."""
    fields = hourly(start=FIRST, periods=1, fixed=0)
    lines = fields["lines"]
    assert isinstance(lines, tuple)
    hours: DealLine = lines[0]
    nights = {"id": "00k000000000002AAA", "description": "Nights", "unit_price": Decimal(300)}
    approved(house, **{**fields, "lines": (hours, hours.model_copy(update=nights))})


class TestAsking:
    def test_that_slack_refuses_is_said_and_done_again_the_next_day(self, house: House) -> None:
        approved(house, **hourly(start=FIRST, periods=1))
        live_until(house, ASKED)
        house.messenger.fail_next(REFUSED)
        ask_usage(house.deps, "2026-12-30")
        assert [trouble.kind for trouble in house.troubles()] == ["ask_usage"]
        live_until(house, date(2026, 12, 31))
        ask_usage(house.deps, "2026-12-31")
        assert house.troubles() == []
        assert len(house.messenger.directs("UDANA")) >= 1

    def test_goes_to_the_thread_alone_where_the_owner_has_no_account(self, house: House) -> None:
        gone = DANA.model_copy(update={"email": "gone@example.com"})
        approved(house, owner=gone, **hourly(start=FIRST, periods=1))
        live_until(house, ASKED)
        ask_usage(house.deps, "2026-12-30")
        assert house.messenger.directs("UDANA") == []
        asked = [one for one in house.messenger.said if one.key.startswith("usage:")]
        assert len(asked) == 1
        assert house.troubles() == []

    def test_says_nothing_of_what_was_given_in_this_moment(self, house: House) -> None:
        approved(house, **hourly(start=FIRST, periods=1))
        live_until(house, ASKED)
        [row] = by_subscription(house)
        give_usage(house.deps, row.id, {HOURS: Decimal(2)}, KIM)
        assert post(house.deps, row.id, "2026-12-30") == ""
        assert write_to_owner(house.deps, row.id, "2026-12-30") == ""


class TestGiving:
    def test_one_of_two_says_which_is_missing(self, house: House) -> None:
        two_kinds(house)
        live_until(house, ASKED)
        [row] = by_subscription(house)
        give_usage(house.deps, row.id, {HOURS: Decimal(2)}, KIM)
        house.run()
        assert "Still missing: Nights." in house.told()[-1]
        assert house.invoices()[0].awaits_usage
        give_usage(house.deps, row.id, {"00k000000000002AAA": Decimal(1)}, KIM)
        house.run()
        assert shown(house) == [(1, "open", 60_000)]

    def test_is_refused_for_an_invoice_without_any(self, house: House) -> None:
        row = of_milestones(house)[1]
        with pytest.raises(Conflict, match="Nothing of this invoice is billed by quantity"):
            give_usage(house.deps, row.id, {HOURS: Decimal(2)}, KIM)

    def test_in_salesforce_for_another_line_is_left_alone(self, house: House) -> None:
        fields = hourly(start=FIRST, periods=1)
        approved(house, **fields)
        live_until(house, ASKED)
        known = {"usage": Decimal(9), "usage_for": FIRST}
        lines = [
            one if one.id == HOURS else one.model_copy(update=known)
            for one in house.crm.deal(DEAL_ID).lines
        ]
        house.clock.move(minutes=1)
        house.crm.change(DEAL_ID, lines=tuple(lines))
        house.poll()
        assert house.invoices()[0].awaits_usage
        assert not any("for the period from" in what for what in house.told())
