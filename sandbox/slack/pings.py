"""Whom a message would notify, found the way Slack reads its markup."""

import re
from collections.abc import Iterator

from sandbox.slack.values import Obj

MARKUP = re.compile(r"<(?:!(?:channel|here|everyone)\b[^>]*|@[UW]\w+[^>]*|!subteam\^\w+[^>]*)>")
BARE = re.compile(r"(?<!\w)@(?:channel|here|everyone)\b")
"""Only with `link_names` or `parse=full`, and in markdown blocks."""


def pings(text: str, blocks: list[Obj], *, bare: bool = False) -> list[str]:
    """Return each mention that notifies someone, once, in reading order.

    Plain text and table cells notify nobody; escaped markup neither.
    """
    found = [*_in_text(text, bare=bare), *_in_blocks(blocks, bare=bare)]
    return list(dict.fromkeys(found))


def _in_text(text: str, *, bare: bool) -> Iterator[str]:
    yield from (re.sub(r"\|[^>]*>", ">", found) for found in MARKUP.findall(text))
    if bare:
        yield from (f"<!{found[1:]}>" for found in BARE.findall(text))


def _in_blocks(value: object, *, bare: bool) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _in_blocks(item, bare=bare)
    if not isinstance(value, dict):
        return
    match value.get("type"):
        case "mrkdwn":
            yield from _in_text(str(value.get("text", "")), bare=bare)
        case "markdown":
            yield from _in_text(str(value.get("text", "")), bare=True)
        case "user":
            yield f"<@{value.get('user_id')}>"
        case "usergroup":
            yield f"<!subteam^{value.get('usergroup_id')}>"
        case "broadcast":
            yield f"<!{value.get('range')}>"
        case _:
            for item in value.values():
                yield from _in_blocks(item, bare=bare)
