"""Days of the billing zone as moments: the same date in UTC, in winter and in summer."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.stripe.days import (
    day_of,
    due_timestamp,
    latest_period_start,
    morning,
    noon,
    period_start,
    start_of_day,
)

ZONES = sorted(available_timezones() - {"localtime"})
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.dates(date(2025, 1, 1), date(2037, 12, 31))


class TestPeriodStart:
    @given(zones, days)
    def test_has_one_date_here_and_in_utc(self, zone: ZoneInfo, day: date) -> None:
        for moment in (period_start(day, zone), latest_period_start(day, zone)):
            assert moment.date() == day
            assert day_of(int(moment.timestamp()), zone) == day

    @given(zones, days, days)
    def test_has_one_time_of_day_in_utc(self, zone: ZoneInfo, one: date, other: date) -> None:
        assert period_start(one, zone).time() == period_start(other, zone).time()

    @given(zones, days)
    def test_leaves_time_to_begin_late(self, zone: ZoneInfo, day: date) -> None:
        assert period_start(day, zone) <= latest_period_start(day, zone)

    def test_is_at_nine_in_winter_where_that_is_possible(self) -> None:
        for name in ("America/New_York", "Europe/Berlin", "America/Los_Angeles"):
            zone = ZoneInfo(name)
            assert period_start(date(2027, 1, 31), zone).astimezone(zone).hour == 9


class TestMoments:
    @given(zones, days)
    def test_fall_on_their_day(self, zone: ZoneInfo, day: date) -> None:
        stamps = (
            due_timestamp(day, zone),
            int(morning(day, zone).timestamp()),
            noon(day, zone),
            start_of_day(day, zone),
        )
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        if midnight.astimezone(UTC).astimezone(zone) == midnight:  # some days begin later
            assert [day_of(stamp, zone) for stamp in stamps] == [day] * 4

    @pytest.mark.parametrize("offset", [-5, 5])
    def test_at_noon_are_the_same_day_in_neighbouring_zones(self, offset: int) -> None:
        berlin = ZoneInfo("Europe/Berlin")
        there = datetime.fromtimestamp(noon(date(2027, 3, 28), berlin), UTC)
        assert (there + timedelta(hours=offset)).date() == date(2027, 3, 28)
