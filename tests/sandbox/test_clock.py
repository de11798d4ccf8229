"""The world's clock, and who follows it."""

import asyncio
import time
from datetime import UTC, datetime, timedelta

from sandbox.clock import LONGEST_LOOK, WorldClock

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

    def test_hears_of_a_move_at_once_and_of_none_after_a_while(self) -> None:
        clock = WorldClock(START)

        async def follow() -> list[float]:
            began = time.monotonic()
            asyncio.get_running_loop().call_later(0.1, clock.advance, timedelta(hours=1))
            await clock.follow("bot", moves=0)
            heard = time.monotonic()
            await clock.follow("bot", moves=1)
            return [heard - began, time.monotonic() - heard]

        moved, idle = asyncio.run(follow())
        assert moved < LONGEST_LOOK <= idle
        assert not clock.is_behind

    def test_that_was_killed_while_it_waited_is_not_waited_for(self) -> None:
        clock = WorldClock(START)

        async def die() -> None:
            loop = asyncio.get_running_loop()
            loop.call_later(0.05, clock.left, "bot")
            loop.call_later(0.1, clock.advance, timedelta(hours=1))
            await clock.follow("bot", moves=0)

        asyncio.run(die())
        clock.advance(timedelta(hours=1))
        assert not clock.is_behind
