"""Every table of the ledger, declared by being imported."""

import sqlalchemy as sa

from bot.ledger import (
    adjustments,
    audit,
    customers,
    deals,
    desk,
    gate,
    holds,
    invoices,
    payments,
    proposals,
    reminders,
    replicas,
    subscriptions,
)
from bot.ledger.base import Base

MODULES = (
    adjustments,
    audit,
    customers,
    deals,
    desk,
    gate,
    holds,
    invoices,
    payments,
    proposals,
    reminders,
    replicas,
    subscriptions,
)


def metadata() -> sa.MetaData:
    """Return the description of all tables."""
    return Base.metadata
