from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from bot.deps import Deps
from bot.ledger import deals, desk
from bot.ledger.deals import DealRow
from jobs.tick import tick
from tests.fakes.clock import FixedClock
from tests.fakes.engine import FakeEngine


def slots(engine: FakeEngine, workflow: str) -> list[str]:
    return [work.args[0] for work in engine.of(workflow)]


class TestTick:
    def test_begins_the_timetable_at_the_first_one(self, deps: Deps, engine: FakeEngine) -> None:
        assert tick(deps) == 0
        assert engine.started == []

    def test_starts_what_is_due_once(
        self, deps: Deps, engine: FakeEngine, clock: FixedClock
    ) -> None:
        tick(deps)
        clock.move(minutes=1)
        tick(deps)
        clock.move(seconds=10)

        assert tick(deps) == 0
        assert slots(engine, "watch_deals") == ["2026-11-23T15:01:00+00:00"]
        assert engine.of("watch_deals")[0].id == "watch_deals:2026-11-23T15:01:00+00:00"

    def test_starts_the_latest_slot_only_after_three_days(
        self, deps: Deps, engine: FakeEngine, clock: FixedClock
    ) -> None:
        tick(deps)
        clock.move(days=3)
        tick(deps)

        assert slots(engine, "daily_summary") == ["2026-11-26"]
        assert len(slots(engine, "watch_deals")) == 1

    def test_fires_once_for_many_replicas(
        self, deps: Deps, engine: FakeEngine, clock: FixedClock
    ) -> None:
        tick(deps)
        clock.move(days=1)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(tick, [deps] * 8))

        assert slots(engine, "remind") == ["2026-11-24"]
        assert len(engine.started) == len({work.id for work in engine.started})

    def test_starts_nothing_twice_when_the_clock_goes_back(
        self, deps: Deps, engine: FakeEngine, clock: FixedClock
    ) -> None:
        tick(deps)
        clock.move(minutes=5)
        tick(deps)
        before = len(engine.started)
        clock.move(minutes=-5)
        tick(deps)
        clock.move(minutes=5)
        tick(deps)

        assert len(engine.started) == before

    def test_starts_the_write_back_only_when_salesforce_has_to_hear_of_something(
        self, deps: Deps, engine: FakeEngine, clock: FixedClock
    ) -> None:
        tick(deps)
        clock.move(minutes=1)
        tick(deps)
        assert slots(engine, "write_back") == []

        with deps.ledger.transaction() as s:
            now = datetime(2026, 11, 23, tzinfo=UTC)
            s.add(
                DealRow(
                    id="006",
                    snapshot={},
                    source_hash="",
                    name="Acme",
                    is_won=True,
                    won_at=now,
                    seen_at=now,
                    write_back_due=True,
                )
            )
            s.flush()
            assert deals.to_write_back(s, 1)
        clock.move(minutes=1)
        tick(deps)

        assert len(slots(engine, "write_back")) == 1

    def test_remembers_how_far_it_came(self, deps: Deps, clock: FixedClock) -> None:
        tick(deps)
        clock.move(minutes=2)
        tick(deps)
        with deps.ledger.reading() as s:
            assert desk.cursor(s, "tick") == {"until": clock.now().isoformat()}
