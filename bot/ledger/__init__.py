"""The only SQL: sessions, mapped classes, queries, the audit trail and the migrations."""

from sqlalchemy.orm import Session

from bot.ledger.base import Base
from bot.ledger.session import Ledger, LedgerAway, LostRace

__all__ = ["Base", "Ledger", "LedgerAway", "LostRace", "Session"]
