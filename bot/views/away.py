"""Saying that nobody listened for a while: what people clicked then may not have arrived."""

from datetime import datetime, timedelta

from bot.facts import Message
from bot.views.blocks import section
from bot.views.fit import message
from bot.views.text import counted, day

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
DID_NOT_HEAR = "closedwon did not hear Slack"


def away(since: datetime, until: datetime, waiting: int) -> Message:
    """Return the notice for people in the approvals channel.

    `since` and `until` are aware, in the time zone that people here go by; `waiting` is how many
    cards wait for somebody.
    """
    said = f"{DID_NOT_HEAR} {_period(since, until)}"
    vain = (
        "What was clicked or sent in that time may not have arrived, also where Slack showed no "
        "error. Nothing was decided by what did not arrive."
    )
    if waiting:
        cards = counted(waiting, "card waits", "cards wait")
        again = f"{cards} for a decision and {_shown(waiting)} as it is now: click again there."
    else:
        again = "No card waits for a decision; of other buttons, use again what shows no effect."
    return message(f"{said}.", [section(f":warning: *{said}.*\n{vain} {again}")])


def _shown(waiting: int) -> str:
    return "is shown" if waiting == 1 else "each is shown"


def _period(since: datetime, until: datetime) -> str:
    """Return e.g. "from 10:02 to 10:20 EST (18 minutes)", with the days if they differ."""
    if since.date() == until.date():
        return f"from {since:%H:%M} to {until:%H:%M %Z} ({_long(until - since)})"
    first, last = day(since.date(), until.date()), day(until.date(), until.date())
    return f"from {first}, {since:%H:%M}, to {last}, {until:%H:%M %Z} ({_long(until - since)})"


def _long(span: timedelta) -> str:
    """Return how long that is, in the largest unit of which it is at least two."""
    for unit, name in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        if span >= 2 * unit:
            return counted(round(span / unit), name)
    return counted(round(span.total_seconds()), "second")
