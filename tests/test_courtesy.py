import threading

from bot.courtesy import Courtesy

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

    def test_never_holds_it_back_without_end(self) -> None:
        courtesy, order = Courtesy(0.01), list[str]()
        with courtesy.answering():
            courtesy.give_way()
            order.append("work")
        assert order == ["work"]
