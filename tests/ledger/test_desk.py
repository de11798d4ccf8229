from datetime import date, timedelta

import pytest

from bot.errors import NotFound
from bot.ledger import Ledger, LostRace, Session, desk, holds
from bot.ledger.desk import TroubleRow
from bot.ledger.holds import HoldRow
from tests.fakes.deals import deal_id
from tests.ledger.rows import NOW, deal_row

ONE = deal_id(1)


def trouble(
    s: Session, subject: str = "inv_1", *, words: str = "No.", code: str = "", deal_id: str = ""
) -> TroubleRow:
    return desk.open_trouble(
        s,
        subject=subject,
        kind="issue",
        words=words,
        now=NOW,
        vendor="Stripe",
        code=code,
        deal_id=deal_id,
    )


class TestMessages:
    def test_stand_where_they_were_shown_last(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            desk.shown(s, "card", "prop_1", channel="C1", ts="1.0")
            desk.shown(s, "card", "prop_1", channel="C1", ts="2.0", link="https://x.example")
        with ledger.reading() as s:
            row = desk.message(s, "card", "prop_1")
            assert row is not None
            assert (row.channel, row.ts, row.link) == ("C1", "2.0", "https://x.example")
            assert desk.message(s, "card", "prop_2") is None

    def test_are_counted_by_how_their_subjects_begin(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            for subject in ("prop_1:a", "prop_1:b", "prop_10:a", "propX1:a"):
                desk.shown(s, "nudge", subject, channel="C1", ts="1.0")
        with ledger.reading() as s:
            assert desk.count_messages(s, "nudge", "prop_1:") == 2
            assert desk.count_messages(s, "card", "prop_1:") == 0


def test_a_cursor_is_where_it_was_set_last(ledger: Ledger) -> None:
    with ledger.transaction() as s:
        assert desk.cursor(s, "deals", lock=True) is None
        desk.set_cursor(s, "deals", {"until": "a"})
        desk.set_cursor(s, "deals", {"until": "b"})
    with ledger.reading() as s:
        assert desk.cursor(s, "deals") == {"until": "b"}


class TestTrouble:
    def test_is_one_that_counts_while_it_is_open(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            trouble(s, code="a")
        with ledger.transaction() as s:
            row = trouble(s, words="Still no.", code="b", deal_id=ONE)
        assert (row.count, row.words, row.code, row.deal_id) == (2, "Still no.", "b", ONE)
        assert row.since == NOW

    def test_is_another_once_it_was_closed(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            first = trouble(s)
            closed = desk.close_trouble(s, "inv_1", "issue", NOW)
            assert closed is first
            s.flush()
            second = trouble(s)
        assert (second.count, second.id == first.id) == (1, False)

    def test_that_is_not_open_need_not_be_closed(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            assert desk.close_trouble(s, "inv_1", "issue", NOW) is None

    def test_opened_twice_at_once_is_a_lost_race(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            trouble(s)
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(TroubleRow(subject="inv_1", kind="issue", words="x", since=NOW))

    def test_is_found_open_or_closed(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            row = trouble(s)
            desk.close_trouble(s, "inv_1", "issue", NOW)
        with ledger.reading() as s:
            assert desk.get_trouble(s, row.id).closed_at == NOW
            with pytest.raises(NotFound, match="This trouble is not known here"):
                desk.get_trouble(s, "trb_x")

    def test_waits_oldest_first_and_by_deal(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            trouble(s, "later").since = NOW + timedelta(hours=1)
            trouble(s, "mine", deal_id=ONE)
            trouble(s, "over")
            desk.close_trouble(s, "over", "issue", NOW)
        with ledger.reading() as s:
            assert [row.subject for row in desk.open_troubles(s)] == ["mine", "later"]
            assert [row.subject for row in desk.open_troubles(s, deal_id=ONE)] == ["mine"]


class TestHolds:
    def hold(self, subject: str, minutes: int = 0, **more: object) -> HoldRow:
        fields: dict[str, object] = {
            "id": f"hold_{subject}_{minutes}",
            "subject": subject,
            "deal_id": ONE,
            "reason": "missing_po",
            "until_date": date(2026, 12, 1),
            "by": "UKIM",
            "by_name": "Kim",
            "at": NOW + timedelta(minutes=minutes),
        }
        return HoldRow(**fields | more)

    @pytest.fixture(autouse=True)
    def rows(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            s.add(deal_row())
            s.flush()
            s.add(self.hold("inv_1", 5))
            s.add(self.hold(ONE, 2))
            s.add(self.hold(ONE, 1, released_at=NOW))
            s.add(self.hold("inv_2", 0, released_at=NOW))

    def test_are_one_while_they_are_open(self, ledger: Ledger) -> None:
        with pytest.raises(LostRace), ledger.transaction() as s:
            s.add(self.hold(ONE, 9))

    def test_are_found(self, ledger: Ledger) -> None:
        with ledger.reading() as s:
            mine = holds.open_on(s, ONE)
            assert mine is not None
            assert mine.until_date == date(2026, 12, 1)
            assert holds.open_on(s, "inv_2") is None
            assert [row.subject for row in holds.all_open(s)] == [ONE, "inv_1"]
            assert [row.subject for row in holds.open_of_deal(s, ONE)] == [ONE, "inv_1"]
            assert holds.get(s, f"hold_{ONE}_1").released_at == NOW
            assert holds.latest_on(s, ONE) is mine
            assert holds.latest_on(s, "inv_9") is None
            with pytest.raises(NotFound, match="This hold is not known here"):
                holds.get(s, "hold_x")
