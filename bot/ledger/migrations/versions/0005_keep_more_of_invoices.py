"""Keep schedules, periods, tax and what was taken back with invoices."""

import sqlalchemy as sa
from alembic import op

from bot.ledger.base import UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Keep schedules, periods, tax and what was taken back with invoices."""
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("label", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("source", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("condition", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("met_at", UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("met_by", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("subscription_id", sa.Text(), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("period_start", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("period_end", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("advances", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("awaits_usage", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("warned_for", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("net_minor", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("tax_minor", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("credited_minor", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("refunded_minor", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("disputed_minor", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("dispute", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("credited_after_minor", sa.BigInteger(), nullable=False, server_default="0")
        )
        batch_op.add_column(
            sa.Column("written_off", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("read_at", UTCDateTime(), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_invoice_subscription_id"), ["subscription_id"], unique=False
        )

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reference", sa.Text(), nullable=False, server_default=""))

    with op.batch_alter_table("customer", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(
            sa.Column("changes", sa.BigInteger(), nullable=False, server_default="0")
        )

    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("anchor_day", sa.BigInteger(), nullable=False, server_default="0")
        )

    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.add_column(sa.Column("amends", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("way", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        for column in (
            "label",
            "source",
            "condition",
            "met_by",
            "subscription_id",
            "advances",
            "awaits_usage",
            "tax_minor",
            "credited_minor",
            "refunded_minor",
            "disputed_minor",
            "dispute",
            "credited_after_minor",
            "written_off",
        ):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("payment", schema=None) as batch_op:
        for column in ("reference",):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("customer", schema=None) as batch_op:
        for column in ("content", "changes"):
            batch_op.alter_column(column, server_default=None)
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.alter_column("anchor_day", server_default=None)
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        for column in ("amends", "way"):
            batch_op.alter_column(column, server_default=None)
