"""Keep whose card is to be drawn again."""

import sqlalchemy as sa
from alembic import op

from bot.ledger.base import UTCDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep whose card is to be drawn again."""
    op.add_column("deal", sa.Column("card_due_at", UTCDateTime(), nullable=True))
    op.create_index(op.f("ix_deal_card_due_at"), "deal", ["card_due_at"])
