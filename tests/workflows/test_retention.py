from datetime import timedelta

from bot.deps import Deps
from bot.workflows.retention import retention
from tests.fakes.engine import FakeEngine


class TestRetention:
    def test_forgets_what_finished_before_the_settings_say(
        self, deps: Deps, engine: FakeEngine
    ) -> None:
        retention(deps, "2026-11-22")

        of_the_clock, of_all = timedelta(days=2), timedelta(days=30)
        assert engine.forgotten == [
            (deps.now() - of_the_clock, "clock"),
            (deps.now() - of_all, ""),
        ]

    def test_goes_on_until_nothing_old_is_left(self, deps: Deps, engine: FakeEngine) -> None:
        engine.finished = 2500
        retention(deps, "2026-11-22")

        assert engine.finished == 0
