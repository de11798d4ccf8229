from datetime import date

import pytest

from bot.deps import Deps
from bot.status import SubscriptionStatus
from tests.workflows.house import House
from tests.workflows.retained import approved, live_until, monthly, retainers, shown

ACTIVE, APPROVED, ENDED = (
    SubscriptionStatus.ACTIVE,
    SubscriptionStatus.APPROVED,
    SubscriptionStatus.ENDED,
)


@pytest.fixture
def house(deps: Deps) -> House:
    return House(deps)


class TestApproving:
    def test_bills_what_has_begun_at_once_and_leaves_the_rest_to_stripe(self, house: House) -> None:
        approved(house, **monthly(start=date(2026, 11, 1)))
        assert shown(house) == [(1, "open", 400_000)]
        [row] = retainers(house)
        assert (row.status, row.first_period, row.last_period) == (ACTIVE, 2, 12)
        [order] = house.billing.sub_orders.values()
        assert (order.starts_on, order.ends_on) == (date(2026, 12, 1), date(2027, 11, 1))
        assert [line.amount.minor for line in order.lines] == [400_000]

    def test_bills_three_periods_of_a_late_approval(self, house: House) -> None:
        approved(house, **monthly(start=date(2026, 9, 10)))
        assert [item for item, _, _ in shown(house)] == [1, 2, 3]
        assert retainers(house)[0].first_period == 4
        assert len(house.billing.mails) == 3

    def test_waits_with_a_start_in_eight_months(self, house: House) -> None:
        approved(house, **monthly(start=date(2027, 7, 23)))
        assert (shown(house), house.billing.subs) == ([], {})
        assert retainers(house)[0].status is APPROVED
        live_until(house, date(2027, 6, 22), polls=False)
        live_until(house, date(2027, 6, 23))
        assert house.billing.subs == {}
        live_until(house, date(2027, 6, 24))
        assert retainers(house)[0].status is ACTIVE
        live_until(house, date(2027, 7, 23))
        assert shown(house) == [(1, "open", 400_000)]

    def test_is_over_with_its_one_period(self, house: House) -> None:
        approved(house, **monthly(periods=1))
        assert shown(house) == [(1, "open", 4_800_000)]
        assert (retainers(house)[0].status, house.billing.subs) == (ENDED, {})

    def test_makes_the_last_period_itself_where_it_differs(self, house: House) -> None:
        approved(house, **monthly(start=date(2026, 11, 2), periods=3, total=100))
        assert shown(house) == [(1, "open", 3_333), (3, "scheduled", 3_334)]
        [row] = retainers(house)
        assert (row.first_period, row.last_period) == (2, 2)
        live_until(house, date(2027, 1, 4))
        assert shown(house) == [(1, "open", 3_333), (2, "open", 3_333), (3, "open", 3_334)]
        assert retainers(house)[0].status is ENDED


class TestPeriods:
    @pytest.mark.parametrize(
        ("interval", "periods", "starts"),
        [
            ("Monthly", 4, ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
            ("Quarterly", 3, ["2026-11-30", "2027-02-28", "2027-05-30"]),
            ("Weekly", 3, ["2026-12-01", "2026-12-08", "2026-12-15"]),
            ("Yearly", 2, ["2026-12-31", "2027-12-31"]),
        ],
    )
    def test_are_billed_each_on_its_day(
        self, house: House, interval: str, periods: int, starts: list[str]
    ) -> None:
        days = [date.fromisoformat(one) for one in starts]
        fields = monthly(start=days[0], periods=periods, interval=interval, total=12_000)
        approved(house, **fields)
        live_until(house, days[-1])
        assert [row.period_start for row in house.invoices()] == days
        assert [row.issue_date for row in house.invoices()] == days
        assert {status for _, status, _ in shown(house)} == {"open"}
        assert len(house.billing.mails) == periods
        assert retainers(house)[0].status is ENDED

    def test_are_adopted_in_order_after_months_of_silence(self, house: House) -> None:
        approved(house, **monthly(start=date(2026, 11, 1), periods=6))
        live_until(house, date(2027, 4, 20), polls=False)
        house.poll_stripe()
        live_until(house, date(2027, 4, 22))
        assert [item for item, _, _ in shown(house)] == [1, 2, 3, 4, 5, 6]
        assert len(house.billing.mails) == len(set(house.billing.mails)) == 2  # the first, the last
        assert len([said for said in house.told() if "too long ago for Stripe" in said]) == 4
        assert len(house.billing.invoices) == 6
