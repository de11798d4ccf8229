"""Choosing from a menu of a card that may be redrawn at any moment, as people do: look again."""

from collections.abc import Callable

from sandbox.company import user_id
from sandbox.control import Obj
from sandbox.people import People


def choose(
    people: People, who: str, read: Callable[[], Obj], is_it: Callable[[Obj], bool], entry: str
) -> None:
    """Choose `entry` from the menu of the one block that `is_it`, of the card as it is now read."""

    def where() -> Obj | None:
        card = read()
        blocks = [block for block in card["blocks"] if is_it(block)]
        if len(blocks) != 1:
            return None
        given = {"user": user_id(who), "channel": card["channel"], "ts": card["ts"]}
        return given | {"block_id": blocks[0]["block_id"], "option": entry}

    people.press(where, f"{entry!r} to be chosen")
