"""Reading the brackets of form encoding: `lines[0][price_data][currency]=usd`."""

import re
from collections.abc import Iterable

from sandbox.stripe.errors import refuse

Tree = dict[str, "Tree | str"]
"""What the pairs say; a list is a tree whose keys are its positions."""

_NAME = re.compile(r"([^\[\]]+)((?:\[[^\[\]]*\])*)")
_PART = re.compile(r"\[([^\[\]]*)\]")


def decode(pairs: Iterable[tuple[str, str]]) -> Tree:
    """Return the nested tree of `pairs`; an empty bracket appends."""
    tree: Tree = {}
    for name, value in pairs:
        match = _NAME.fullmatch(name)
        if match is None:
            refuse(f"Invalid request: malformed parameter name {name}", param=name)
        _place(tree, [match[1], *_PART.findall(match[2])], value, name)
    return tree


def _place(tree: Tree, parts: list[str], value: str, name: str) -> None:
    *parents, last = parts
    for part in parents:
        below = tree.setdefault(part or str(len(tree)), {})
        if isinstance(below, str):
            refuse("Invalid object", param=name)
        tree = below
    tree[last or str(len(tree))] = value
