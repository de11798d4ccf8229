"""Block Kit's blocks, and on which surfaces each may stand."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.kit.data import DATA_TABLE, DATA_VISUALIZATION, TABLE
from sandbox.slack.kit.elements import (
    BUTTON,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    elements,
)
from sandbox.slack.kit.objects import ID, IMAGE_BLOCK, IMAGE_ELEMENT, URL, either, plain
from sandbox.slack.kit.rules import (
    Rule,
    Shape,
    anything,
    boolean,
    complain,
    many,
    one_of,
    string,
    typed,
)


def _of(kind: str, required: Mapping[str, Rule], optional: Mapping[str, Rule]) -> Shape:
    return Shape({"type": one_of(kind), **required}, {"block_id": ID, **optional})


def _text_or_fields(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    if value.get("text") is None and not value.get("fields"):
        complain(said, "must provide text or fields", path)


def _something(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    if not any(value.get(name) for name in ("hero_image", "title", "actions", "body")):
        complain(said, "must provide at least one of hero_image, title, actions, body", path)


def _titled(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    if not value.get("title") and not value.get("rich_text_title"):
        complain(said, "must provide title or rich_text_title", path)


SECTION = Shape(
    {"type": one_of("section")},
    {
        "block_id": ID,
        "text": either(3000),
        "fields": many(either(2000), 10),
        "accessory": typed(elements(IN_SECTION)),
        "expand": boolean,
    },
    _text_or_fields,
)
CONTEXT_ELEMENT = typed(
    {"image": IMAGE_ELEMENT, "plain_text": either(3000), "mrkdwn": either(3000)}
)
CARD = Shape(
    {"type": one_of("card")},
    {
        "block_id": ID,
        "hero_image": IMAGE_ELEMENT,
        "icon": IMAGE_ELEMENT,
        "title": either(150),
        "subtitle": either(150),
        "body": either(200),
        "actions": many(typed({"button": BUTTON}), 5),
    },
    _something,
)
SIMPLE: Mapping[str, Rule] = {
    "section": SECTION,
    "divider": _of("divider", {}, {}),
    "image": IMAGE_BLOCK,
    "header": _of("header", {"text": plain(150)}, {}),
    "context": _of("context", {"elements": many(CONTEXT_ELEMENT, 10)}, {}),
    "actions": _of("actions", {"elements": many(typed(elements(IN_ACTIONS)), 25)}, {}),
    "context_actions": _of(
        "context_actions", {"elements": many(typed(elements(IN_CONTEXT_ACTIONS)), 5)}, {}
    ),
    "input": _of(
        "input",
        {"label": plain(2000), "element": typed(elements(IN_INPUT))},
        {"hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
    ),
    "rich_text": _of("rich_text", {"elements": many(anything, 1000)}, {}),
    "markdown": _of("markdown", {"text": string(12_000)}, {}),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "alert": _of(
        "alert",
        {"text": either(3000)},
        {"level": one_of("default", "info", "warning", "error", "success")},
    ),
    "file": _of("file", {"external_id": ID, "source": one_of("remote")}, {}),
    "call": _of("call", {"call_id": ID}, {"call": anything, "api_decoration_available": boolean}),
    "card": CARD,
    "carousel": _of("carousel", {"elements": many(typed({"card": CARD}), 10)}, {}),
    "task_card": _of(
        "task_card",
        {
            "task_id": ID,
            "title": string(2000),
            "status": one_of("pending", "in_progress", "complete", "error"),
        },
        {"details": anything, "output": anything, "sources": anything},
    ),
    "plan": _of("plan", {"title": string(2000)}, {"tasks": many(anything, 100)}),
    "video": _of(
        "video",
        {
            "alt_text": string(2000),
            "video_url": URL,
            "thumbnail_url": URL,
            "title": plain(199),
        },
        {
            "title_url": URL,
            "description": plain(2000),
            "provider_icon_url": URL,
            "provider_name": string(2000),
            "author_name": string(49),
        },
    ),
    "auth_provider": _of(
        "auth_provider",
        {"value": string(150), "name": plain(75), "is_connected": boolean},
        {
            "description": plain(150),
            "icon_url": URL,
            "auth_url": URL,
            "disconnect_url": URL,
            "connected_identity": plain(75),
            "connected_context": plain(75),
            "accessory": anything,
            "fallback": anything,
        },
    ),
}
CONTAINED = {name: rule for name, rule in SIMPLE.items() if name not in ("carousel", "alert")}
CONTAINER = Shape(
    {"type": one_of("container"), "child_blocks": many(typed(CONTAINED), 10)},
    {
        "block_id": ID,
        "title": plain(150),
        "rich_text_title": anything,
        "subtitle": either(150),
        "width": one_of("narrow", "standard", "wide", "full"),
        "icon": IMAGE_ELEMENT,
        "is_collapsible": boolean,
        "default_collapsed": boolean,
        "has_header_divider": boolean,
    },
    _titled,
)
BLOCKS: Mapping[str, Rule] = {**SIMPLE, "container": CONTAINER}

MESSAGES_ONLY = frozenset(
    {"markdown", "table", "file", "call", "card", "carousel", "context_actions"}
)
ELSEWHERE = frozenset({"task_card", "plan", "data_table"})
"""Documented for messages; no other surface is known to take them."""


def on(surface: str) -> Mapping[str, Rule]:
    """Return the blocks that may stand in a "message", a "modal" or a "home" tab."""
    hidden = {"alert"} if surface != "modal" else set()
    if surface != "message":
        hidden |= MESSAGES_ONLY | ELSEWHERE
    return {name: rule for name, rule in BLOCKS.items() if name not in hidden}
