"""What Slack adds to blocks it stores: the ids that the sender left out."""

import copy
import secrets
from typing import Any

from sandbox.slack.kit.surface import INTERACTIVE, elements_of, nested


def filled(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a copy in which each block has a block_id and each such element an action_id."""
    result = copy.deepcopy(blocks)
    for _, block in nested(result, ""):
        block.setdefault("block_id", _short())
        for _, element in elements_of(block):
            if element.get("type") in INTERACTIVE:
                element.setdefault("action_id", _short())
    return result


def _short() -> str:
    return secrets.token_urlsafe(4)[:5]
