"""The pause: while it lasts, nothing goes out to customers. It is part of the ledger."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from bot.ledger import desk
from bot.ledger.desk import CursorRow
from bot.value import Value

CURSOR = "pause"
KEPT = 20
"""How many earlier pauses are remembered."""


class Pause(Value):
    """Who stopped everything, when and why."""

    id: str
    by: str
    """Slack user id."""
    by_name: str
    reason: str = ""
    at: datetime
    until: datetime | None = None
    """When it ended; None: it lasts."""


def paused(s: Session) -> Pause | None:
    """Return the pause that lasts, if one does."""
    known = _all(s)
    return known[-1] if known and known[-1].until is None else None


def was_paused(s: Session, at: datetime) -> bool:
    """Return whether there was a pause at that moment, or is one."""
    return any(one.at <= at and (one.until is None or at <= one.until) for one in _all(s))


def begin(s: Session, pause: Pause) -> None:
    """Note that everything is stopped."""
    _keep(s, [*_all(s), pause])


def end(s: Session, at: datetime) -> None:
    """Note that the pause is over."""
    *earlier, last = _all(s)
    prefix = _told(last)
    s.execute(sa.delete(CursorRow).where(CursorRow.name.startswith(prefix, autoescape=True)))
    _keep(s, [*earlier, last.model_copy(update={"until": at})])


def note_told(s: Session, subject: str) -> None:
    """Note that Stripe knows of the pause that lasts, for a retainer."""
    if (now := paused(s)) is not None:
        desk.set_cursor(s, f"{_told(now)}{subject}", {"told": True})


def told(s: Session) -> frozenset[str]:
    """Return the retainers for which Stripe knows of the pause that lasts."""
    now = paused(s)
    if now is None:
        return frozenset()
    prefix = _told(now)
    query = sa.select(CursorRow.name).where(CursorRow.name.startswith(prefix, autoescape=True))
    return frozenset(name.removeprefix(prefix) for name in s.scalars(query))


def _told(pause: Pause) -> str:
    return f"{CURSOR}:{pause.id}:"


def _all(s: Session) -> list[Pause]:
    value = desk.cursor(s, CURSOR) or {}
    return [Pause.from_json(one) for one in value.get("pauses", [])]


def _keep(s: Session, pauses: list[Pause]) -> None:
    desk.set_cursor(s, CURSOR, {"pauses": [one.to_json() for one in pauses[-KEPT:]]})
    s.flush()
