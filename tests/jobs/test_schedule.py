import logging
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.deps import Deps
from bot.ledger import Ledger, desk
from jobs.schedule import start, tick_safely
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine


def eventually(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


class TestStart:
    def test_ticks_until_it_is_stopped(
        self, deps: Deps, engine: FakeEngine, clock: FixedClock
    ) -> None:
        fast = replace(deps, settings=deps.settings.model_copy(update={"tick_seconds": 0.05}))

        def ticked() -> bool:
            with deps.ledger.reading() as s:
                return desk.cursor(s, "tick") is not None

        handle = start(fast)
        try:
            eventually(ticked)
            clock.move(minutes=1)
            eventually(lambda: bool(engine.of("watch_deals")))
        finally:
            handle.stop()


class TestTickSafely:
    def test_logs_what_goes_wrong_and_lives_on(
        self, deps: Deps, ledger: Ledger, caplog: pytest.LogCaptureFixture
    ) -> None:
        with ledger.transaction() as s:
            desk.set_cursor(s, "tick", {"until": "not a time"})
        with caplog.at_level(logging.ERROR):
            tick_safely(deps)

        assert "a tick failed" in caplog.text
