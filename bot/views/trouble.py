"""Trouble in the ops channel: one line per kind, counted and updated in place."""

from bot.facts import Message
from bot.views import alerts
from bot.views.alerts import ALERTS
from bot.views.blocks import Block, actions, button, context, section
from bot.views.fit import message
from bot.views.ids import ActionId
from bot.views.state import TroubleLine
from bot.views.state_lists import TroubleState
from bot.views.text import counted, day, day_and_distance, escape, escape_lines, joined


def trouble(state: TroubleState) -> Message:
    """Return the line of one kind of trouble, open or over."""
    if state.closed_date is not None:
        since = day(state.since_date, state.today)
        words = f"{escape(state.what_failed)}: over"
        shown = f":white_check_mark: {words} ({since} to {day(state.closed_date, state.today)})"
        return message(words, [section(shown)])
    count = "" if state.kind in ALERTS else counted(state.count, "case")
    words = joined((escape(state.what_failed), count), ": ")
    said = escape_lines(state.words, 900)
    mend = f"Can be mended by {escape(state.who_can_mend)}" if state.who_can_mend else ""
    since = f"since {day_and_distance(state.since_date, state.today)}"
    head = [
        section(joined((f":warning: *{words}*", said), "\n")),
        context(joined((mend, since))),
        _buttons(state),
    ]
    return message(words, head)


def _buttons(state: TroubleState) -> Block:
    if state.kind in ALERTS:
        return actions("alert", alerts.buttons(state.kind))
    details = button("Details", ActionId.TROUBLE_DETAILS, state.trouble_id)
    if not state.retryable:
        return actions("trouble", [details])
    words = "Retry all" if state.count > 1 else "Retry now"
    retry = button(words, ActionId.TROUBLE_RETRY, state.trouble_id, style="primary")
    return actions("trouble", [retry, details])


def details(line: TroubleLine, code: str = "") -> list[Block]:
    """Return what is known about one trouble, for a notice."""
    vendor = f"{escape(line.vendor)} says:\n" if line.vendor else ""
    return [
        section(f"*{escape(line.what_failed)}*"),
        section(f"{vendor}{escape_lines(line.words, 2500) or 'no words'}"),
        context(
            joined(
                (
                    f"code {escape(code)}" if code else "",
                    f"since {line.since_date:%b} {line.since_date.day}",
                    f"can be mended by {escape(line.who_can_mend)}" if line.who_can_mend else "",
                )
            )
        ),
    ]
