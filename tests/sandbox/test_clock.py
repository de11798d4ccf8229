"""The world's clock, and who follows it."""

from datetime import UTC, datetime, timedelta

from sandbox.clock import WorldClock

START = datetime(2027, 3, 1, 9, tzinfo=UTC)


class TestWhoeverFollows:
    def test_is_behind_until_they_look(self) -> None:
        clock = WorldClock(START)
        clock.followed()
        clock.advance(timedelta(hours=1))
        assert clock.is_behind
        clock.followed()
        assert not clock.is_behind

    def test_is_not_waited_for_once_they_left(self) -> None:
        clock = WorldClock(START)
        clock.advance(timedelta(hours=1))
        assert not clock.is_behind
        clock.followed()
        clock.advance(timedelta(hours=1))
        clock.left()
        assert not clock.is_behind

    def test_waits_for_each_bot_but_one_that_has_left(self) -> None:
        clock = WorldClock(START)
        clock.followed("first")
        clock.followed("second")
        clock.advance(timedelta(hours=1))
        clock.followed("first")
        assert clock.is_behind
        clock.left("second")
        assert not clock.is_behind
