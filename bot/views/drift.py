"""What the nightly comparison found, for the ops channel."""

from collections import Counter
from collections.abc import Sequence

from bot.facts import Message
from bot.views.blocks import context, section
from bot.views.fit import message
from bot.views.text import counted, escape, joined

MOST_LINES = 20


def drift(kinds: Sequence[str], lines: Sequence[str]) -> Message:
    """Return how often each kind of difference was found, and the first lines of all."""
    text = f"The nightly comparison found {counted(len(lines), 'difference')}"
    counts = joined(f"{count:,} × {escape(kind)}" for kind, count in Counter(kinds).items())  # noqa: RUF001 - times
    shown = [section(f"• {escape(line, 300)}") for line in lines[:MOST_LINES]]
    left = len(lines) - len(shown)
    rest = [context(f"and {left:,} more: in the list of troubles")] if left else []
    return message(text, [section(f":mag: *{text}*\n{counts}")], [*shown, *rest])
