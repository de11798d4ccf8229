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

_here = threading.local()


class AskFirst(Exception):
    """What is not remembered has to be asked for first; what was begun has changed nothing."""

    def __init__(self, ask: Callable[[], object]) -> None:
        """Have `ask` called with the ledger closed; its answer has to be remembered."""
        super().__init__()
        self.ask = ask


@contextmanager
def open_ledger() -> Iterator[None]:
    """Have nobody asked in this thread as long as the block lasts."""
    before = is_open()
    _here.open = True
    try:
        yield
    finally:
        _here.open = before


def is_open() -> bool:
    """Return whether this thread has the ledger open."""
    return getattr(_here, "open", False)


def not_inside(ask: Callable[[], object]) -> None:
    """Return if `ask` may be called now.

    Raises:
        AskFirst: if this thread has the ledger open, and `asking` is there to close it.

    """
    if is_open() and _asks_first():
        raise AskFirst(ask)


def asking(act: Callable[[], T]) -> T:
    """Return what `act` returns; it runs anew for each look-up that it lacks."""
    if is_open():
        return act()  # whoever opened the ledger is within another one, if at all
    before, _here.first = _asks_first(), True
    try:
        for _ in range(MOST):
            try:
                return act()
            except AskFirst as first:
                first.ask()
        _here.first = False
        return act()
    finally:
        _here.first = before


def _asks_first() -> bool:
    return getattr(_here, "first", False)
