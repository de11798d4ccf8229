"""Slack's pages: a limit, and a cursor that says where the next page starts."""

import base64
from collections.abc import Sequence
from typing import TypeVar

from sandbox.slack.arguments import Arguments
from sandbox.slack.values import Obj, refusal

Item = TypeVar("Item")


def page(
    items: Sequence[Item], arguments: Arguments, default: int = 100
) -> tuple[list[Item], Obj, bool]:
    """Return this page, the response_metadata that leads on, and whether there is more."""
    limit = arguments.number("limit", default=default, most=1000)
    start = _start(arguments.text("cursor"))
    end = start + limit
    more = end < len(items)
    cursor = base64.b64encode(f"from:{end}".encode()).decode() if more else ""
    return list(items[start:end]), {"response_metadata": {"next_cursor": cursor}}, more


def _start(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        return int(base64.b64decode(cursor, validate=True).decode().removeprefix("from:"))
    except ValueError:
        raise refusal("invalid_cursor") from None
