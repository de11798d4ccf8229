from datetime import date, timedelta

import pytest
from holidays import country_holidays

from bot.calendar import Calendar
from bot.errors import Misconfigured
from bot.policy import CalendarRules


class TestCalendar:
    def test_knows_weekends_and_holidays(self) -> None:
        calendar = Calendar(CalendarRules())

        assert calendar.is_business_day(date(2026, 11, 25))
        assert not calendar.is_business_day(date(2026, 11, 28))
        assert not calendar.is_business_day(date(2026, 11, 26))  # Thanksgiving

    def test_moves_to_the_next_business_day_and_keeps_one_that_is(self) -> None:
        calendar = Calendar(CalendarRules())

        assert calendar.next_business_day(date(2026, 11, 25)) == date(2026, 11, 25)
        assert calendar.next_business_day(date(2026, 11, 26)) == date(2026, 11, 27)
        assert calendar.next_business_day(date(2026, 12, 25)) == date(2026, 12, 28)

    def test_knows_the_holidays_of_a_subdivision(self) -> None:
        epiphany = date(2026, 1, 6)

        assert Calendar(CalendarRules(country="DE")).is_business_day(epiphany)
        assert not Calendar(CalendarRules(country="DE", subdivision="BY")).is_business_day(epiphany)

    @pytest.mark.parametrize(("country", "years"), [("US", (2021, 2022)), ("CN", (2024, 2025))])
    def test_agrees_with_the_library_day_by_day(self, country: str, years: tuple[int, int]) -> None:
        """New Year's Day may be kept in December, and weekends may be worked on."""
        calendar, known = Calendar(CalendarRules(country=country)), country_holidays(country)
        first = date(years[0], 1, 1)
        for number in range((date(years[1], 12, 31) - first).days + 1):
            day = first + timedelta(days=number)
            assert calendar.is_business_day(day) is known.is_working_day(day)

    def test_names_the_setting_when_the_country_is_unknown(self) -> None:
        with pytest.raises(Misconfigured, match=r"\[calendar\] names Atlantis, whose"):
            Calendar(CalendarRules(country="Atlantis"))
