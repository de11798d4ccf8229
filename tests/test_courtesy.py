import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from bot import courtesy as rules
from bot.courtesy import Courtesy, Places, elsewhere
from bot.urgent import giving_way

EVER = 60.0
"""Seconds: longer than any test."""


class TestCourtesy:
    def test_lets_work_go_on_while_nobody_waits(self) -> None:
        courtesy = Courtesy(EVER)
        with courtesy.answering():
            pass
        worker = threading.Thread(target=courtesy.give_way)
        worker.start()
        worker.join(EVER / 2)
        assert not worker.is_alive()

    def test_holds_work_back_until_the_last_click_is_answered(self) -> None:
        courtesy, order = Courtesy(EVER), list[str]()

        def work() -> None:
            courtesy.give_way()
            order.append("work")

        worker = threading.Thread(target=work)
        with courtesy.answering():
            with courtesy.answering():
                worker.start()
            order.append("answered")
        worker.join()
        assert order == ["answered", "work"]

    def test_holds_work_back_a_moment_longer(self) -> None:
        courtesy = Courtesy(EVER)
        with courtesy.answering():
            pass
        answered = time.monotonic()
        courtesy.give_way()
        assert time.monotonic() - answered > rules.BREATHER / 2

    def test_never_holds_it_back_without_end(self) -> None:
        courtesy, order = Courtesy(0.01), list[str]()
        with courtesy.answering():
            courtesy.give_way()
            order.append("work")
        assert order == ["work"]


def soon(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + EVER
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.001)


class TestPlaces:
    def test_are_for_so_many_at_a_time(self) -> None:
        courtesy, lock, now, most = Courtesy(EVER, places=2), threading.Lock(), 0, 0

        def work(_: int) -> None:
            nonlocal now, most
            with courtesy.working():
                with lock:
                    now += 1
                    most = max(most, now)
                time.sleep(0.002)
                with lock:
                    now -= 1

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(40)))
        assert (most, now) == (2, 0)

    def test_go_to_the_urgent_first_then_in_order(self) -> None:
        courtesy, order = Courtesy(EVER, places=1), list[str]()

        def work(name: str) -> None:
            with courtesy.working():
                order.append(name)

        def bulk(name: str) -> None:
            with giving_way():
                work(name)

        threads = [
            threading.Thread(target=bulk, args=["bulk"]),
            threading.Thread(target=work, args=["first"]),
            threading.Thread(target=work, args=["second"]),
        ]
        with courtesy.working():
            for number, thread in enumerate(threads, start=1):
                thread.start()
                soon(lambda number=number: courtesy.queue == number)  # type: ignore[misc]  # bound now
        for thread in threads:
            thread.join()
        assert order == ["first", "second", "bulk"]

    def test_are_needed_once_by_a_thread_and_not_by_one_that_answers(self) -> None:
        courtesy = Courtesy(EVER, places=1)
        with courtesy.working(), courtesy.working():
            other = threading.Thread(target=answer, args=[courtesy])
            other.start()
            other.join(EVER)
            assert not other.is_alive()

    def test_are_free_for_others_while_somebody_waits_elsewhere(self) -> None:
        courtesy = Courtesy(EVER, places=1)

        def work() -> None:
            with courtesy.working():
                pass

        with courtesy.working():
            with elsewhere():
                other = threading.Thread(target=work)
                other.start()
                other.join(EVER)
                assert not other.is_alive()
            other = threading.Thread(target=work)
            other.start()
            soon(lambda: courtesy.queue == 1)
        other.join(EVER)
        with elsewhere():  # without a place there is none to leave
            work()

    def test_are_not_waited_for_without_end(self) -> None:
        places = Places(1, longest_queue=0.01)
        for _ in range(3):
            places.enter(urgent=True)
        for _ in range(3):
            places.leave()
        places.enter(urgent=False)
        assert places.waiting == 0


def answer(courtesy: Courtesy) -> None:
    with courtesy.answering(), courtesy.working():
        pass
