"""Every table of the ledger, declared by being imported."""

import sqlalchemy as sa

from bot.ledger import audit, deals, desk, holds, invoices, proposals
from bot.ledger.base import Base

MODULES = (audit, deals, desk, holds, invoices, proposals)


def metadata() -> sa.MetaData:
    """Return the description of all tables."""
    return Base.metadata
