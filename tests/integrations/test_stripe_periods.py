"""Where Stripe puts the periods we ask for: on our days, in every zone, none twice or missing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from bot.due import Due
from bot.facts import SubscriptionOrder
from bot.money import Money
from bot.periods import Interval, Rhythm
from bot.plan import PlanLine
from integrations.stripe.days import day_of
from integrations.stripe.subscription_order import end_of, subscription_params
from sandbox.stripe.subscription_periods import next_occurrence, shifted

ZONES = sorted(available_timezones() - {"localtime"})
zones = st.sampled_from(ZONES).map(ZoneInfo)
firsts = st.dates(date(2025, 1, 1), date(2028, 12, 31))
rhythms = st.builds(Rhythm, interval=st.sampled_from(Interval), every=st.integers(1, 3))
PERIODS = 14


def order(first: date, rhythm: Rhythm, begin: int) -> SubscriptionOrder:
    """Return the part of a retainer from its period `begin` on."""
    starts = rhythm.start_of(first, begin)
    weekly = rhythm.interval is Interval.WEEK
    return SubscriptionOrder(
        subscription_id="sub_1",
        deal_id="006A",
        customer_id="cus_1",
        currency="EUR",
        lines=(PlanLine(description="Support", amount=Money(minor=100, currency="EUR")),),
        starts_on=starts,
        anchor_day=starts.day if weekly else first.day,
        rhythm=rhythm,
        ends_on=rhythm.start_of(first, begin + PERIODS),
        due=Due(),
    )


def boundaries(wanted: SubscriptionOrder, zone: ZoneInfo, *, late: bool, made: int) -> list[int]:
    """Return the moments at which Stripe begins periods of a subscription made at `made`."""
    params = subscription_params(wanted, zone, late=late)
    config = params.get("billing_cycle_anchor_config")
    anchor = next_occurrence({**config}, made) if config else params["billing_cycle_anchor"]
    price = params["items"][0]["price_data"]["recurring"]
    recurring = {"interval": price["interval"], "interval_count": price["interval_count"]}
    day = config["day_of_month"] if config else None
    return [shifted(anchor, recurring, number, day) for number in range(PERIODS + 1)]


class TestPeriods:
    @given(zones, firsts, rhythms, st.integers(1, 13), st.integers(2, 27 * 24), st.booleans())
    def test_begin_on_our_days(
        self,
        zone: ZoneInfo,
        first: date,
        rhythm: Rhythm,
        begin: int,
        hours_before: int,
        late: bool,  # noqa: FBT001 - drawn
    ) -> None:
        wanted = order(first, rhythm, begin)
        start = datetime.combine(wanted.starts_on, datetime.min.time(), UTC)
        made = int((start - timedelta(hours=hours_before)).timestamp())
        moments = boundaries(wanted, zone, late=late, made=made)
        ours = [rhythm.start_of(first, begin + number) for number in range(PERIODS + 1)]
        assert [day_of(moment, zone) for moment in moments] == ours

    @given(zones, firsts, rhythms, st.integers(1, 13), st.booleans())
    def test_end_where_one_would_begin(
        self,
        zone: ZoneInfo,
        first: date,
        rhythm: Rhythm,
        begin: int,
        late: bool,  # noqa: FBT001 - drawn
    ) -> None:
        wanted = order(first, rhythm, begin)
        start = datetime.combine(wanted.starts_on, datetime.min.time(), UTC)
        moments = boundaries(wanted, zone, late=late, made=int(start.timestamp()) - 86_400)
        assert subscription_params(wanted, zone, late=late)["cancel_at"] == moments[PERIODS]
        for number in (1, 5):
            ends = rhythm.start_of(first, begin + number)
            assert end_of(ends, moments[0]) == moments[number]
