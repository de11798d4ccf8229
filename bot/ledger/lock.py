"""One process a SQLite file: a second one would carry on the first one's work."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from bot.errors import Misconfigured


@contextmanager
def only_one(url: str) -> Iterator[None]:
    """Be the only one to run on the SQLite file of `url`; other databases share by themselves.

    Raises:
        Misconfigured: if another process runs on it.

    """
    database = sa.make_url(url).database
    if not url.startswith("sqlite") or not database:
        yield
        return
    path = Path(f"{database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Misconfigured(
                f"Another closedwon runs on {database} already. Stop it first, "
                "or use PostgreSQL to run several."
            ) from error
        yield
