"""Runs the migrations on the connection it is given; see `bot.ledger.migrate`."""

from alembic import context
from sqlalchemy.schema import SchemaItem

from bot.ledger.migrate import ENGINE_TABLES
from bot.ledger.tables import metadata


def ours(item: SchemaItem, name: str | None, kind: str, *_: object) -> bool:
    """Leave the durable engine's tables alone."""
    del item
    return not (kind == "table" and name in ENGINE_TABLES)


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata(),
    include_object=ours,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
    transaction_per_migration=False,
    user_module_prefix="",
)
context.run_migrations()
