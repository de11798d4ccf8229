"""Which of our keyed messages stand where: how a post that is repeated stays one post.

Slack has no idempotency keys. Each post carries its key as metadata, and before posting we look
for it among the latest messages. A look is remembered for a few seconds, so that a burst of posts
reads a channel once and not once a message; after a post whose outcome is unknown the next one
with that key looks anew, whatever is remembered. A process that takes over another's unfinished
work reads what the other posted, because it remembers nothing of that channel yet, or nothing
recent enough.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from slack_sdk import WebClient

from integrations.slack.errors import calling
from integrations.slack.pace import HISTORY, REPLIES, Pace

EVENT_TYPE = "closedwon"
TRUSTED_SECONDS = 5.0
LOOK_BACK = 100
"""Messages of a channel that are looked through."""
MOST_PAGES = 10
"""Of a thread, which Slack gives oldest first."""
MOST_KEPT = 2000
"""Channels and threads."""
MOST_KEYS = 1000
"""Of one channel or thread, beside those just read."""

Spot = tuple[str, str]
"""Channel id and thread ("" = the channel itself)."""


def metadata(key: str) -> dict[str, Any]:
    """Return what a message carries to be found again."""
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


@dataclass
class Seen:
    """What was read in one spot."""

    at: float
    keys: dict[str, str]
    """Key -> ts."""


@dataclass
class Memory:
    """Finds our messages by their keys."""

    client: WebClient
    pace: Pace = field(default_factory=Pace)
    now: Callable[[], float] = time.monotonic
    _seen: dict[Spot, Seen] = field(default_factory=dict)
    _doubtful: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def find(self, spot: Spot, key: str, about: str = "") -> str:
        """Return the ts of the message with this key, "" if it stands nowhere."""
        with self._lock:
            seen = self._seen.get(spot)
            trusted = seen is not None and self.now() - seen.at < TRUSTED_SECONDS
            if seen is not None and key in seen.keys:
                return seen.keys[key]
            if trusted and key not in self._doubtful:
                return ""
        read = Seen(self.now(), self._read(spot, about))
        with self._lock:
            self._make_room()
            earlier = self._seen.get(spot)
            kept = list(earlier.keys.items())[-MOST_KEYS:] if earlier else []
            read.keys = dict(kept) | read.keys
            self._seen[spot] = read
            return read.keys.get(key, "")

    def posted(self, spot: Spot, key: str, ts: str) -> None:
        """Note that the message stands there."""
        with self._lock:
            self._doubtful.discard(key)
            seen = self._seen.get(spot)
            if seen is not None:
                seen.keys[key] = ts

    def doubt(self, key: str) -> None:
        """Note that nobody knows whether the message stands there."""
        with self._lock:
            self._doubtful.add(key)

    def _make_room(self) -> None:
        if len(self._seen) >= MOST_KEPT:
            for spot in sorted(self._seen, key=lambda one: self._seen[one].at)[: MOST_KEPT // 2]:
                del self._seen[spot]

    def _read(self, spot: Spot, about: str) -> dict[str, str]:
        found: dict[str, str] = {}
        with calling(about or spot[0]):
            for message in self._messages(*spot):
                carried = message.get("metadata") or {}
                if carried.get("event_type") == EVENT_TYPE:
                    found[str((carried.get("event_payload") or {}).get("key"))] = message["ts"]
        return found

    def _messages(self, channel: str, thread: str) -> Iterator[dict[str, Any]]:
        if not thread:
            with self.pace.calling(HISTORY):
                page = self.client.conversations_history(
                    channel=channel, limit=LOOK_BACK, include_all_metadata=True
                )
            yield from page.get("messages") or []
            return
        with self.pace.calling(REPLIES):
            pages = self.client.conversations_replies(
                channel=channel, ts=thread, limit=200, include_all_metadata=True
            )
        for number, page in enumerate(pages, start=1):
            yield from page.get("messages") or []
            if number >= MOST_PAGES:
                return
