"""Block Kit's composition objects: texts, options, confirmation dialogs, pictures."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack.kit.rules import Rule, Shape, boolean, complain, many, one_of, string

URL = string(3000, pattern=r"(?s)(https?|mailto|tel|slack|sms|ftp):.*")
ID = string(255)


def plain(longest: int) -> Rule:
    """Return the rule of a plain_text object."""
    return Shape(
        {"type": one_of("plain_text"), "text": string(longest)},
        {"emoji": boolean},
    )


def either(longest: int) -> Rule:
    """Return the rule of a text object that may be plain_text or mrkdwn."""
    mrkdwn = Shape({"type": one_of("mrkdwn"), "text": string(longest)}, {"verbatim": boolean})
    kinds: dict[object, Rule] = {"plain_text": plain(longest), "mrkdwn": mrkdwn}

    def check(value: object, path: str, said: list[str]) -> None:
        if not isinstance(value, dict):
            complain(said, "must provide an object", path)
        elif value.get("type") not in kinds:
            complain(said, f"unsupported type: {value.get('type')}", f"{path}/type")
        else:
            kinds[value["type"]](value, path, said)

    return check


CONFIRM = Shape(
    {"title": plain(100), "text": either(300)},
    {"confirm": plain(30), "deny": plain(30), "style": one_of("primary", "danger")},
)

OPTION = Shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
OVERFLOW_OPTION = Shape(
    {"text": plain(75), "value": string(150)}, {"description": plain(75), "url": URL}
)
RADIO_OPTION = Shape({"text": either(75), "value": string(150)}, {"description": either(75)})
"""Of radio buttons and checkboxes, the only options that may be mrkdwn."""

GROUP = Shape({"label": plain(75), "options": many(OPTION, 100)})


def _one_source(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    if ("image_url" in value) == ("slack_file" in value):
        complain(said, "must provide exactly one of image_url and slack_file", path)


def _id_or_url(value: Mapping[str, Any], path: str, said: list[str]) -> None:
    if ("id" in value) == ("url" in value):
        complain(said, "must provide exactly one of id and url", path)


SLACK_FILE = Shape({}, {"id": ID, "url": URL}, _id_or_url)
IMAGE_FIELDS: Mapping[str, Rule] = {"image_url": URL, "slack_file": SLACK_FILE}

IMAGE_ELEMENT = Shape(
    {"type": one_of("image"), "alt_text": string(2000)}, IMAGE_FIELDS, _one_source
)
IMAGE_BLOCK = Shape(
    {"type": one_of("image"), "alt_text": string(2000)},
    {**IMAGE_FIELDS, "title": plain(2000), "block_id": ID},
    _one_source,
)
