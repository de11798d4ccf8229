"""Choosing from a menu of a card that may be redrawn at any moment, as people do: look again."""

from collections.abc import Callable

from sandbox.company import user_id
from sandbox.control import LeverError, Obj, wait_for
from sandbox.people import People

REDRAWN = 404
"""What was about to be clicked is not there any more: nothing was clicked."""


def choose(
    people: People, who: str, read: Callable[[], Obj], is_it: Callable[[Obj], bool], entry: str
) -> None:
    """Choose `entry` from the menu of the one block that `is_it`, of the card as it is now read."""

    def clicked() -> bool:
        card = read()
        blocks = [block for block in card["blocks"] if is_it(block)]
        if len(blocks) != 1:
            return False
        given = {"user": user_id(who), "channel": card["channel"], "ts": card["ts"]}
        try:
            people.post("slack/act/click", **given, block_id=blocks[0]["block_id"], option=entry)
        except LeverError as refused:
            if refused.status != REDRAWN:
                raise
            return False
        return True

    wait_for(clicked, f"{entry!r} to be chosen", instead=read)
