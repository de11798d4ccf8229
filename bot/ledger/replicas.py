"""The replicas: which processes share a ledger on PostgreSQL, by the database's own clock.

A replica is lost when it has not beaten for as long as it said itself. Whoever finds that buries
it: takes its row away, for good. A transaction of a replica holds its row, so that a burial and a
commit come one after the other, and whoever was buried commits nothing any more.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import Conflict
from bot.ledger.base import Base
from bot.ledger.session import Ledger, limit

SHORTEST_PATIENCE = timedelta(seconds=2)
"""How long the database may take for a heartbeat, at least."""


class ReplicaRow(Base):
    """A process that shares the work."""

    __tablename__ = "replica"

    id: Mapped[str] = mapped_column(primary_key=True)
    """Unique for each start of a process."""
    process: Mapped[str]
    """Where it runs, for others on the same machine; "" if that cannot be told."""
    started_at: Mapped[datetime]
    lost_at: Mapped[datetime]
    """Instant of the database's clock from which on it counts as lost, unless it beats."""


class Buried(Conflict):
    """The process was held for lost, and others have taken over its work."""


class Register:
    """The list of replicas, over a connection of its own: a busy pool must not delay a heartbeat.

    Every method may raise `SQLAlchemyError` while the database is away.
    """

    def __init__(self, ledger: Ledger, own_id: str, *, patience: timedelta) -> None:
        """Speak for the replica `own_id`; no statement takes longer than `patience`."""
        self._id = own_id
        seconds = max(patience, SHORTEST_PATIENCE).total_seconds()
        self._engine = sa.create_engine(
            ledger.engine.url,
            pool_size=1,
            max_overflow=0,
            pool_pre_ping=True,
            connect_args={
                "connect_timeout": int(seconds),
                "tcp_user_timeout": int(seconds * 1000),
            },
        )
        limit(self._engine, statement_timeout=seconds, idle_in_transaction_session_timeout=seconds)

    def join(self, process: str, lasts: timedelta) -> None:
        """Enter this replica; it counts as lost after `lasts` without a heartbeat."""
        now = sa.func.clock_timestamp()
        values = {"id": self._id, "process": process, "started_at": now, "lost_at": now + lasts}
        with self._engine.begin() as connection:
            connection.execute(sa.insert(ReplicaRow).values(values))

    def beat(self, lasts: timedelta) -> bool:
        """Say that this replica lives; return False if it was buried."""
        later = sa.func.clock_timestamp() + lasts
        update = sa.update(ReplicaRow).where(ReplicaRow.id == self._id).values(lost_at=later)
        with self._engine.begin() as connection:
            return connection.execute(update).rowcount > 0

    def leave(self) -> None:
        """Take this replica out: what it leaves undone is anybody's from now on."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(ReplicaRow).where(ReplicaRow.id == self._id))

    def others(self) -> Mapping[str, str]:
        """Return the other replicas, lost or not: id -> process."""
        query = sa.select(ReplicaRow.id, ReplicaRow.process).where(ReplicaRow.id != self._id)
        with self._engine.begin() as connection:
            return {row.id: row.process for row in connection.execute(query)}

    def bury(self, gone: Sequence[str], *, lost: bool) -> list[str]:
        """Bury those `gone` for certain, and if `lost` all that are lost; return which were.

        One that holds its row by a transaction is left for the next time: it lives, or PostgreSQL
        ends its session soon.
        """
        silent = ReplicaRow.lost_at < sa.func.clock_timestamp() if lost else sa.false()
        over = sa.or_(ReplicaRow.id.in_(gone), silent)
        found = sa.select(ReplicaRow.id).where(over, ReplicaRow.id != self._id)
        free = found.with_for_update(skip_locked=True).cte("free")
        bury = sa.delete(ReplicaRow).where(ReplicaRow.id.in_(sa.select(free.c.id)))
        with self._engine.begin() as connection:
            return list(connection.scalars(bury.returning(ReplicaRow.id)))

    def fence(self, s: Session) -> None:
        """Let the transaction of `s` commit only if this replica is not buried.

        Raises:
            Buried: if it is.

        """
        row = sa.select(ReplicaRow.id).where(ReplicaRow.id == self._id)
        if s.execute(row.with_for_update(read=True, key_share=True)).first() is None:
            raise Buried("closedwon stood still and was replaced meanwhile: please do it again.")

    def close(self) -> None:
        """Give the connection back."""
        self._engine.dispose()
