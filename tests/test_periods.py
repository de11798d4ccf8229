from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.periods import Interval, Period, Rhythm, add_months

RHYTHMS = st.builds(Rhythm, interval=st.sampled_from(Interval), every=st.integers(1, 3))
DAYS = st.dates(date(2000, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    ("rhythm", "said"),
    [
        (Rhythm(), "monthly"),
        (Rhythm(every=3), "quarterly"),
        (Rhythm(every=6), "half-yearly"),
        (Rhythm(interval=Interval.YEAR), "yearly"),
        (Rhythm(interval=Interval.WEEK), "weekly"),
        (Rhythm(interval=Interval.WEEK, every=2), "every 2 weeks"),
    ],
)
def test_a_rhythm_is_said_as_people_say_it(rhythm: Rhythm, said: str) -> None:
    assert str(rhythm) == said


def test_periods_from_january_31_keep_the_day_where_there_is_one() -> None:
    starts = [Rhythm().start_of(date(2027, 1, 31), number) for number in range(1, 15)]
    assert [start.day for start in starts] == [
        31,
        28,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
        31,
        29,
    ]
    assert Rhythm().period(date(2027, 1, 31), 2) == Period(
        start=date(2027, 2, 28), end=date(2027, 3, 30)
    )


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2027, 12, 31), 2, date(2028, 2, 29)),
        (date(2027, 12, 31), -1, date(2027, 11, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_are_added_with_the_last_day_where_one_is_too_short(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@given(RHYTHMS, DAYS, st.integers(2, 60))
def test_no_day_is_in_two_periods_or_in_none(rhythm: Rhythm, first: date, count: int) -> None:
    periods = [rhythm.period(first, number) for number in range(1, count + 1)]
    assert periods[0].start == first
    for before, after in pairwise(periods):
        assert before.start <= before.end
        assert after.start == before.end + timedelta(days=1)


@given(RHYTHMS, DAYS, st.integers(1, 60))
def test_a_period_begins_on_the_anchor_or_on_the_last_day_of_its_month(
    rhythm: Rhythm, first: date, number: int
) -> None:
    start = rhythm.start_of(first, number)
    if rhythm.interval is Interval.WEEK:
        assert start.weekday() == first.weekday()
    else:
        is_last = (start + timedelta(days=1)).day == 1
        assert start.day == first.day or (start.day < first.day and is_last)


@given(RHYTHMS, DAYS, st.integers(1, 30), st.integers(1, 30))
def test_counting_on_from_any_period_with_the_anchor_is_counting_from_the_first(
    rhythm: Rhythm, first: date, number: int, more: int
) -> None:
    from_there = rhythm.start_of(rhythm.start_of(first, number), more, first.day)
    assert from_there == rhythm.start_of(first, number + more - 1)
