"""The desk: where things are shown in Slack, what waits for a person, how far feeds are read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import NotFound
from bot.ledger.base import Base, new_id

_OPEN = sa.text("closed_at is null")


class MessageRow(Base):
    """Where in Slack a thing is shown."""

    __tablename__ = "message"
    __table_args__ = (sa.Index(None, "channel", "ts"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    """"card", "trouble", "reminder", "summary", "question", …"""
    subject: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str]
    ts: Mapped[str]
    link: Mapped[str] = mapped_column(default="")
    """Its address, for what refers to it."""


class TroubleRow(Base):
    """What waits for a person because a vendor refused or stays away."""

    __tablename__ = "trouble"
    __table_args__ = (
        sa.Index(
            "uq_trouble_open",
            "subject",
            "kind",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True, default=lambda: new_id("trb"))
    subject: Mapped[str] = mapped_column(index=True)
    """Id of the deal, invoice or workflow it is about."""
    kind: Mapped[str] = mapped_column(index=True)
    """E.g. "write_back", "issue", "stuck"."""
    vendor: Mapped[str] = mapped_column(default="")
    code: Mapped[str] = mapped_column(default="")
    words: Mapped[str]
    """The vendor's own."""
    who_can_mend: Mapped[str] = mapped_column(default="")
    deal_id: Mapped[str] = mapped_column(default="", index=True)
    retry: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """{"workflow": name, "args": [...]} to start again, or {"wake": workflow id}."""
    count: Mapped[int] = mapped_column(default=1)
    since: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class CursorRow(Base):
    """How far a feed or the timetable has been read."""

    __tablename__ = "cursor"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[dict[str, Any]]


def message(s: Session, kind: str, subject: str) -> MessageRow | None:
    """Return where the thing is shown, if it is."""
    return s.get(MessageRow, (kind, subject))


def count_messages(s: Session, kind: str, prefix: str) -> int:
    """Return how many things of this kind are shown whose subject begins with `prefix`."""
    query = sa.select(sa.func.count()).where(
        MessageRow.kind == kind, MessageRow.subject.startswith(prefix, autoescape=True)
    )
    return s.scalar(query) or 0


def shown(s: Session, kind: str, subject: str, *, channel: str, ts: str, link: str = "") -> None:
    """Note where the thing is shown now."""
    s.merge(MessageRow(kind=kind, subject=subject, channel=channel, ts=ts, link=link))


def cursor(s: Session, name: str, *, lock: bool = False) -> dict[str, Any] | None:
    """Return how far `name` has been read; None: never."""
    row = s.get(CursorRow, name, with_for_update=lock, populate_existing=lock)
    return None if row is None else row.value


def set_cursor(s: Session, name: str, value: dict[str, Any]) -> None:
    """Note how far `name` has been read."""
    s.merge(CursorRow(name=name, value=value))


def open_trouble(  # noqa: PLR0913 - a trouble is these facts
    s: Session,
    *,
    subject: str,
    kind: str,
    words: str,
    now: datetime,
    vendor: str = "",
    code: str = "",
    who_can_mend: str = "",
    deal_id: str = "",
    retry: dict[str, Any] | None = None,
) -> TroubleRow:
    """Open the trouble, or count it once more if it is open already."""
    row = find_trouble(s, subject, kind)
    if row is None:
        row = TroubleRow(subject=subject, kind=kind, words=words, since=now, count=0)
        s.add(row)
    row.words, row.vendor, row.code = words, vendor, code
    row.who_can_mend, row.deal_id, row.retry = who_can_mend, deal_id, retry or {}
    row.count += 1
    s.flush()
    return row


def find_trouble(s: Session, subject: str, kind: str) -> TroubleRow | None:
    """Return the open trouble of this kind with this subject."""
    query = sa.select(TroubleRow).where(
        TroubleRow.subject == subject, TroubleRow.kind == kind, TroubleRow.closed_at.is_(None)
    )
    return s.scalar(query)


def get_trouble(s: Session, trouble_id: str) -> TroubleRow:
    """Return the trouble, open or closed.

    Raises:
        NotFound: if there is none.

    """
    row = s.get(TroubleRow, trouble_id)
    if row is None:
        raise NotFound("This trouble is not known here.")
    return row


def close_trouble(s: Session, subject: str, kind: str, now: datetime) -> TroubleRow | None:
    """Close the trouble, if it is open; return it."""
    row = find_trouble(s, subject, kind)
    if row is not None:
        row.closed_at = now
    return row


def troubles_about(s: Session, subjects: Sequence[str], kind: str) -> Sequence[TroubleRow]:
    """Return what is open of one kind about these subjects."""
    query = sa.select(TroubleRow).where(TroubleRow.closed_at.is_(None), TroubleRow.kind == kind)
    return s.scalars(query.where(TroubleRow.subject.in_(subjects))).all()


def open_troubles(s: Session, *, deal_id: str = "") -> Sequence[TroubleRow]:
    """Return what waits for a person, oldest first; of one deal, if named."""
    query = sa.select(TroubleRow).where(TroubleRow.closed_at.is_(None))
    if deal_id:
        query = query.where(TroubleRow.deal_id == deal_id)
    return s.scalars(query.order_by(TroubleRow.since, TroubleRow.id)).all()
