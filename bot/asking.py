"""Asking who somebody is: never while the ledger is open.

What is drawn names people, and a look-up may take as long as Slack likes. Whoever waits for it with
the ledger open keeps a connection, or the one turn to write, from every click: so the ledger is
closed, the look-up is made, and what was begun begins anew, now that the answer is remembered.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
MOST = 500
"""Look-ups for one piece of work; those of one that needs more are made with the ledger open."""


class _Here(threading.local):
    """How things stand in this thread."""

    is_open = False
    """Whether the ledger is."""
    commits = 0
    begun_at: int | None = None
    """At how many commits what may begin anew began; None: nothing may."""


_here = _Here()


class AskFirst(Exception):
    """What is not remembered has to be asked for first; what was begun has changed nothing."""

    def __init__(self, ask: Callable[[], object]) -> None:
        """Have `ask` called with the ledger closed; its answer has to be remembered."""
        super().__init__()
        self.ask = ask


@contextmanager
def open_ledger() -> Iterator[None]:
    """Have nobody asked in this thread as long as the block lasts."""
    before, _here.is_open = _here.is_open, True
    try:
        yield
    finally:
        _here.is_open = before


def committed() -> None:
    """Note that something was done, which is not done again by what runs in this thread."""
    _here.commits += 1


def is_open() -> bool:
    """Return whether this thread has the ledger open."""
    return _here.is_open


def may_close() -> bool:
    """Return whether this thread has the ledger open, and could begin anew to close it."""
    return _here.is_open and _here.begun_at == _here.commits


def not_inside(ask: Callable[[], object]) -> None:
    """Return if `ask` may be called now.

    Raises:
        AskFirst: if that has to wait until the ledger is closed.

    """
    if may_close():
        raise AskFirst(ask)


def asking(act: Callable[[], T]) -> T:
    """Return what `act` returns; it runs anew for each look-up that it lacks.

    Once it has committed something it is not begun anew: what it lacks then is looked up at once.
    """
    if _here.is_open:
        return act()
    before = _here.begun_at
    try:
        for _ in range(MOST):
            _here.begun_at = _here.commits
            try:
                return act()
            except AskFirst as first:
                first.ask()
        _here.begun_at = None
        return act()
    finally:
        _here.begun_at = before
