"""Whether somebody waits for what is being done: their calls go ahead of bulk work's."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_URGENT: ContextVar[bool] = ContextVar("urgent", default=True)


def is_urgent() -> bool:
    """Return whether somebody waits for it: so it is unless something else was said."""
    return _URGENT.get()


@contextmanager
def giving_way() -> Iterator[None]:
    """Have what the block does give way: nobody waits for it."""
    token = _URGENT.set(False)
    try:
        yield
    finally:
        _URGENT.reset(token)
