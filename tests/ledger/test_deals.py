from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.due import Due
from bot.errors import NotFound
from bot.ledger import Ledger, deals
from bot.overrides import Overrides
from tests.fakes.deals import a_deal, deal_id
from tests.ledger.rows import NOW, deal_row

ONE, TWO, THREE = (deal_id(number) for number in (1, 2, 3))


@pytest.fixture(autouse=True)
def three(ledger: Ledger) -> None:
    decided = Overrides(po_number="PO-1", due=Due(net_days=10))
    with ledger.transaction() as s:
        s.add(deal_row(3, settles_at=NOW))
        s.add(deal_row(1, settles_at=NOW + timedelta(seconds=1), overrides=decided.to_json()))
        s.add(deal_row(2))


class TestFinding:
    def test_returns_what_salesforce_said_and_people_decided(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            row = deals.get(s, ONE)
        assert row.deal == a_deal(id=ONE)
        assert row.decided == Overrides(po_number="PO-1", due=Due(net_days=10))

    def test_says_when_a_deal_is_not_known(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            assert deals.find(s, "006X") is None
            assert deals.find(s, ONE) is not None
            with pytest.raises(NotFound, match="This deal is not known here"):
                deals.get(s, "006X")

    def test_knows_all_ids(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            assert deals.known_ids(s) == [ONE, TWO, THREE]

    def test_finds_what_was_quiet_for_long_enough(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            assert deals.settled(s, NOW - timedelta(microseconds=1)) == []
            assert deals.settled(s, NOW) == [THREE]
            assert deals.settled(s, NOW + timedelta(seconds=1)) == [THREE, ONE]


class TestTell:
    def test_keeps_the_order_of_telling(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            for what in ("first", "second"):
                deals.tell(s, ONE, at=NOW, who="Kim", what=what, detail="why")
            deals.tell(s, TWO, at=NOW, who="Kim", what="elsewhere")
        with ledger.reading() as s:
            told = deals.history(s, ONE)
        assert [(e.sequence, e.what, e.detail) for e in told] == [
            (1, "first", "why"),
            (2, "second", "why"),
        ]

    def test_leaves_thread_and_salesforce_to_hear_of_it(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            first = deals.tell(s, ONE, at=NOW, who="Kim", what="first")
            second = deals.tell(s, ONE, at=NOW, who="Kim", what="second")
            first.told_at = NOW
            second.written_back_at = NOW
        with ledger.reading() as s:
            assert [e.what for e in deals.untold(s, ONE)] == ["second"]
            assert [e.what for e in deals.unwritten(s, [ONE, TWO])] == ["first"]
            assert deals.to_write_back(s, 10) == [ONE]

    def test_asks_for_no_more_than_the_limit_to_be_written(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            for deal in (THREE, TWO, ONE):
                deals.tell(s, deal, at=NOW, who="Kim", what="x")
        with ledger.reading() as s:
            assert deals.to_write_back(s, 2) == [ONE, TWO]

    def test_numbers_what_is_told_at_the_same_time(self, ledger: Ledger) -> None:
        def tell(number: int) -> None:
            with ledger.transaction() as s:
                deals.tell(s, ONE, at=NOW, who="Kim", what=str(number))

        with ThreadPoolExecutor(4) as pool:
            for done in [pool.submit(tell, number) for number in range(12)]:
                done.result(30)
        with ledger.reading() as s:
            assert [e.sequence for e in deals.history(s, ONE)] == list(range(1, 13))

    def test_needs_a_deal(self, ledger: Ledger) -> None:
        with pytest.raises(NotFound), ledger.transaction() as s:
            deals.tell(s, "006X", at=NOW, who="Kim", what="x")
