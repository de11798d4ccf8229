"""The thread of a card: one line per event, who, what, when."""

from collections.abc import Sequence
from datetime import date

from bot.facts import Message
from bot.views.blocks import Block, section
from bot.views.fit import message
from bot.views.state import EventLine
from bot.views.text import day, escape, escape_lines, joined

MOST_EVENTS = 40


def event(line: EventLine, today: date) -> Message:
    """Return one event as an answer below the card."""
    words = _words(line, today)
    return message(escape(f"{line.who}: {line.what}", 300), [section(words)])


def events(lines: Sequence[EventLine], today: date) -> Message:
    """Return several events that came together as one answer."""
    if len(lines) == 1:
        return event(lines[0], today)
    text = escape("; ".join(f"{line.who}: {line.what}" for line in lines[:3]), 300)
    return message(text, [], history(lines, today))


def history(lines: Sequence[EventLine], today: date) -> list[Block]:
    """Return the latest events, one paragraph each, oldest first; for a modal too."""
    return [section(_words(line, today)) for line in lines[-MOST_EVENTS:]]


def _words(line: EventLine, today: date) -> str:
    said = joined((f"*{escape(line.who)}*", escape(line.what, 300), day(line.date, today)))
    return joined((said, escape_lines(line.detail, 1500)), "\n")
