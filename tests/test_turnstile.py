import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.turnstile import Share, Turnstile, Window
from tests.fakes.watch import Watch


def moments(calls: int, *windows: Window, watch: Watch, of: int = 1, at: int = 0) -> list[float]:
    """Return when so many calls pass that take no time."""
    turnstile, began = watch.turnstile(lambda: Share(of, at)), watch.now()
    passed = []
    for _ in range(calls):
        with turnstile.passing(*windows):
            passed.append(watch.now() - began)
    return passed


def most_in(seconds: float, when: list[float]) -> int:
    return max(sum(start <= at < start + seconds for at in when) for start in when)


class TestWindow:
    def test_lets_through_what_the_vendor_allows_and_hardly_less(self) -> None:
        passed = moments(250, Window(25), watch=Watch())
        assert most_in(1, passed) == 25
        assert passed[-1] < 10

    def test_is_shared_among_processes(self) -> None:
        most = [most_in(1, moments(80, Window(25), watch=Watch(), of=3, at=at)) for at in range(3)]
        assert most == [9, 8, 8]

    def test_lets_one_through_however_many_share_it(self) -> None:
        assert most_in(1, moments(3, Window(2), watch=Watch(), of=5)) == 1

    def test_keeps_a_burst_together_unless_it_is_smoothed(self) -> None:
        assert moments(3, Window(3), watch=Watch()) == [0, 0, 0]
        smoothed = moments(3, Window(4, smoothed=True), watch=Watch())
        assert smoothed == pytest.approx([0, 0.1875, 0.375])

    def test_needs_a_place_in_every_window(self) -> None:
        passed = moments(12, Window(10), Window(4), watch=Watch())
        assert most_in(1, passed) == 4

    def test_cannot_be_overrun_by_calls_that_are_counted_late(self) -> None:
        """Of ten calls that took long, all may have been counted at their end."""
        watch, window = Watch(), Window(10)
        turnstile, counted = watch.turnstile(), []
        for number in range(40):
            with turnstile.passing(window):
                watch.seconds += 0.010 if number % 10 else 0.4
                counted.append(watch.now())  # at the vendor: right before the answer
        assert most_in(0.999, counted) <= 10


class TestTurnstile:
    def test_lets_urgent_calls_go_first(self) -> None:
        turnstile, window = Turnstile(), Window(1, 0.2)
        order: list[str] = []

        def call(name: str) -> None:
            with turnstile.passing(window, urgent=name == "urgent"):
                order.append(name)

        with ThreadPoolExecutor(4) as pool, turnstile.passing(window):
            for waiting, name in enumerate(("first", "second", "urgent"), start=1):
                pool.submit(call, name)
                while turnstile.waiting < waiting:
                    time.sleep(0.001)
        assert order == ["urgent", "first", "second"]

    def test_keeps_places_for_urgent_calls(self) -> None:
        watch, window = Watch(), Window(3, 60, kept=1)
        turnstile = watch.turnstile()
        for urgent in (False, False, True):
            with turnstile.passing(window, urgent=urgent):
                assert watch.naps == []
        with turnstile.passing(window):
            assert watch.naps == [60]

    def test_lets_others_pass_whose_limit_is_not_reached(self) -> None:
        turnstile, slow, other = Turnstile(), Window(1, 0.3), Window(1, 0.3)
        passed = threading.Event()

        def wait_for_slow() -> None:
            with turnstile.passing(slow):
                passed.set()

        with ThreadPoolExecutor(1) as pool, turnstile.passing(slow):
            pool.submit(wait_for_slow)
            while not turnstile.waiting:
                time.sleep(0.001)
            with turnstile.passing(other):
                assert not passed.is_set()

    def test_gives_the_place_back_when_a_call_fails(self) -> None:
        turnstile, window = Turnstile(), Window(1, 0.01)
        for _ in range(3):
            with pytest.raises(OSError, match="no answer"), turnstile.passing(window):
                raise OSError("no answer")

    def test_lets_nobody_wait_in_vain(self) -> None:
        turnstile = Turnstile()
        windows = [Window(5, 0.05, smoothed=True), Window(3, 0.03), Window(4, 0.04, kept=1)]
        done: list[int] = []

        def call(number: int) -> None:
            with turnstile.passing(windows[0], windows[1 + number % 2], urgent=number % 5 == 0):
                time.sleep(0.001 * (number % 3))
                done.append(number)

        with ThreadPoolExecutor(16) as pool:
            list(pool.map(call, range(120)))
        assert sorted(done) == list(range(120))


@pytest.mark.parametrize("most", [0, 1, 3, 25, 50, 100])
@pytest.mark.parametrize("of", [1, 2, 3, 7])
def test_the_parts_of_all_are_the_whole_or_one_each(most: int, of: int) -> None:
    parts = [Share(of, at).part(most) for at in range(of)]
    assert sum(parts) == max(most, of)
    assert max(parts) - min(parts) <= 1
