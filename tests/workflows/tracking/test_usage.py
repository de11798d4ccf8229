from datetime import date
from decimal import Decimal

import pytest

from bot.deal import DealLine
from bot.deps import Deps
from bot.errors import Conflict, Invalid, NotAllowed
from bot.ledger import proposals
from bot.ledger.invoices import InvoiceRow
from bot.plan import PlanLine
from bot.workflows.tracking.ask_usage import ask_usage
from bot.workflows.tracking.usage import give_usage
from tests.fakes.deals import DEAL_ID
from tests.workflows.house import ALEX, DANA, KIM, NO_ANSWER, House
from tests.workflows.retained import (
    HOURS,
    approved,
    by_subscription,
    hourly,
    live_until,
    retainers,
    shown,
)

FIRST = date(2026, 12, 1)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


def counted(house: House, hours: int | str, day: date = FIRST) -> None:
    """Let Salesforce say how many hours the period from `day` had."""
    lines: list[DealLine] = []
    for line in house.crm.deal(DEAL_ID).lines:
        known = {"usage": Decimal(hours), "usage_for": day}
        lines.append(line.model_copy(update=known) if line.id == HOURS else line)
    house.clock.move(minutes=1)
    house.crm.change(DEAL_ID, lines=tuple(lines))
    house.poll()


def lines_of(house: House, row: InvoiceRow) -> list[tuple[str, int]]:
    lines: tuple[PlanLine, ...] = house.billing.lines[row.stripe_id or ""].lines
    return [(line.description, line.amount.minor) for line in lines]


class TestWaiting:
    def test_is_drafted_and_never_sent_without(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2027, 1, 20))
        assert [(item, status) for item, status, _ in shown(house)] == [
            (1, "scheduled"),
            (2, "scheduled"),
        ]
        assert all(row.awaits_usage for row in house.invoices())
        assert house.billing.mails == []
        assert house.troubles() == []

    def test_goes_out_with_what_salesforce_counted(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2027, 1, 2))
        counted(house, "12.5")
        first, second = by_subscription(house)
        assert (first.status, first.amount_minor) == ("open", 100_000 + 187_500)
        assert lines_of(house, first) == [("Support", 100_000), ("Consulting", 187_500)]
        assert second.awaits_usage
        assert len(house.billing.mails) == 1

    def test_goes_out_with_what_a_person_gives(self, house: House) -> None:
        approved(house, **hourly(start=FIRST, fixed=0))
        live_until(house, date(2027, 1, 2))
        [row, _] = by_subscription(house)
        give_usage(house.deps, row.id, {HOURS: Decimal(10)}, DANA)
        house.run()
        assert shown(house)[0] == (1, "open", 150_000)
        assert "Consulting: 10 for the period from Dec 1" in house.told()[-2]

    def test_counts_once_whatever_fails(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2027, 1, 2))
        house.billing.fail_at("add_lines", NO_ANSWER, after=True, times=3)
        house.billing.fail_at("send", NO_ANSWER, after=True, times=3)
        counted(house, 4)
        house.clock.move(hours=30)
        house.retry("period")
        house.billing.failures_are_over()
        if house.troubles():
            house.retry("period")
        [row, _] = by_subscription(house)
        assert lines_of(house, row) == [("Support", 100_000), ("Consulting", 60_000)]
        assert (row.status, len(house.billing.mails)) == ("open", 1)

    def test_of_a_period_that_has_begun_waits_here(self, house: House) -> None:
        approved(house, **hourly(start=date(2026, 10, 20)))
        assert [(i, s) for i, s, _ in shown(house)] == [(1, "approved"), (2, "approved")]
        counted(house, 8, date(2026, 10, 20))
        first, second = house.invoices()
        assert (first.status, first.amount_minor) == ("open", 220_000)
        assert lines_of(house, first) == [("Support", 100_000), ("Consulting", 120_000)]
        assert (second.status, second.awaits_usage) == ("approved", True)

    def test_zero_is_a_quantity(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2027, 1, 2))
        counted(house, 0)
        assert shown(house)[0] == (1, "open", 100_000)


class TestChanging:
    def test_before_it_is_sent_counts_again(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2026, 12, 3))
        [row] = by_subscription(house)
        house.hold(row.id)
        give_usage(house.deps, row.id, {HOURS: Decimal(3)}, ALEX)
        house.run()
        give_usage(house.deps, row.id, {HOURS: Decimal(2)}, ALEX)
        house.run()
        assert shown(house)[0] == (1, "scheduled", 130_000)

    def test_after_it_is_sent_is_told_once(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2026, 12, 3))
        counted(house, 4)
        counted(house, 5)
        counted(house, 5)
        late = [what for what in house.told() if "came after invoice" in what]
        assert len(late) == 1
        assert shown(house)[0] == (1, "open", 160_000)

    def test_is_no_changed_deal(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2026, 12, 3))
        counted(house, 4)
        house.clock.move(minutes=10)
        house.poll()
        assert house.revisions() == 1

    def test_is_refused_to_others_and_for_what_cannot_be(self, house: House) -> None:
        approved(house, **hourly(start=FIRST))
        live_until(house, date(2026, 12, 3))
        [row] = by_subscription(house)
        sam = ALEX.model_copy(update={"id": "USAM", "email": "sam@seller.test"})
        with pytest.raises(NotAllowed):
            give_usage(house.deps, row.id, {HOURS: Decimal(1)}, sam)
        with pytest.raises(Invalid):
            give_usage(house.deps, row.id, {HOURS: Decimal(-1)}, KIM)
        counted(house, 4)
        with pytest.raises(Conflict, match="on its way"):
            give_usage(house.deps, row.id, {HOURS: Decimal(1)}, KIM)


class TestAsking:
    def test_tells_finance_and_the_owner_before_and_after(self, house: House) -> None:
        approved(house, **hourly(start=FIRST, periods=1))
        asked: list[date] = []
        while house.deps.today() < date(2027, 1, 14):
            live_until(house, date.fromordinal(house.deps.today().toordinal() + 1))
            before = len(house.messenger.directs("UDANA"))
            ask_usage(house.deps, house.deps.today().isoformat())
            ask_usage(house.deps, house.deps.today().isoformat())
            if len(house.messenger.directs("UDANA")) > before:
                asked.append(house.deps.today())
        assert asked == [
            date(2026, 12, 30),
            date(2027, 1, 4),
            date(2027, 1, 5),
            date(2027, 1, 6),
            date(2027, 1, 8),
        ]
        assert retainers(house)[0].waits

    def test_takes_what_salesforce_knew_all_along(self, house: House) -> None:
        with house.deps.ledger.reading() as s:
            assert proposals.latest_of(s, DEAL_ID) is None
        fields = hourly(start=FIRST, periods=1)
        lines = fields["lines"]
        assert isinstance(lines, tuple)
        known = {"usage": Decimal(2), "usage_for": FIRST}
        fields["lines"] = tuple(
            line.model_copy(update=known) if line.id == HOURS else line for line in lines
        )
        approved(house, **fields)
        live_until(house, date(2026, 12, 3))
        ask_usage(house.deps, "2026-12-03")
        house.run()
        assert shown(house) == [(1, "open", 330_000)]
