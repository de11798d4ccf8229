"""Everything the ledger holds, to be compared with what it holds later."""

import sqlalchemy as sa

from bot.deps import Deps
from bot.ledger import Base


def standing(deps: Deps) -> dict[str, list[str]]:
    """Return every row of every table, in words."""
    with deps.ledger.reading() as s:
        return {
            table.name: sorted(map(str, s.execute(sa.select(table)).all()))
            for table in Base.metadata.sorted_tables
        }
