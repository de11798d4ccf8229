"""Finding the button or menu that a lever means, among those the person can see."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.slack.kit.surface import INTERACTIVE, elements_of, nested
from sandbox.slack.values import Obj, no_lever


@dataclass(frozen=True)
class Found:
    """One element, in its block."""

    block: Obj
    element: Obj

    @property
    def label(self) -> str:
        """Return what stands on it."""
        text = self.element.get("text") or self.element.get("placeholder") or {}
        return str(text.get("text", ""))

    def described(self) -> Obj:
        """Return enough to tell it from the others."""
        kept = {name: self.element.get(name) for name in ("type", "action_id", "value", "url")}
        options = [option["text"]["text"] for option in options_of(self.element)]
        return {"block_id": self.block["block_id"], "label": self.label, "options": options} | kept


def options_of(element: Obj) -> list[Obj]:
    """Return the fixed options of an element, those in groups too."""
    found = list(element.get("options") or [])
    for group in element.get("option_groups") or []:
        found += group["options"]
    return found


def visible(blocks: list[Obj], user: str) -> list[Found]:
    """Return the interactive elements that `user` can see."""
    return [
        found
        for found in _all(blocks)
        if not found.element.get("visible_to_user_ids")
        or user in found.element["visible_to_user_ids"]
    ]


def _all(blocks: list[Obj]) -> Iterator[Found]:
    for _, block in nested(blocks, ""):
        for _, element in elements_of(block):
            if element.get("type") in INTERACTIVE:
                yield Found(block, element)


def matching(elements: list[Found], asked: Obj) -> list[Found]:
    """Return the elements that fit what the lever asked for.

    `action_id` fits exactly or else as a prefix; `label` fits the text of a button or of one of
    an overflow menu's options; `block_id` and a button's `value` narrow the choice.
    """
    found = [item for item in elements if _fits(item, asked)]
    action_id = asked.get("action_id")
    if action_id:
        exact = [item for item in found if item.element["action_id"] == action_id]
        return exact or [
            item for item in found if item.element["action_id"].startswith(str(action_id))
        ]
    return found


def _fits(item: Found, asked: Obj) -> bool:
    if asked.get("block_id") not in (None, item.block["block_id"]):
        return False
    by_value = item.element["type"] == "button" and asked.get("value") is not None
    if by_value and item.element.get("value") != asked["value"]:
        return False
    label = asked.get("label")
    if label is None:
        return by_value or bool(asked.get("action_id") or asked.get("block_id"))
    texts = [item.label]
    if item.element["type"] == "overflow":
        texts += [option["text"]["text"] for option in options_of(item.element)]
    return any(text.casefold() == str(label).casefold() for text in texts)


def the_one(elements: list[Found], asked: Obj) -> Found:
    """Return the one element the lever means.

    Raises:
        Refused: if there is none that the person can see, or more than one.

    """
    found = matching(elements, asked)
    if len(found) == 1:
        return found[0]
    offered = [item.described() for item in elements]
    if not found:
        raise no_lever(404, "nothing like that to click", asked=asked, offered=offered)
    same = [item.described() for item in found]
    raise no_lever(409, "more than one fits", asked=asked, offered=same)


def option(element: Obj, wanted: object) -> Obj:
    """Return the option with that value or that text.

    Raises:
        Refused: if the element does not offer it.

    """
    options = options_of(element)
    for item in options:
        if wanted in (item["value"], item["text"]["text"]):
            return item
    offered = [item["text"]["text"] for item in options]
    raise no_lever(404, f"no such option: {wanted}", offered=offered)
