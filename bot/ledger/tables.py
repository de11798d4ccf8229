"""Every table of the ledger, declared by being imported."""

from bot.ledger import audit, deals, desk, holds, invoices, proposals

__all__ = ["audit", "deals", "desk", "holds", "invoices", "proposals"]
