"""Moving house: the whole ledger goes into another, empty database, or none of it does.

Two ledgers that both live would bill every deal twice. So the old one is marked before the first
row is copied, and no bot starts on a marked ledger; the mark goes only if surely nothing was kept.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from bot.errors import Misconfigured
from bot.ledger import audit, copying, desk
from bot.ledger.audit import AuditRow
from bot.ledger.desk import CursorRow
from bot.ledger.lock import only_one
from bot.ledger.migrate import is_current, migrate
from bot.ledger.replicas import ReplicaRow
from bot.ledger.session import Ledger
from bot.ledger.unfinished import ever_worked, failed, told, unfinished

MOVED: Final = copying.STAYS[0]
"""The name of the mark among the cursors: {"to": address without password, "done": bool}."""


@dataclass(frozen=True)
class Moved:
    """The end of the audit trail, which is the same in both."""

    entries: int
    head: str


def check_address(url: str) -> str:
    """Return `url` if a ledger can be there.

    Raises:
        Misconfigured: if it is of another kind.

    """
    if not url.startswith(("sqlite:///", "postgresql://")):
        raise Misconfigured("The new address must begin with postgresql:// or sqlite:///.")
    return url


def refuse_moved(ledger: Ledger) -> None:
    """Keep bots away from a ledger that lives on elsewhere.

    Raises:
        Misconfigured: naming where it went, or was going to.

    """
    with ledger.reading() as s:
        mark = desk.cursor(s, MOVED)
    if mark is None:
        return
    if mark["done"]:
        raise Misconfigured(
            f"This ledger has moved to {mark['to']}: give DATABASE_URL that address. "
            "A bot on the old one would send everything twice."
        )
    raise Misconfigured(
        f"This ledger was about to move to {mark['to']} when the move was cut off. "
        "Run `closedwon migrate-to` with that address again: it finds out how far it got."
    )


def refuse_company(ledger: Ledger) -> None:
    """See to it that no bot runs on a ledger; those that are lost are buried.

    On a SQLite file the lock keeps them out.

    Raises:
        Misconfigured: if one runs.

    """
    if ledger.is_sqlite:
        return
    with ledger.transaction() as s:
        now = sa.func.clock_timestamp()
        s.execute(sa.delete(ReplicaRow).where(ReplicaRow.lost_at < now))
        running = s.scalars(sa.select(ReplicaRow.id)).first()
    if running:
        raise Misconfigured(
            f"A closedwon still runs on {_address(ledger)}. Stop it first, and wait half a "
            "minute if it was killed."
        )


def move(old: Ledger, new: Ledger, *, leave_failed: bool = False) -> Moved:
    """Copy all of `old` into the empty `new`, prove it, and mark `old` as moved.

    It may be repeated after it was cut off. `leave_failed` goes without the *Retry now* of work
    that stopped by an error of ours.

    Raises:
        Misconfigured: if a bot runs on either, work is under way, or `new` is not empty; or if
            something did not go over as it was. The old ledger is as it was then.

    """
    address = _address(new)
    if address == _address(old):
        raise Misconfigured("The new address is that of the present ledger.")
    _reach(new)
    with only_one(old), only_one(new):
        _check_old(old, leave_failed=leave_failed)
        refuse_company(old)
        cut_off = _is_marked(old, address)
        migrate(new)
        if not (cut_off and _arrived(old, new)):  # it may have been cut off after the last row
            _check_new(new)
            _copy(old, new, address)
        _mark(old, address, done=True)
    with new.reading() as s:
        return Moved(*audit.head(s))


def _reach(new: Ledger) -> None:
    try:
        new.engine.connect().close()
    except sa.exc.OperationalError as error:
        raise Misconfigured(f"{_address(new)} cannot be reached: {error.orig}") from error


def _check_old(old: Ledger, *, leave_failed: bool) -> None:
    if not is_current(old):
        raise Misconfigured("The ledger is not up to date: run `closedwon migrate` first.")
    if work := unfinished(old):
        raise Misconfigured(
            f"Work is under way ({told(work)}), and would be lost: run `closedwon drain` first. "
            "It finishes what was begun and takes nothing new."
        )
    if (dead := failed(old)) and not leave_failed:
        raise Misconfigured(
            f"Work stopped by an error and waits for a Retry now in Slack ({told(dead)}). Retry it "
            "first, or give --leave-failed: then the nightly sweep finds what was left undone."
        )


def _check_new(new: Ledger) -> None:
    with new.engine.connect() as target:
        if copying.is_empty(target) and not ever_worked(new):
            return
    raise Misconfigured(
        f"{_address(new)} is not empty, or a bot has worked on it: a ledger moves into a new "
        "database only."
    )


def _is_marked(old: Ledger, address: str) -> bool:
    """Return whether a move to `address` was cut off.

    Raises:
        Misconfigured: if it has moved, or was going to move elsewhere.

    """
    with old.reading() as s:
        mark = desk.cursor(s, MOVED)
    if mark is None:
        return False
    if mark["done"] or mark["to"] != address:
        refuse_moved(old)
    return True


def _copy(old: Ledger, new: Ledger, address: str) -> None:
    _mark(old, address, done=False)
    with new.engine.connect() as target:
        try:
            with _standing_still(old) as source:
                read = copying.copy(source, target)
            copying.compare(read, target)
            refuse_company(old)  # one that started before it could see the mark
        except BaseException:
            target.rollback()
            _unmark(old)
            raise
        target.commit()  # if this fails nobody knows what was kept: the mark stays


def _arrived(old: Ledger, new: Ledger) -> bool:
    """Return whether the whole copy was committed: the end of the trail came with all the rest."""
    with old.reading() as s:
        sequence, head = audit.head(s)
    with new.reading() as s:
        entry = s.get(AuditRow, sequence)
    return entry is not None and entry.hash == head


@contextmanager
def _standing_still(ledger: Ledger) -> Iterator[sa.Connection]:
    """Yield a connection that sees one moment of the ledger; nobody writes to a file meanwhile."""
    with ledger.engine.connect() as connection:
        connection.execution_options(isolation_level="SERIALIZABLE")
        if ledger.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
        connection.rollback()


def _mark(old: Ledger, address: str, *, done: bool) -> None:
    with old.transaction() as s:
        desk.set_cursor(s, MOVED, {"to": address, "done": done})


def _unmark(old: Ledger) -> None:
    with old.transaction() as s:
        s.execute(sa.delete(CursorRow).where(CursorRow.name == MOVED))


def _address(ledger: Ledger) -> str:
    """Return where it is, without its password."""
    return sa.make_url(ledger.url).render_as_string(hide_password=True)
