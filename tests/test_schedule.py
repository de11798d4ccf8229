from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.calendar import Calendar
from bot.rules import CalendarRules, Roll
from bot.schedule import rolled

US = Calendar(CalendarRules())
PLACES = st.sampled_from(
    [
        ("US", ""),
        ("US", "CA"),
        ("DE", "BY"),
        ("FR", ""),
        ("JP", ""),
        ("KW", ""),
        ("IL", ""),
        ("CN", ""),
    ]
)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


class Never(Calendar):
    """A company that never works."""

    def is_business_day(self, day: date) -> bool:
        return day is None


@pytest.mark.parametrize(
    ("day", "roll", "expected"),
    [
        (date(2026, 11, 23), Roll.FOLLOWING, date(2026, 11, 23)),
        (date(2026, 11, 22), Roll.FOLLOWING, date(2026, 11, 23)),
        (date(2026, 11, 22), Roll.PRECEDING, date(2026, 11, 20)),
        (date(2026, 11, 26), Roll.FOLLOWING, date(2026, 11, 27)),
        (date(2026, 1, 31), Roll.FOLLOWING, date(2026, 1, 30)),
        (date(2026, 8, 1), Roll.PRECEDING, date(2026, 8, 3)),
        (date(2026, 1, 1), Roll.PRECEDING, date(2026, 1, 2)),
        (date(2026, 11, 22), Roll.NONE, date(2026, 11, 22)),
    ],
)
def test_a_day_is_rolled_by_policy_and_stays_in_its_month(
    day: date, roll: Roll, expected: date
) -> None:
    assert rolled(day, US, roll) == expected


def test_a_month_without_business_days_leaves_the_day() -> None:
    assert rolled(date(2026, 2, 14), Never(CalendarRules()), Roll.FOLLOWING) == date(2026, 2, 14)


@given(DAYS, PLACES, st.sampled_from([Roll.FOLLOWING, Roll.PRECEDING]))
def test_a_rolled_day_is_a_business_day_of_the_same_month(
    day: date, place: tuple[str, str], roll: Roll
) -> None:
    calendar = Calendar(CalendarRules(country=place[0], subdivision=place[1]))
    to = rolled(day, calendar, roll)
    assert calendar.is_business_day(to)
    assert (to.year, to.month) == (day.year, day.month)
    assert rolled(to, calendar, roll) == to


@given(DAYS, st.integers(0, 40), PLACES, st.sampled_from(Roll))
def test_rolling_keeps_the_order_of_days(
    day: date, later: int, place: tuple[str, str], roll: Roll
) -> None:
    calendar = Calendar(CalendarRules(country=place[0], subdivision=place[1]))
    after = day + timedelta(days=later)
    assert rolled(day, calendar, roll) <= rolled(after, calendar, roll)
