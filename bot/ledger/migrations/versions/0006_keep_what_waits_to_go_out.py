"""Keep what waits to go out, and when a deal was first proposed."""

import sqlalchemy as sa
from alembic import op

from bot.ledger.base import UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep what waits to go out, and when a deal was first proposed."""
    op.create_table(
        "departure",
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("workflow", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("waits_for", sa.Text(), nullable=False),
        sa.Column("left_at", UTCDateTime(), nullable=True),
        sa.Column("turns", sa.BigInteger(), nullable=False),
        sa.Column("let_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_departure")),
    )
    for column in ("number", "deal_id", "waits_for", "left_at"):
        op.create_index(op.f(f"ix_departure_{column}"), "departure", [column])
    op.add_column("deal", sa.Column("begun_at", UTCDateTime(), nullable=True))
    op.execute(
        "update deal set begun_at = seen_at where settles_at is null "
        "or id in (select deal_id from proposal)"
    )
    op.create_index(op.f("ix_deal_won_at"), "deal", ["won_at"])
