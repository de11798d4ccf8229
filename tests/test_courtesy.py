import threading
import time

from bot.courtesy import LONGEST_WAIT, Courtesy


class TestCourtesy:
    def test_lets_work_go_on_while_nobody_waits(self) -> None:
        courtesy = Courtesy()
        with courtesy.answering():
            pass
        began = time.monotonic()
        courtesy.give_way()
        assert time.monotonic() - began < LONGEST_WAIT

    def test_holds_work_back_until_the_last_click_is_answered(self) -> None:
        courtesy, order = Courtesy(), list[str]()
        worker = threading.Thread(target=lambda: (courtesy.give_way(), order.append("work")))
        with courtesy.answering():
            with courtesy.answering():
                worker.start()
            order.append("answered")
        worker.join()
        assert order == ["answered", "work"]

    def test_never_holds_it_back_for_long(self) -> None:
        courtesy = Courtesy()
        with courtesy.answering():
            began = time.monotonic()
            courtesy.give_way()
            assert time.monotonic() - began >= LONGEST_WAIT * 0.9
