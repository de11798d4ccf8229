"""A sentence said to one person after they did something."""

from bot.facts import Message
from bot.views.blocks import section
from bot.views.fit import message
from bot.views.text import escape


def note(words: str) -> Message:
    """Return plain `words` as a message."""
    said = escape(words, 1000)
    return message(said, [section(said)])
