import threading
from datetime import UTC, datetime, timedelta

from bot.ledger import Ledger, gate
from bot.ledger.gate import DepartureRow, WaitsFor
from bot.ledger.pause import Pause, begin, end, note_told, paused, told, was_paused

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def a_row(subject: str, number: int, **fields: object) -> DepartureRow:
    known: dict[str, object] = {
        "workflow": "issue", "deal_id": "d", "currency": "USD", "amount_minor": 100,
        "asked_at": NOON, "waits_for": "", "turns": 0, "let_by": "",
    }  # fmt: skip
    return DepartureRow(subject=subject, number=number, **(known | fields))


def test_counts_what_left_by_itself_and_keeps_the_order(ledger: Ledger) -> None:
    with ledger.transaction() as s:
        gate.one_at_a_time(s)
        s.add(a_row("a", 1, left_at=NOON))
        s.add(a_row("b", 2, left_at=NOON, currency="EUR"))
        s.add(a_row("c", 3, left_at=NOON, let_by="UKIM"))
        s.add(a_row("e", 5, waits_for=WaitsFor.LIMIT))
        s.add(a_row("d", 4, waits_for=WaitsFor.PERSON, currency="EUR", deal_id="x"))
    with ledger.reading() as s:
        assert gate.spent(s, NOON - timedelta(hours=1)) == {"USD": (1, 100), "EUR": (1, 100)}
        assert gate.spent(s, NOON) == {}
        assert [row.subject for row in gate.waiting(s)] == ["d", "e"]
        assert [row.subject for row in gate.waiting(s, deal_id="x")] == ["d"]
        assert (gate.count_waiting(s), gate.next_number(s)) == (2, 6)
        assert gate.waiting_value(s) == {"EUR": 100, "USD": 100}
        assert gate.is_behind(s, "USD", None)
        assert not gate.is_behind(s, "USD", 5)
        assert not gate.is_behind(s, "EUR", None)  # a person is not waited for
    with ledger.transaction() as s:
        assert gate.forget(s, NOON + timedelta(days=3)) == 3


def test_two_who_ask_at_once_get_two_places(ledger: Ledger) -> None:
    def ask(name: str) -> None:
        with ledger.transaction() as s:
            gate.one_at_a_time(s)
            s.add(a_row(name, gate.next_number(s), waits_for=WaitsFor.PAUSE))

    threads = [threading.Thread(target=ask, args=(f"inv{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.reading() as s:
        assert [row.number for row in gate.waiting(s)] == [1, 2, 3, 4, 5, 6]


def test_remembers_pauses(ledger: Ledger) -> None:
    with ledger.transaction() as s:
        assert paused(s) is None
        begin(s, Pause(id="p1", by="UKIM", by_name="Kim", at=NOON))
        note_told(s, "sub_1")
    with ledger.transaction() as s:
        assert told(s) == {"sub_1"}
        assert was_paused(s, NOON + timedelta(days=9))
        end(s, NOON + timedelta(hours=1))
        assert (paused(s), told(s)) == (None, frozenset())
    with ledger.reading() as s:
        assert was_paused(s, NOON + timedelta(minutes=59))
        assert not was_paused(s, NOON + timedelta(minutes=61))
