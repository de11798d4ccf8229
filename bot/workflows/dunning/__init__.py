"""Chasing what is overdue, and reporting what is owed."""
