"""The audit trail: every change, each entry carrying the hash of the one before."""

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import Invalid
from bot.ledger.base import Base
from bot.value import digest

GENESIS = "0" * 64
"""What the first entry carries as the hash of the one before."""
SHORTEST_HEAD = 16
"""Characters of a hash that stand in a daily summary."""
_APPENDED = "appended to the audit trail"


class AuditRow(Base):
    """Who changed what, when, from what to what."""

    __tablename__ = "audit"

    sequence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str]
    """Slack user id, or "closedwon", "Stripe", "Salesforce"."""
    action: Mapped[str]
    """Dotted, past tense: "proposal.approved"."""
    subject: Mapped[str] = mapped_column(index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    previous_hash: Mapped[str]
    hash: Mapped[str]

    def computed_hash(self) -> str:
        """Return the hash that its content has."""
        return digest(
            [
                self.sequence,
                self.at.isoformat(),
                self.actor,
                self.action,
                self.subject,
                self.before,
                self.after,
                self.previous_hash,
            ]
        )


class AuditHeadRow(Base):
    """The end of the trail: one row, locked by whoever appends."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int]
    hash: Mapped[str]


@dataclass(frozen=True)
class Break:
    """The first entry that is not what it was when it was written."""

    sequence: int
    reason: str


def append(
    s: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add an entry; it is written last of all, with the commit of the transaction of `s`."""
    row = AuditRow(
        at=at.astimezone(UTC),  # as it will be read again: the hash is of that
        actor=actor,
        action=action,
        subject=subject,
        before=before or {},
        after=after or {},
    )
    s.info.setdefault(_APPENDED, []).append(row)
    s.flush()  # what it tells of; a mistake in that shows here


@sa.event.listens_for(Session, "before_commit")
def _write(s: Session) -> None:
    """Write what was appended. Transactions wait for each other from here to their commit only."""
    appended: list[AuditRow] = s.info.pop(_APPENDED, [])
    if not appended:
        return
    end = s.get_one(AuditHeadRow, 1, with_for_update=True, populate_existing=True)
    for row in appended:
        row.sequence, row.previous_hash = end.sequence + 1, end.hash
        row.hash = row.computed_hash()
        s.add(row)
        end.sequence, end.hash = row.sequence, row.hash
    s.flush()


def head(s: Session) -> tuple[int, str]:
    """Return the sequence and hash of the last entry: what goes out with the daily summary."""
    _write(s)
    row = s.get_one(AuditHeadRow, 1)
    return row.sequence, row.hash


def entries(s: Session, subject: str = "") -> Generator[AuditRow]:
    """Yield the entries in order; of one subject, if named."""
    _write(s)
    query = sa.select(AuditRow).order_by(AuditRow.sequence)
    if subject:
        query = query.where(AuditRow.subject == subject)
    with closing(s.scalars(query.execution_options(yield_per=500))) as rows:
        yield from rows


def verify(s: Session, *, expected_head: str = "") -> Break | None:
    """Return the first broken entry, None if the chain is whole.

    `expected_head` is a hash (or its beginning) published earlier, e.g. in a daily summary: if no
    entry has it, the end was cut off or rewritten.

    Raises:
        Invalid: if `expected_head` is so short that another entry may have it by chance.

    """
    if expected_head and len(expected_head) < SHORTEST_HEAD:
        raise Invalid(f"Give at least {SHORTEST_HEAD} characters of the published hash.")
    sequence, previous, seen = 0, GENESIS, GENESIS.startswith(expected_head)
    try:
        with closing(entries(s)) as rows:
            for row in rows:
                sequence += 1
                if reason := _broken(row, sequence, previous):
                    return Break(sequence, reason)
                previous = row.hash
                seen = seen or row.hash.startswith(expected_head)
    except (ValueError, TypeError):  # of a part that is neither a date nor JSON any more
        return Break(sequence + 1, "an entry from here on cannot be read: it was altered")
    end = s.get(AuditHeadRow, 1)
    if end is None or (sequence, previous) != (end.sequence, end.hash):
        return Break(sequence + 1, "entries after this are missing: the end was cut off")
    if not seen:
        return Break(sequence + 1, "no entry has the published hash: the end was cut off")
    return None


def _broken(row: AuditRow, sequence: int, previous: str) -> str:
    """Return what is wrong with `row` as the entry of this number, "" if nothing is."""
    if row.sequence != sequence:
        return f"entry {sequence} is missing: the next one is {row.sequence}"
    if row.previous_hash != previous:
        return "it does not carry the hash of the entry before"
    if row.computed_hash() != row.hash:
        return "its content does not have its hash: it was altered"
    return ""
