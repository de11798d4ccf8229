from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.actor import CLOSEDWON, Actor
from bot.clock import SystemClock, date_in
from bot.deps import Deps
from tests.fakes.clock import FixedClock

NEW_YORK = ZoneInfo("America/New_York")


def test_the_system_clock_tells_utc() -> None:
    now = SystemClock().now()
    assert now.tzinfo is UTC
    assert abs(datetime.now(UTC) - now) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("zone", "there"),
    [
        ("America/New_York", date(2026, 11, 30)),
        ("UTC", date(2026, 12, 1)),
        ("Pacific/Kiritimati", date(2026, 12, 1)),
    ],
)
def test_a_date_is_that_of_the_zone(zone: str, there: date) -> None:
    assert date_in(ZoneInfo(zone), datetime(2026, 12, 1, 3, 0, tzinfo=UTC)) == there


def test_daylight_saving_does_not_move_the_date() -> None:
    # On March 14, 2027 New York has no 02:30; midnight is at 05:00 UTC before and 04:00 after.
    assert date_in(NEW_YORK, datetime(2027, 3, 14, 4, 59, tzinfo=UTC)) == date(2027, 3, 13)
    assert date_in(NEW_YORK, datetime(2027, 3, 15, 3, 59, tzinfo=UTC)) == date(2027, 3, 14)
    assert date_in(NEW_YORK, datetime(2027, 3, 15, 4, 0, tzinfo=UTC)) == date(2027, 3, 15)


def test_today_is_that_of_the_billing_time_zone(deps: Deps, clock: FixedClock) -> None:
    clock.set(datetime(2026, 12, 1, 3, 0, tzinfo=UTC))
    assert deps.now() == clock.at
    assert deps.today() == date(2026, 11, 30)


def test_an_actor_is_shown_by_name() -> None:
    assert CLOSEDWON.shown == "closedwon"
    assert Actor(id="UKIM", name="Kim Lee").shown == "Kim Lee"


def test_a_step_is_handed_to_the_engine_with_the_deps(deps: Deps) -> None:
    def step(given: Deps, word: str) -> str:
        assert given is deps
        return word

    assert deps.durably(step, "done").value == "done"
