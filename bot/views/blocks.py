"""Small builders of Block Kit that keep to Slack's limits; outside text comes escaped."""

from collections.abc import Sequence
from typing import Any

from bot.views.text import cut

Block = dict[str, Any]
"""A Block Kit object: JSON, as Slack takes it."""

MOST_SECTION = 3000
MOST_FIELDS = 10
MOST_CONTEXT = 10
MOST_TABLE_ROWS = 100
MOST_OVERFLOW = 5
MOST_OPTIONS = 100


def plain(text: str, most: int) -> Block:
    """Return a plain_text object; plain text is shown as it is, so it is never escaped."""
    return {"type": "plain_text", "text": cut(text, most) or " ", "emoji": True}


def mrkdwn(text: str, most: int = MOST_SECTION) -> Block:
    """Return a mrkdwn object that links nothing by itself."""
    return {"type": "mrkdwn", "text": cut(text, most) or " ", "verbatim": True}


def header(text: str) -> Block:
    """Return a header."""
    return {"type": "header", "text": plain(text, 150)}


def section(text: str, accessory: Block | None = None) -> Block:
    """Return a paragraph."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    return block if accessory is None else {**block, "accessory": accessory}


def fields(pairs: Sequence[tuple[str, str]]) -> Block:
    """Return names and values in two columns."""
    shown = [mrkdwn(f"*{name}*\n{value}", 2000) for name, value in pairs[:MOST_FIELDS]]
    return {"type": "section", "fields": shown}


def context(*texts: str) -> Block:
    """Return small print."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts[:MOST_CONTEXT]]}


def divider() -> Block:
    """Return a line."""
    return {"type": "divider"}


def actions(block_id: str, elements: Sequence[Block]) -> Block:
    """Return a row of buttons."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(
    text: str,
    action_id: str,
    value: str = "",
    *,
    style: str = "",
    url: str = "",
    confirm: Block | None = None,
) -> Block:
    """Return a button."""
    block: Block = {"type": "button", "text": plain(text, 75), "action_id": action_id}
    extra = {"value": value, "style": style, "url": url, "confirm": confirm}
    return block | {name: what for name, what in extra.items() if what}


def confirm(title: str, text: str, yes: str, no: str = "Cancel") -> Block:
    """Return the dialog that asks once more."""
    return {
        "title": plain(title, 100),
        "text": mrkdwn(text, 300),
        "confirm": plain(yes, 30),
        "deny": plain(no, 30),
    }


def option(text: str, value: str, description: str = "", url: str = "") -> Block:
    """Return an entry of a menu."""
    block: Block = {"text": plain(text, 75), "value": value}
    if description:
        block["description"] = plain(description, 75)
    return block | ({"url": url} if url else {})


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """Return the "⋯" menu."""
    return {"type": "overflow", "action_id": action_id, "options": list(options)[:MOST_OVERFLOW]}


def select(action_id: str, options: Sequence[Block], placeholder: str, initial: str = "") -> Block:
    """Return a pick list; `initial` is the value chosen at first."""
    offered = list(options)[:MOST_OPTIONS]
    block: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(placeholder, 150),
        "options": offered,
    }
    chosen = [entry for entry in offered if entry["value"] == initial]
    return block | ({"initial_option": chosen[0]} if chosen else {})


def table(head: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> Block:
    """Return a table; columns numbered in `right` are aligned right. One a message."""
    shown = [_cells(head), *map(_cells, rows[: MOST_TABLE_ROWS - 1])]
    settings = [{"align": "right" if n in right else "left"} for n in range(len(head))]
    return {"type": "table", "rows": shown, "column_settings": settings}


def _cells(texts: Sequence[str]) -> list[Block]:
    return [{"type": "raw_text", "text": text or "–"} for text in texts]  # noqa: RUF001 - meant


def bar_chart(title: str, series: str, points: Sequence[tuple[str, int]]) -> Block:
    """Return a bar chart of one series; at most two a message."""
    data = [{"label": cut(label, 20), "value": value} for label, value in points]
    return {
        "type": "data_visualization",
        "title": cut(title, 50),
        "chart": {
            "type": "bar",
            "series": [{"name": cut(series, 20), "data": data}],
            "axis_config": {"categories": [point["label"] for point in data]},
        },
    }
