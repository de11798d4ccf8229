"""What Slack tells us and is told."""

from enum import StrEnum
from typing import Any

from pydantic import Field

from bot.value import Value


class Person(Value):
    """Somebody in the Slack workspace."""

    id: str
    """Slack user id."""
    name: str
    """As people are called there."""
    email: str = ""
    is_active: bool = True


class Place(Value):
    """Where a message stands: the id of its channel, and its ts."""

    channel: str
    ts: str


class Message(Value):
    """What to show: Block Kit and the sentence that stands for it in a notification."""

    text: str
    blocks: list[dict[str, Any]] = Field(default_factory=list)


class Attachment(Value):
    """A file to share."""

    filename: str
    title: str
    content: str


class Urgency(StrEnum):
    """Who waits for it: what a person clicked goes ahead of bulk work."""

    PERSON = "person"
    NEWS = "news"
    """Money came or went: somebody would like to know, and nobody waits."""
    BULK = "bulk"
