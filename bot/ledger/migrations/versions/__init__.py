"""Alembic's scripts: one file a change of the tables, oldest first."""
