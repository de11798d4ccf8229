from datetime import date, timedelta

import pytest

from bot.aging import Receivable, age, bucket, days_past_due
from bot.money import Money

TODAY = date(2026, 11, 23)


def owed(minor: int, days: int | None, currency: str = "USD") -> Receivable:
    due = None if days is None else TODAY - timedelta(days=days)
    return Receivable(balance=Money(minor=minor, currency=currency), due_date=due)


class TestDaysPastDue:
    def test_counts_from_the_due_date(self) -> None:
        assert days_past_due(date(2026, 11, 20), TODAY) == 3
        assert days_past_due(TODAY, TODAY) == 0
        assert days_past_due(date(2026, 12, 1), TODAY) == -8

    def test_is_zero_when_there_is_no_due_date(self) -> None:
        assert days_past_due(None, TODAY) == 0


class TestBucket:
    @pytest.mark.parametrize(
        ("days", "number"),
        [(-5, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4), (900, 4)],
    )
    def test_has_no_gaps_and_no_overlaps(self, days: int, number: int) -> None:
        assert bucket(days) == number


class TestAge:
    def test_adds_up_by_bucket_and_never_mixes_currencies(self) -> None:
        report = age(
            [owed(100, 5), owed(50, -3), owed(25, 5), owed(7, 200, "EUR"), owed(1, None)], TODAY
        )

        assert report.as_of == TODAY
        eur, usd = report.currencies
        assert (eur.currency, usd.currency) == ("EUR", "USD")
        assert [part.minor for part in usd.buckets] == [51, 125, 0, 0, 0]
        assert usd.outstanding == Money(minor=176, currency="USD")
        assert usd.overdue == Money(minor=125, currency="USD")
        assert [part.minor for part in eur.buckets] == [0, 0, 0, 0, 7]

    def test_of_nothing_is_empty(self) -> None:
        assert age([], TODAY).currencies == ()
