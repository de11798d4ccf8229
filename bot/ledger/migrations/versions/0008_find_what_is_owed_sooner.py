"""Find what is owed, what is unheard and what a message shows without reading all rows."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_UNWRITTEN = sa.text("written_back_at is null")


def upgrade() -> None:
    """Find what is owed, what is unheard and what a message shows without reading all rows."""
    op.create_index(op.f("ix_invoice_status_due_date_id"), "invoice", ["status", "due_date", "id"])
    op.drop_index(op.f("ix_invoice_status"), table_name="invoice")
    op.create_index(
        "ix_event_unwritten",
        "event",
        ["deal_id"],
        sqlite_where=_UNWRITTEN,
        postgresql_where=_UNWRITTEN,
    )
    op.create_index(op.f("ix_message_channel_ts"), "message", ["channel", "ts"])
