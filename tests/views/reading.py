"""Looking at messages and modals as Slack and a person would."""

import json
from collections.abc import Iterator
from typing import Any

from slack_sdk.models.blocks import Block as SdkBlock

from bot.facts import Message
from bot.views.fit import MOST_BLOCKS, MOST_CHARACTERS, size
from sandbox.slack.kit.surface import message_problems, view_problems

UNKNOWN_TO_SDK = "data_visualization"


def checked(message: Message) -> Message:
    """Return the message after everything Slack would check."""
    assert message_problems(message.blocks) == []
    assert len(message.blocks) <= MOST_BLOCKS
    assert size(message.blocks) <= MOST_CHARACTERS
    assert 0 < len(message.text) <= 3000
    _known_to_sdk(message.blocks)
    return message


def checked_view(view: dict[str, Any]) -> dict[str, Any]:
    """Return the modal after everything Slack would check."""
    assert view_problems(view, "modal") == []
    _known_to_sdk(view["blocks"])
    return view


def _known_to_sdk(blocks: list[dict[str, Any]]) -> None:
    known = [block for block in blocks if block["type"] != UNKNOWN_TO_SDK]
    parsed = SdkBlock.parse_all(json.loads(json.dumps(known)))
    assert len(parsed) == len(known)
    for block in parsed:
        block.to_dict()


def elements(shown: Message | dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield every button, menu and input."""
    blocks = shown.blocks if isinstance(shown, Message) else shown["blocks"]
    for block in blocks:
        yield from block.get("elements", []) if block["type"] == "actions" else []
        for name in ("accessory", "element"):
            if name in block:
                yield block[name]


def action_ids(shown: Message | dict[str, Any]) -> set[str]:
    """Return the ids of all that can be clicked."""
    return {element["action_id"] for element in elements(shown)}


def element(shown: Message | dict[str, Any], action_id: str) -> dict[str, Any]:
    """Return the one element with this id."""
    (found,) = [one for one in elements(shown) if one["action_id"] == action_id]
    return found


def blocks_of(shown: Message | dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the blocks of a type."""
    blocks = shown.blocks if isinstance(shown, Message) else shown["blocks"]
    return [block for block in blocks if block["type"] == kind]


def words(shown: Message | dict[str, Any]) -> str:
    """Return all that can be read, one piece a line."""
    blocks = shown.blocks if isinstance(shown, Message) else shown["blocks"]
    return "\n".join(_texts(blocks))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in ("text", "title", "name", "label") and isinstance(item, str):
                yield item
            else:
                yield from _texts(item)


def cells(shown: Message) -> list[list[str]]:
    """Return the rows of the one table."""
    (table,) = blocks_of(shown, "table")
    return [[cell["text"] for cell in row] for row in table["rows"]]
