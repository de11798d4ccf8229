"""What a message may hold, checked before it is stored."""

from dataclasses import dataclass, field

from sandbox.slack.arguments import Arguments
from sandbox.slack.kit.fill import filled
from sandbox.slack.kit.surface import MOST_TEXT, ONE_TABLE, length, message_problems, view_problems
from sandbox.slack.pings import pings
from sandbox.slack.values import Obj, bad_arguments, refusal
from sandbox.slack.workspace import Workspace

MOST_POSTED = 40_000
MOST_UPDATED = 4_000
MOST_METADATA = 16_000


@dataclass(frozen=True)
class Content:
    """What a message says; None means that the call did not mention it."""

    text: str | None
    blocks: list[Obj] | None = None
    attachments: list[Obj] | None = None
    metadata: Obj | None = None
    pings: list[str] = field(default_factory=list)
    warning: str = ""

    def warned(self) -> Obj:
        """Return what Slack adds to its answer when the text is missing."""
        if not self.warning:
            return {}
        return {"warning": self.warning, "response_metadata": {"warnings": [self.warning]}}


def content(arguments: Arguments, longest: int = MOST_POSTED) -> Content:
    """Return the content in these arguments.

    Raises:
        Refused: for blocks, text or metadata that Slack does not take.

    """
    text = arguments.text("text") if "text" in arguments.values else None
    blocks = checked_blocks(arguments.decoded("blocks"))
    markdown = arguments.text("markdown_text")
    if markdown:
        if blocks is not None or text is not None:
            raise refusal("markdown_text_conflict")
        if len(markdown) > 12_000:
            raise refusal("msg_too_long")
        text = markdown
    attachments = _attachments(arguments.decoded("attachments"))
    if text is not None and len(text) > longest:
        raise refusal("msg_too_long")
    bare = arguments.flag("link_names") or arguments.text("parse") == "full" or bool(markdown)
    found = pings(text or "", [*(blocks or []), *(attachments or [])], bare=bare)
    missing = (blocks or attachments) and not text
    return Content(
        text,
        filled(blocks) if blocks is not None else None,
        attachments,
        _metadata(arguments.decoded("metadata")),
        found,
        "missing_text_in_message" if missing else "",
    )


def checked_blocks(blocks: object) -> list[Obj] | None:
    """Return the blocks, or None if there are none.

    Raises:
        Refused: if Slack would refuse them.

    """
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise bad_arguments("invalid_blocks_format", ["must provide an array"])
    problems = message_problems(blocks)
    if problems:
        error = "invalid_attachments" if problems == [ONE_TABLE] else "invalid_blocks"
        raise bad_arguments(error, problems, errors=problems)
    if sum(length(block) for block in blocks) > MOST_TEXT:
        raise refusal("msg_blocks_too_long")
    return blocks


def _attachments(attachments: object) -> list[Obj] | None:
    if attachments is None:
        return None
    if not isinstance(attachments, list) or not all(isinstance(a, dict) for a in attachments):
        raise bad_arguments("invalid_attachments", ["must provide an array of objects"])
    if len(attachments) > 100:
        raise refusal("too_many_attachments")
    for attachment in attachments:
        checked_blocks(attachment.get("blocks"))
    return attachments


def _metadata(metadata: object) -> Obj | None:
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise refusal("invalid_metadata_format")
    if not metadata:
        return metadata
    if set(metadata) - {"event_type", "event_payload", "entities"}:
        raise refusal("invalid_metadata_format")
    payload = metadata.get("event_payload")
    if not metadata.get("entities") and not (
        isinstance(metadata.get("event_type"), str) and isinstance(payload, dict)
    ):
        raise refusal("invalid_metadata_format")
    if len(str(metadata)) > MOST_METADATA:
        raise refusal("metadata_too_large")
    return metadata


def validate(_slack: Workspace, arguments: Arguments) -> Obj:
    """blocks.validate: check blocks, a message or a view without sending them."""
    view = arguments.decoded("view")
    message = arguments.decoded("message")
    blocks = message.get("blocks") if isinstance(message, dict) else arguments.decoded("blocks")
    problems: list[str] = []
    if view is not None:
        home = isinstance(view, dict) and view.get("type") == "home"
        problems = view_problems(view, "home" if home else "modal")
    elif blocks is not None:
        problems = message_problems(blocks)
    else:
        problems = ["missing required field: blocks"]
    if problems:
        raise bad_arguments("invalid_blocks", problems, errors=problems)
    return {}
