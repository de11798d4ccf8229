"""The gate: what asked to go out to a customer, and what of it has to wait.

One row per invoice, retainer, reminder or correction that ever had to wait or counted against a
limit. A row that waits is the whole memory of it: whoever opens the gate starts its workflow again.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.ledger.base import Base

ONE_AT_A_TIME = 2_026_112_301
"""Names our lock among the advisory locks of a PostgreSQL database."""


class WaitsFor(StrEnum):
    """What something at the gate waits for."""

    NOTHING = ""
    PAUSE = "pause"
    """The end of the pause."""
    LIMIT = "limit"
    """Room under a limit, or those before it."""
    PERSON = "person"
    """Somebody who lets it through: by itself it is more than a limit."""


class DepartureRow(Base):
    """Something that goes out to a customer, as it stands at the gate."""

    __tablename__ = "departure"

    subject: Mapped[str] = mapped_column(primary_key=True)
    """Our id of the invoice, retainer, reminder or correction."""
    number: Mapped[int] = mapped_column(index=True)
    """Its place in the line."""
    workflow: Mapped[str]
    """What to start with the subject once it may go."""
    deal_id: Mapped[str] = mapped_column(index=True)
    currency: Mapped[str] = mapped_column(default="")
    """"": it counts against no limit."""
    amount_minor: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    waits_for: Mapped[str] = mapped_column(default="", index=True)
    left_at: Mapped[datetime | None] = mapped_column(index=True)
    """When it was let out: from then on it counts."""
    turns: Mapped[int] = mapped_column(default=0)
    """How often it was started again."""
    let_by: Mapped[str] = mapped_column(default="")
    """Slack user id of who let it through; it counts against no limit."""


def one_at_a_time(s: Session) -> None:
    """Have others who ask wait until this transaction ends: two would see the same room."""
    if s.get_bind().dialect.name == "postgresql":
        s.execute(sa.select(sa.func.pg_advisory_xact_lock(ONE_AT_A_TIME)))


def find(s: Session, subject: str) -> DepartureRow | None:
    """Return how it stands at the gate; None: it never waited and counts against nothing."""
    return s.get(DepartureRow, subject)


def next_number(s: Session) -> int:
    """Return the place at the end of the line."""
    return (s.scalar(sa.select(sa.func.max(DepartureRow.number))) or 0) + 1


def waiting(s: Session, *, deal_id: str = "", limit: int | None = None) -> Sequence[DepartureRow]:
    """Return what waits, in its order; of one deal, if named."""
    query = sa.select(DepartureRow).where(DepartureRow.waits_for != "")
    if deal_id:
        query = query.where(DepartureRow.deal_id == deal_id)
    return s.scalars(query.order_by(DepartureRow.number).limit(limit)).all()


def count_waiting(s: Session) -> int:
    """Return how much waits."""
    query = sa.select(sa.func.count()).where(DepartureRow.waits_for != "")
    return s.scalar(query) or 0


def waiting_value(s: Session) -> Mapping[str, int]:
    """Return how much money waits: currency -> minor units."""
    query = sa.select(DepartureRow.currency, sa.func.sum(DepartureRow.amount_minor)).where(
        DepartureRow.waits_for != "", DepartureRow.currency != ""
    )
    return {row[0]: int(row[1]) for row in s.execute(query.group_by(DepartureRow.currency))}


def is_behind(s: Session, currency: str, number: int | None) -> bool:
    """Return whether one in this currency is before this place of the line; None: its end.

    What waits for a person is stepped around.
    """
    query = sa.select(DepartureRow.subject).where(
        DepartureRow.waits_for.in_((WaitsFor.PAUSE, WaitsFor.LIMIT)),
        DepartureRow.currency == currency,
    )
    if number is not None:
        query = query.where(DepartureRow.number < number)
    return s.scalar(query.limit(1)) is not None


def spent(s: Session, since: datetime) -> Mapping[str, tuple[int, int]]:
    """Return what left since then by itself: currency -> how many, and their minor units."""
    query = sa.select(
        DepartureRow.currency, sa.func.count(), sa.func.sum(DepartureRow.amount_minor)
    ).where(DepartureRow.left_at > since, DepartureRow.currency != "", DepartureRow.let_by == "")
    found = s.execute(query.group_by(DepartureRow.currency))
    return {row[0]: (int(row[1]), int(row[2])) for row in found}


def forget(s: Session, before: datetime) -> int:
    """Delete what left before then, which counts no more; return how many."""
    gone = sa.delete(DepartureRow).where(
        DepartureRow.waits_for == "",
        DepartureRow.asked_at < before,
        sa.or_(DepartureRow.left_at.is_(None), DepartureRow.left_at < before),
    )
    return int(s.execute(gone).rowcount)  # type: ignore[attr-defined]  # a cursor's result has it
