from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.limits import HOUR, stop, within
from bot.money import Money
from bot.rules import LimitRules

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def usd(units: int) -> Money:
    return Money.of(Decimal(units), "USD")


class TestWithin:
    @given(
        most=st.integers(1, 6),
        minutes=st.lists(st.integers(0, 400), max_size=40),
        cut=st.integers(0, 40),
    )
    def test_never_lets_more_than_so_many_of_any_hour_go(
        self, most: int, minutes: list[int], cut: int
    ) -> None:
        won = sorted(NOON + timedelta(minutes=m) for m in minutes)
        begun = won[:cut][: within(most, [], won[:cut])]
        fresh = won[cut:]
        gone = sorted([*begun, *fresh[: within(most, begun, fresh)]])
        for first in gone:
            assert sum(first <= at < first + HOUR for at in gone) <= most

    def test_counts_by_when_they_were_won(self) -> None:
        days = [NOON + timedelta(minutes=30 * n) for n in range(48)]
        assert within(2, [], days) == 48
        assert within(1, [], days) == 1

    def test_looks_at_those_won_a_little_later_as_well(self) -> None:
        later = [NOON + timedelta(minutes=n) for n in (10, 20)]
        assert within(2, later, [NOON]) == 0


class TestStop:
    def test_nothing_is_limited_by_default(self) -> None:
        spent = {"USD": (10_000, 10**12)}
        assert stop(LimitRules(), usd(10**6), spent, spent) is None

    def test_counts_every_currency(self) -> None:
        found = stop(LimitRules(invoices_per_hour=3), usd(1), {"USD": (1, 5), "EUR": (2, 5)}, {})
        assert found is not None
        assert (found.words, found.for_all) == ("3 invoices an hour", True)

    def test_keeps_values_of_currencies_apart(self) -> None:
        rules = LimitRules(value_per_day={"USD": Decimal(100)})
        assert stop(rules, usd(60), {}, {"USD": (1, 4000), "EUR": (1, 10**9)}) is None
        found = stop(rules, usd(61), {}, {"USD": (1, 4000)})
        assert found is not None
        assert (found.words, found.for_all, found.by_itself) == ("$100.00 a day", False, False)

    def test_says_when_no_waiting_helps(self) -> None:
        found = stop(LimitRules(value_per_hour={"USD": Decimal(100)}), usd(101), {}, {})
        assert found is not None
        assert found.by_itself


@pytest.mark.parametrize("value", [{"usd": 5}, {"USD": 0}, {"USD": "0.001"}, {"DOLLAR": 5}])
def test_a_limit_is_an_amount_of_a_currency(value: dict[str, object]) -> None:
    with pytest.raises(ValidationError, match="value_per_hour"):
        LimitRules.model_validate({"value_per_hour": value})
