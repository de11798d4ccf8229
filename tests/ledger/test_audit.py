from datetime import timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from bot.errors import Invalid
from bot.ledger import Ledger, audit
from bot.ledger.audit import GENESIS, AuditHeadRow, AuditRow, Break
from tests.ledger.rows import NOW

NONSENSE = "UPDATE audit SET {} = '{{nonsense' WHERE sequence = 2"


def append(ledger: Ledger, number: int = 0, subject: str = "deal") -> None:
    with ledger.transaction() as s:
        audit.append(
            s,
            at=NOW + timedelta(seconds=number),
            actor="UKIM",
            action="proposal.approved",
            subject=subject,
            before={"status": "pending", "n": number},
            after={"status": "approved", "lines": ["ä", 1, None, {"x": True}]},
        )


def verify(ledger: Ledger, head: str = "") -> Break | None:
    with ledger.reading() as s:
        return audit.verify(s, expected_head=head)


def head_of(ledger: Ledger) -> tuple[int, str]:
    with ledger.reading() as s:
        return audit.head(s)


@pytest.fixture
def trail(ledger: Ledger) -> Ledger:
    """Five entries, as somebody wrote them."""
    for number in range(5):
        append(ledger, number, subject=f"deal {number % 2}")
    return ledger


class TestAppend:
    def test_begins_with_an_empty_trail(self, ledger: Ledger) -> None:
        assert head_of(ledger) == (0, GENESIS)
        assert verify(ledger) is None
        assert verify(ledger, GENESIS[:16]) is None

    def test_chains_each_entry_to_the_one_before(self, trail: Ledger) -> None:
        with trail.reading() as s:
            rows = list(audit.entries(s))
        assert [row.sequence for row in rows] == [1, 2, 3, 4, 5]
        assert [row.previous_hash for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
        assert head_of(trail) == (5, rows[-1].hash)
        assert rows[0].after == {"status": "approved", "lines": ["ä", 1, None, {"x": True}]}
        assert verify(trail) is None

    def test_takes_any_zone_and_no_details(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            there = NOW.astimezone(timezone(timedelta(hours=-5)))
            audit.append(s, at=there, actor="Stripe", action="invoice.paid", subject="inv")
        assert verify(ledger) is None

    def test_leaves_nothing_when_the_transaction_does_not_commit(self, trail: Ledger) -> None:
        def give_up() -> None:
            with trail.transaction() as s:
                audit.append(s, at=NOW, actor="a", action="b", subject="c")
                raise KeyError

        with pytest.raises(KeyError):
            give_up()
        assert head_of(trail)[0] == 5
        assert verify(trail) is None


def test_entries_can_be_those_of_one_subject(trail: Ledger) -> None:
    with trail.reading() as s:
        assert [row.sequence for row in audit.entries(s, "deal 1")] == [2, 4]


def tamper(ledger: Ledger, sql: str, **values: object) -> None:
    with ledger.engine.begin() as connection:
        connection.execute(sa.text(sql), values)


class TestVerify:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("actor", "UPAT"),
            ("action", "proposal.rejected"),
            ("subject", "another"),
            ("at", NOW + timedelta(microseconds=1)),
            ("before", {"status": "pending", "n": 3}),
            ("after", {}),
        ],
    )
    def test_names_an_entry_that_was_altered(
        self,
        trail: Ledger,
        column: str,
        value: Any,
    ) -> None:
        with trail.transaction() as s:
            s.execute(sa.update(AuditRow).where(AuditRow.sequence == 3).values({column: value}))
        assert verify(trail) == Break(3, "its content does not have its hash: it was altered")

    def test_names_an_entry_that_was_altered_with_its_hash(self, trail: Ledger) -> None:
        with trail.transaction() as s:
            row = s.get_one(AuditRow, 3)
            row.actor = "UPAT"
            row.hash = row.computed_hash()
        assert verify(trail) == Break(4, "it does not carry the hash of the entry before")

    def test_names_an_entry_that_is_missing(self, trail: Ledger) -> None:
        tamper(trail, "DELETE FROM audit WHERE sequence = 3")
        assert verify(trail) == Break(3, "entry 3 is missing: the next one is 4")

    def test_names_a_gap_that_was_closed(self, trail: Ledger) -> None:
        tamper(trail, "DELETE FROM audit WHERE sequence = 3")
        tamper(trail, "UPDATE audit SET sequence = 3 WHERE sequence = 4")
        tamper(trail, "UPDATE audit SET sequence = 4 WHERE sequence = 5")
        assert verify(trail) == Break(3, "it does not carry the hash of the entry before")

    def test_names_the_first_of_two_that_were_swapped(self, trail: Ledger) -> None:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            tamper(
                trail, "UPDATE audit SET sequence = :new WHERE sequence = :old", old=old, new=new
            )
        assert verify(trail) == Break(2, "it does not carry the hash of the entry before")

    def test_notices_an_end_that_was_cut_off(self, trail: Ledger) -> None:
        tamper(trail, "DELETE FROM audit WHERE sequence > 3")
        assert verify(trail) == Break(4, "entries after this are missing: the end was cut off")

    def test_notices_that_everything_was_cut_off(self, trail: Ledger) -> None:
        tamper(trail, "DELETE FROM audit")
        assert verify(trail) == Break(1, "entries after this are missing: the end was cut off")

    def test_notices_a_cut_that_was_covered_up_by_a_published_head(self, trail: Ledger) -> None:
        _, published = head_of(trail)
        with trail.reading() as s:
            third = s.get_one(AuditRow, 3).hash
        tamper(trail, "DELETE FROM audit WHERE sequence > 3")
        tamper(trail, "UPDATE audit_head SET sequence = 3, hash = :h", h=third)
        assert verify(trail) is None  # nothing inside can tell
        assert verify(trail, published[:16]) == Break(
            4, "no entry has the published hash: the end was cut off"
        )

    def test_accepts_every_head_that_was_ever_published(self, trail: Ledger) -> None:
        with trail.reading() as s:
            hashes = [row.hash for row in audit.entries(s)]
        assert [verify(trail, published[:16]) for published in hashes] == [None] * 5

    def test_reads_a_long_trail_in_parts(self, ledger: Ledger) -> None:
        with ledger.transaction() as s:
            for _ in range(1100):
                audit.append(s, at=NOW, actor="a", action="b", subject="c")
        assert verify(ledger) is None

    def test_names_an_entry_that_was_put_in_between(self, trail: Ledger) -> None:
        with trail.reading() as s:
            second, third = s.get_one(AuditRow, 2), s.get_one(AuditRow, 3)
        for number in (5, 4, 3):
            tamper(
                trail, "UPDATE audit SET sequence = :new WHERE sequence = :old",
                old=number, new=number + 1,
            )  # fmt: skip
        with trail.transaction() as s:
            forged = AuditRow(
                sequence=3, at=NOW, actor="UPAT", action="proposal.approved", subject="deal 0",
                before={}, after={}, previous_hash=second.hash, hash="",
            )  # fmt: skip
            forged.hash = forged.computed_hash()
            s.add(forged)
        assert third.previous_hash == second.hash
        assert verify(trail) == Break(4, "it does not carry the hash of the entry before")

    @pytest.mark.parametrize("column", ["before", "after", "at"])
    def test_names_an_entry_that_cannot_be_read_any_more(self, trail: Ledger, column: str) -> None:
        try:
            tamper(trail, NONSENSE.format(column))
        except sa.exc.DataError:
            return  # PostgreSQL keeps no such thing
        broken = verify(trail)
        assert broken is not None
        assert broken.sequence <= 2
        assert "cannot be read" in broken.reason

    @pytest.mark.parametrize("sql", ["DELETE FROM audit_head", "UPDATE audit_head SET hash = 'x'"])
    def test_notices_a_head_that_was_taken_away_or_altered(self, trail: Ledger, sql: str) -> None:
        tamper(trail, sql)
        assert verify(trail) is not None

    def test_does_not_take_a_few_letters_for_a_published_head(self, trail: Ledger) -> None:
        for short in ("a", "0", "f" * 15):
            with pytest.raises(Invalid, match="16"):
                verify(trail, short)

    def test_cannot_tell_what_was_written_over_from_the_beginning_without_a_head(
        self, trail: Ledger
    ) -> None:
        _, published = head_of(trail)
        with trail.transaction() as s:
            s.execute(sa.delete(AuditRow))
            s.get_one(AuditHeadRow, 1).sequence = 0
            s.get_one(AuditHeadRow, 1).hash = GENESIS
        append(trail, 7)
        assert verify(trail) is None
        assert verify(trail, published) is not None

    def test_cannot_tell_an_entry_that_was_added_at_the_end(self, trail: Ledger) -> None:
        _, published = head_of(trail)
        append(trail, 9, subject="forged")
        assert verify(trail, published) is None
