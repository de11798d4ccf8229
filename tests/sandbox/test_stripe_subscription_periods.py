"""Where the periods of a subscription begin, whatever its anchor and its interval."""

from calendar import monthrange
from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.subscription_periods import (
    boundary,
    is_boundary,
    next_boundary,
    next_occurrence,
)

MOMENTS = st.integers(
    int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()),
    int(datetime(2040, 1, 1, tzinfo=UTC).timestamp()),
)
LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}


@st.composite
def subscriptions(draw: st.DrawFn) -> dict[str, Any]:
    interval = draw(st.sampled_from(sorted(LONGEST)))
    count = draw(st.integers(1, LONGEST[interval]))
    return {
        "billing_cycle_anchor": draw(MOMENTS),
        "billing_cycle_anchor_config": None,
        "items": {
            "data": [{"price": {"recurring": {"interval": interval, "interval_count": count}}}]
        },
    }


@given(subscriptions(), st.integers(0, 40))
def test_each_follows_the_one_before(subscription: dict[str, Any], number: int) -> None:
    this, following = boundary(subscription, number), boundary(subscription, number + 1)
    assert this < following
    assert next_boundary(subscription, this) == following
    assert next_boundary(subscription, following - 1) == following
    assert is_boundary(subscription, this)
    assert not is_boundary(subscription, this + 1)


@given(MOMENTS, st.integers(1, 36), st.integers(0, 40))
def test_months_keep_the_day_they_can_keep(anchor: int, count: int, number: int) -> None:
    recurring = {"interval": "month", "interval_count": count}
    subscription = {
        "billing_cycle_anchor": anchor,
        "billing_cycle_anchor_config": None,
        "items": {"data": [{"price": {"recurring": recurring}}]},
    }
    start = datetime.fromtimestamp(anchor, UTC)
    found = datetime.fromtimestamp(boundary(subscription, number), UTC)
    months = (found.year - start.year) * 12 + found.month - start.month
    assert months == count * number
    assert found.day == min(start.day, monthrange(found.year, found.month)[1])
    assert found.time() == start.time()


@given(MOMENTS, st.integers(1, 31), st.none() | st.integers(1, 12), st.none() | st.integers(0, 23))
def test_the_next_occurrence_is_soon(
    now: int, day: int, month: int | None, hour: int | None
) -> None:
    found = next_occurrence({"day_of_month": day, "month": month, "hour": hour}, now)
    at = datetime.fromtimestamp(found, UTC)
    assert now < found <= now + (32 if month is None else 367) * 86_400
    assert at.day == min(day, monthrange(at.year, at.month)[1])
    assert month in (None, at.month)
    assert hour in (None, at.hour)
