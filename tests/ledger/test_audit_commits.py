"""The audit trail is written with the commit: one chain, in the order of the commits."""

import threading
from concurrent.futures import ThreadPoolExecutor

from bot.ledger import Ledger, audit
from tests.ledger.rows import NOW
from tests.ledger.test_audit import append, head_of, verify

SOON = 30.0


class TestAppend:
    def test_comes_in_the_order_of_the_commits(self, ledger: Ledger) -> None:
        entered, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            with ledger.transaction() as s:
                audit.append(s, at=NOW, actor="slow", action="x", subject="s")
                entered.set()
                assert go_on.wait(SOON)

        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(slow)
            assert entered.wait(SOON)
            second = pool.submit(append, ledger)
            if not ledger.is_sqlite:  # nobody waits for one that goes on after its entry
                second.result(SOON)
            go_on.set()
            first.result(SOON)
            second.result(SOON)
        with ledger.reading() as s:
            actors = [row.actor for row in audit.entries(s)]
        assert actors == (["slow", "UKIM"] if ledger.is_sqlite else ["UKIM", "slow"])
        assert verify(ledger) is None

    def test_is_seen_by_who_appended_it(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            audit.append(s, at=NOW, actor="UKIM", action="x", subject="one")
            assert [row.subject for row in audit.entries(s)] == ["one"]
            audit.append(s, at=NOW, actor="UKIM", action="x", subject="two")
            assert audit.head(s)[0] == 2
        assert verify(ledger) is None

    def test_of_many_at_once_makes_one_chain(self, ledger: Ledger) -> None:
        with ThreadPoolExecutor(8) as pool:
            for done in [pool.submit(append, ledger, number) for number in range(40)]:
                done.result(SOON)
        assert head_of(ledger)[0] == 40
        assert verify(ledger) is None
