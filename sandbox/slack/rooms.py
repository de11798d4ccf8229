"""Where things are said: channels and direct messages, and the messages in them."""

from dataclasses import dataclass, field
from enum import StrEnum

from sandbox.slack.values import APP, ARCHIVES, BOT, BOT_USER, TEAM, Obj


class Kind(StrEnum):
    """What sort of conversation it is; each needs scopes of its own."""

    PUBLIC = "public_channel"
    PRIVATE = "private_channel"
    IM = "im"

    @property
    def scope(self) -> str:
        """Return the first word of its scopes, as in "groups:history"."""
        return {Kind.PUBLIC: "channels", Kind.PRIVATE: "groups", Kind.IM: "im"}[self]


@dataclass
class Message:
    """One message, its edits applied."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: list[Obj] = field(default_factory=list)
    attachments: list[Obj] = field(default_factory=list)
    metadata: Obj | None = None
    thread_ts: str = ""
    edited: Obj | None = None
    visible_to: str = ""
    """The one user who sees an ephemeral message."""
    files: list[Obj] = field(default_factory=list)
    pings: list[str] = field(default_factory=list)
    """Who would be notified: `<!channel>`, `<@U..>`, ...; of all versions of the message."""
    subtype: str = ""

    @property
    def by_bot(self) -> bool:
        """Whether the app under test posted it."""
        return self.user == BOT_USER

    @property
    def permalink(self) -> str:
        """Return its address."""
        link = f"{ARCHIVES}/{self.channel}/p{self.ts.replace('.', '')}"
        if self.thread_ts and self.thread_ts != self.ts:
            link += f"?thread_ts={self.thread_ts}&cid={self.channel}"
        return link

    def shown(self, *, metadata: bool = True) -> Obj:
        """Return it as Slack's API and payloads do."""
        shown: Obj = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        shown["team"] = TEAM
        if self.by_bot:
            shown |= {"bot_id": BOT, "app_id": APP}
        optional = {
            "subtype": self.subtype,
            "blocks": self.blocks,
            "attachments": self.attachments,
            "thread_ts": self.thread_ts,
            "edited": self.edited,
            "files": self.files,
            "metadata": self.metadata if metadata else None,
        }
        return shown | {name: value for name, value in optional.items() if value}

    def seen(self) -> Obj:
        """Return it as the control API does: all that there is to know."""
        return {
            **self.shown(),
            "channel": self.channel,
            "permalink": self.permalink,
            "visible_to": self.visible_to or None,
            "pings": self.pings,
        }


@dataclass
class Channel:
    """One conversation and all that was said in it, oldest first."""

    id: str
    name: str
    kind: Kind
    created: int
    members: list[str] = field(default_factory=list)
    archived: bool = False
    person: str = ""
    """Of a direct message with the bot: the other side."""
    messages: list[Message] = field(default_factory=list)
    """Put in and taken out by `add` and `remove` only."""
    _by_ts: dict[str, Message] = field(default_factory=dict)
    _threads: dict[str, list[Message]] = field(default_factory=dict)

    @property
    def has_bot(self) -> bool:
        """Whether the app under test is in it."""
        return BOT_USER in self.members

    def find(self, ts: str) -> Message | None:
        """Return the message of that moment, ephemeral ones included."""
        return self._by_ts.get(ts)

    def replies(self, ts: str) -> list[Message]:
        """Return the answers in a thread, without its root and the ephemeral ones."""
        return [message for message in self.thread(ts) if not message.visible_to]

    def thread(self, ts: str) -> list[Message]:
        """Return what stands under a root, the ephemeral ones too, oldest first."""
        return self._threads.get(ts, [])

    def add(self, message: Message) -> None:
        """Put a new message at the end."""
        self.messages.append(message)
        self._by_ts[message.ts] = message
        if message.thread_ts not in ("", message.ts):
            self._threads.setdefault(message.thread_ts, []).append(message)

    def remove(self, message: Message) -> None:
        """Take a message out."""
        self.messages.remove(message)
        del self._by_ts[message.ts]
        if message.thread_ts not in ("", message.ts):
            self._threads[message.thread_ts].remove(message)

    def label(self) -> str:
        """Return its name as interaction payloads give it away."""
        return {Kind.IM: "directmessage", Kind.PRIVATE: "privategroup"}.get(self.kind, self.name)

    def shown(self) -> Obj:
        """Return it as conversations.info does."""
        shown: Obj = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.archived,
            "is_im": self.kind is Kind.IM,
            "is_private": self.kind is not Kind.PUBLIC,
            "context_team_id": TEAM,
        }
        if self.kind is Kind.IM:
            return shown | {"user": self.person, "is_open": True}
        return shown | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind is Kind.PUBLIC,
            "is_group": self.kind is Kind.PRIVATE,
            "is_mpim": False,
            "is_general": False,
            "is_shared": False,
            "is_member": self.has_bot,
            "num_members": len(self.members),
            "creator": self.members[0] if self.members else "",
        }
