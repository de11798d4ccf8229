"""Which channel a name means: asked once, then remembered."""

import threading
from dataclasses import dataclass, field

from slack_sdk import WebClient

from bot.errors import Trouble, VendorError
from integrations.slack.errors import calling

KINDS = "public_channel,private_channel"


@dataclass
class Channel:
    """A channel that closedwon can see."""

    id: str
    name: str
    is_private: bool
    is_member: bool
    is_shared: bool = False
    """With another company (Slack Connect)."""


@dataclass
class Channels:
    """Finds channels by "#name" or id."""

    client: WebClient
    _by_name: dict[str, str] = field(default_factory=dict)
    _direct: dict[str, str] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def id_of(self, channel: str) -> str:
        """Return the id of "#name"; an id is itself.

        Raises:
            VendorError: if closedwon sees no such channel.

        """
        if not channel.startswith("#"):
            return channel
        with self._lock:
            if channel not in self._by_name:
                self._by_name |= {f"#{found.name}": found.id for found in self.visible()}
            if channel in self._by_name:
                return self._by_name[channel]
        raise VendorError(
            "Slack",
            f"Slack shows no channel {channel} to closedwon. Create it, or invite @closedwon if "
            "it is private.",
            trouble=Trouble.REFUSED,
            code="channel_not_found",
        )

    def visible(self) -> list[Channel]:
        """Return every channel that closedwon can see."""
        found: list[Channel] = []
        with calling():
            pages = self.client.conversations_list(types=KINDS, exclude_archived=True, limit=200)
            for page in pages:
                found += [_channel(row) for row in page.get("channels") or []]
        return found

    def direct(self, user_id: str) -> str:
        """Return the id of the direct messages with somebody."""
        known = self._direct.get(user_id)
        if known is None:
            with calling(user_id):
                answer = self.client.conversations_open(users=user_id)
            channel = answer.get("channel") or {}
            known = self._direct[user_id] = str(channel["id"])
        return known


def _channel(row: dict[str, object]) -> Channel:
    return Channel(
        id=str(row["id"]),
        name=str(row.get("name") or ""),
        is_private=bool(row.get("is_private")),
        is_member=bool(row.get("is_member")),
        is_shared=bool(row.get("is_ext_shared")),
    )
