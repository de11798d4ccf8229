"""The limits of a whole message or view: how many blocks, ids used once, how much text."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.kit.blocks import on
from sandbox.slack.kit.elements import STATEFUL
from sandbox.slack.kit.objects import plain
from sandbox.slack.kit.rules import (
    Rule,
    Shape,
    boolean,
    complain,
    many,
    one_of,
    string,
    typed,
)

MOST_TEXT = 10_000
"""Characters of text in all blocks of one message; more is msg_blocks_too_long."""
MOST_MARKDOWN = 12_000
"""Characters in all markdown blocks of one message, which have their own budget."""
MOST_CHARTS = 2
ONE_TABLE = "only_one_table_allowed"
"""Slack's own word for a second table block; it has an error code of its own."""
TEXT_KEYS = frozenset({"text", "alt_text", "title", "label", "name", "caption", "subtitle", "body"})
UNSEEN = frozenset({"confirm", "metadata"})
INTERACTIVE = STATEFUL | {"button", "overflow", "icon_button", "workflow_button"}


def elements_of(block: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the elements of a block with the JSON pointer of each below the block."""
    for name in ("accessory", "element"):
        if isinstance(block.get(name), dict):
            yield f"/{name}", block[name]
    for name in ("elements", "actions"):
        for index, element in enumerate(block.get(name) or []):
            if isinstance(element, dict):
                yield f"/{name}/{index}", element


def nested(blocks: list[Any], path: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every block with its JSON pointer, those inside containers and carousels too."""
    for index, block in enumerate(blocks):
        if not isinstance(block, dict):
            continue
        place = f"{path}/{index}"
        yield place, block
        if isinstance(block.get("child_blocks"), list):
            yield from nested(block["child_blocks"], f"{place}/child_blocks")
        if block.get("type") == "carousel" and isinstance(block.get("elements"), list):
            yield from nested(block["elements"], f"{place}/elements")


def _ids_once(blocks: list[Any], path: str, said: list[str]) -> None:
    seen: set[str] = set()
    for place, block in nested(blocks, path):
        block_id = block.get("block_id")
        if isinstance(block_id, str):
            if block_id in seen:
                complain(said, f'`block_id` "{block_id}" already exists', f"{place}/block_id")
            seen.add(block_id)
        used: set[str] = set()
        for below, element in elements_of(block):
            action_id = element.get("action_id")
            if isinstance(action_id, str):
                if action_id in used:
                    where = f"{place}{below}/action_id"
                    complain(said, f'`action_id` "{action_id}" already exists', where)
                used.add(action_id)


def length(value: object) -> int:
    """Count the characters of text that a reader of these blocks gets to see."""
    if isinstance(value, list):
        return sum(length(item) for item in value)
    if not isinstance(value, dict) or value.get("type") == "markdown":
        return 0
    total = 0
    for name, item in value.items():
        if isinstance(item, str) and name in TEXT_KEYS:
            total += len(item)
        elif name not in UNSEEN and isinstance(item, list | dict):
            total += length(item)
    return total


def _counts(blocks: list[Any], path: str, said: list[str]) -> None:
    kinds = [block.get("type") for _, block in nested(blocks, path)]
    if kinds.count("table") > 1:
        said.append(ONE_TABLE)
    if kinds.count("data_visualization") > MOST_CHARTS:
        complain(said, f"no more than {MOST_CHARTS} data_visualization blocks allowed", path)
    markdown = [block for _, block in nested(blocks, path) if block.get("type") == "markdown"]
    if sum(len(str(block.get("text"))) for block in markdown) > MOST_MARKDOWN:
        complain(said, f"must be less than {MOST_MARKDOWN + 1} characters in all", path)


def message_problems(blocks: object, path: str = "/blocks") -> list[str]:
    """Return what Slack would say against these blocks of a message."""
    said: list[str] = []
    many(typed(on("message")), 50, least=0)(blocks, path, said)
    if isinstance(blocks, list):
        _ids_once(blocks, path, said)
        _counts(blocks, path, said)
    return said


COMMON: dict[str, Rule] = {
    "callback_id": string(255, shortest=0),
    "external_id": string(255),
    "private_metadata": string(3000, shortest=0),
}
MODAL = Shape(
    {"type": one_of("modal"), "title": plain(24), "blocks": many(typed(on("modal")), 100)},
    {
        **COMMON,
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
)
HOME = Shape({"type": one_of("home"), "blocks": many(typed(on("home")), 100)}, COMMON)


def view_problems(view: object, surface: str, path: str = "/view") -> list[str]:
    """Return what Slack would say against this view of a "modal" or a "home" tab."""
    said: list[str] = []
    (MODAL if surface == "modal" else HOME)(view, path, said)
    if isinstance(view, dict) and isinstance(view.get("blocks"), list):
        blocks = view["blocks"]
        _ids_once(blocks, f"{path}/blocks", said)
        _counts(blocks, f"{path}/blocks", said)
        has_input = any(
            isinstance(block, dict) and block.get("type") == "input" for block in blocks
        )
        if surface == "modal" and has_input and not view.get("submit"):
            complain(said, "must define `submit` to use an `input` block in modals", path)
    return said
