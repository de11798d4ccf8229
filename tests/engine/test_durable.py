"""What a workflow can rely on, seen on the real engine."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from bot.durable import Durable
from bot.errors import Conflict, Invalid, Trouble, VendorError
from bot.ledger import desk
from bot.outcome import Kind, Outcome
from tests.engine.conftest import SOON, Bench

Steps = list[Any]


def down(words: str = "away", after: float | None = None) -> VendorError:
    return VendorError("Stripe", words, trouble=Trouble.DOWN, retry_after=after)


class TestEnqueue:
    def test_starts_with_the_commit(self, bench: Bench) -> None:
        ran: Steps = []
        bench.launch(work=lambda deps, *args: ran.append((deps, *args)))
        bench.start("work", "a", "b")
        bench.ended()
        assert ran == [("deps", "a", "b")]

    def test_leaves_nothing_when_the_transaction_rolls_back(self, bench: Bench) -> None:
        ran: Steps = []
        bench.launch(work=lambda _, *args: ran.append(args))

        def give_up() -> None:
            with bench.ledger.transaction() as s:
                desk.set_cursor(s, "x", {})
                bench.engine.enqueue(s, "work", "lost", id="lost")
                raise KeyError

        with pytest.raises(KeyError):
            give_up()
        bench.start("work", "kept", id="kept")
        bench.ended("kept")
        assert ran == [("kept",)]
        assert bench.status("lost") == "unknown"

    def test_starts_the_same_id_once(self, bench: Bench) -> None:
        ran: Steps = []
        bench.launch(work=lambda _, *args: ran.append(args))
        with bench.ledger.transaction() as s:
            bench.engine.enqueue(s, "work", "first", id="w")
            bench.engine.enqueue(s, "work", "second", id="w")
        bench.ended()
        bench.start("work", "third", id="w")
        bench.start("work", "other", id="v")
        bench.ended("v")
        assert ran == [("first",), ("other",)]

    def test_of_the_same_id_by_many_at_once_starts_one(self, bench: Bench) -> None:
        ran: Steps = []
        bench.launch(work=lambda _, *args: ran.append(args))
        threads = [threading.Thread(target=bench.start, args=("work", str(n))) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(SOON)
        bench.ended()
        assert len(ran) == 1

    def test_refuses_workflows_and_queues_that_there_are_not(self, bench: Bench) -> None:
        with pytest.raises(ValueError, match="no queue 'strip'"):
            bench.engine.register("work", lambda _: None, "deps", queue="strip")
        bench.launch(work=lambda _: None)
        with pytest.raises(KeyError):
            bench.start("wrok")

    def test_may_come_before_the_launch(self, bench: Bench) -> None:
        ran: Steps = []
        bench.launch(work=lambda _, *args: ran.append(args))
        bench.engine.stop(wait_seconds=0)
        bench.ledger.fence_by(lambda _: None)  # it is another process that asks now
        bench.start("work", "while it was down")
        again = bench.restart(work=lambda _, *args: ran.append(args))
        again.ended()
        assert ran == [("while it was down",)]


def run(bench: Bench, *steps: Callable[[str], object]) -> list[Outcome]:
    """Return the outcomes of a workflow of these steps."""
    outcomes: list[Outcome] = []

    def work(deps: str) -> None:
        outcomes.extend(bench.engine.durably(step, deps) for step in steps)

    bench.launch(work=work)
    bench.start("work")
    bench.ended()
    return outcomes


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)  # nothing here is the database's
class TestDurably:
    def test_gives_back_what_a_step_returned_as_json(self, bench: Bench) -> None:
        def step(deps: str) -> dict[str, Any]:
            return {"deps": deps, "list": [1, None]}

        [outcome] = run(bench, step)
        assert outcome == Outcome(kind=Kind.DONE, value={"deps": "deps", "list": [1, None]})
        assert bench.steps() == ["step"]

    def test_repeats_a_step_while_the_vendor_is_down(self, bench: Bench) -> None:
        tries: Steps = []

        def step(deps: str) -> str:
            tries.append(deps)
            if len(tries) < 6:
                raise down(f"away {len(tries)}")
            return "there"

        [outcome] = run(bench, step)
        assert outcome.value == "there"
        assert tries == ["deps"] * 6
        assert bench.watcher.told == [("stuck", "w", "step: away 2"), ("relieved", "w", "")]

    def test_tells_nobody_of_a_short_outage(self, bench: Bench) -> None:
        tries: Steps = []

        def step(deps: str) -> None:
            tries.append(deps)
            if len(tries) < 2:
                raise down()

        run(bench, step)
        assert bench.watcher.told == []

    def test_treats_no_answer_as_an_outage(self, bench: Bench) -> None:
        tries: Steps = []

        def step(deps: str) -> None:
            tries.append(deps)
            if len(tries) < 2:
                raise VendorError("Stripe", "no answer", trouble=Trouble.UNKNOWN)

        [outcome] = run(bench, step)
        assert outcome.done

    def test_waits_as_long_as_the_vendor_asks(self, bench: Bench) -> None:
        tries: Steps = []

        def step(deps: str) -> None:
            tries.append(deps)
            if len(tries) < 2:
                raise down(after=3600)

        def work(deps: str) -> None:
            bench.engine.durably(step, deps)

        bench.launch(work=work)
        bench.start("work")
        bench.engine.wake("w")  # whether it came to wait already or not: the message is kept
        bench.ended()
        assert len(tries) == 2

    def test_gives_up_when_the_patience_is_used_up(self, bench: Bench) -> None:
        hurried = bench.settings.model_copy(update={"retry_for_hours": 0.1 / 3600})
        bench = Bench(bench.ledger, hurried, bench.watcher)
        tries: Steps = []

        def step(deps: str) -> None:
            tries.append(deps)
            raise down()

        [outcome] = run(bench, step)
        assert (outcome.kind, outcome.words, outcome.vendor) == (Kind.DOWN, "away", "Stripe")
        assert len(tries) == 6  # 0.01 + 5 x 0.02 seconds
        assert [what for what, *_ in bench.watcher.told] == ["stuck", "relieved"]

    @pytest.mark.parametrize(
        ("error", "outcome"),
        [
            (
                VendorError("Stripe", "No such customer.", trouble=Trouble.REFUSED, code="gone"),
                Outcome.refused("No such customer.", vendor="Stripe", code="gone"),
            ),
            (Conflict("Pat was faster."), Outcome(kind=Kind.LOST, words="Pat was faster.")),
            (Invalid("No date."), Outcome.refused("No date.", code="Invalid")),
        ],
    )
    def test_gives_back_a_refusal_as_a_value(
        self, bench: Bench, error: Exception, outcome: Outcome
    ) -> None:
        tries: Steps = []

        def step(deps: str) -> None:
            tries.append(deps)
            raise error

        assert run(bench, step) == [outcome]
        assert len(tries) == 1
        assert bench.watcher.told == []

    def test_goes_on_when_nobody_can_be_told(self, bench: Bench) -> None:
        class Deaf(Exception):
            pass

        def deaf(*_: object) -> None:
            raise Deaf

        for name in ("stuck", "relieved"):
            setattr(bench.watcher, name, deaf)
        tries: Steps = []

        def step(deps: str) -> None:
            tries.append(deps)
            if len(tries) < 4:
                raise down()

        [outcome] = run(bench, step)
        assert outcome.done

    def test_needs_nobody_to_tell(self, bench: Bench) -> None:
        bench.engine = Durable(bench.ledger, bench.settings)
        tries: Steps = []

        def step(deps: str) -> None:
            tries.append(deps)
            if len(tries) < 4:
                raise down()

        [outcome] = run(bench, step)
        assert outcome.done
