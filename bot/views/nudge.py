"""Words in a card's thread when it has waited for too long."""

from collections.abc import Sequence
from datetime import date

from bot.facts import Message
from bot.views.blocks import section
from bot.views.fit import message
from bot.views.state import Who
from bot.views.text import counted, day, escape, joined, mention

MOST_MENTIONED = 10


def approval_waits(
    deal_name: str, hours: int, who: Sequence[Who], escalated_to: Sequence[Who] = ()
) -> Message:
    """Return that a card waits, to those who may approve it and those to whom it is escalated."""
    text = f"{escape(deal_name)} has waited for approval for {counted(hours, 'hour')}."
    shown = joined((_mentions(who), text), " ")
    if escalated_to:
        shown += f"\n{_mentions(escalated_to)} Please see to it that somebody decides."
    return message(text, [section(shown)])


def _mentions(who: Sequence[Who]) -> str:
    return joined((mention(one) for one in who[:MOST_MENTIONED]), " ")


def hold_is_over(deal_name: str, until: date, by: Who, today: date) -> Message:
    """Return that a hold is past its date, to whoever placed it."""
    text = (
        f"{escape(deal_name)} is on hold past its date, {day(until, today)}: "
        "release it, or hold it until a later day."
    )
    return message(text, [section(f"{mention(by)} {text}")])
