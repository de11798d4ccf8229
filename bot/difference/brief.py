"""Many changes said in short; all of them stand beside it."""

from collections.abc import Sequence

MOST_SAID = 3
"""Sentences of one message: whoever wants to read all of them finds them below it."""


def in_short(changes: Sequence[str]) -> str:
    """Return the first changes and how many more there are."""
    if is_short(changes):
        return " ".join(changes)
    return f"{' '.join(changes[:MOST_SAID])} And {len(changes) - MOST_SAID} more."


def in_full(changes: Sequence[str]) -> str:
    """Return each change on a line of its own, "" if `in_short` says all of them."""
    return "" if is_short(changes) else "\n".join(f"• {change}" for change in changes)


def is_short(changes: Sequence[str]) -> bool:
    """Return whether all of them are said: one more is said rather than counted."""
    return len(changes) <= MOST_SAID + 1
