"""The whole state of the local Slack, and how things in it are looked up."""

import itertools
import secrets
import time
from dataclasses import dataclass, field

from sandbox.changes import Changes
from sandbox.clock import WorldClock
from sandbox.slack.people import User, UserGroup, the_bot
from sandbox.slack.rates import Rates
from sandbox.slack.rooms import Channel, Kind, Message
from sandbox.slack.sockets import Sockets
from sandbox.slack.values import BOT_USER, DEFAULT_SCOPES, Obj, no_lever, refusal
from sandbox.slack.views import View

TRIGGER_SECONDS = 3.0
"""How long a trigger_id lives, in real seconds."""


@dataclass
class Trigger:
    """What a person's action entitles the app to: one modal, soon."""

    user: str
    made: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Where the app may answer an interaction, five times in half an hour."""

    user: str
    channel: str
    made: float
    message_ts: str = ""
    thread_ts: str = ""
    uses: int = 0


@dataclass
class File:
    """One uploaded file."""

    id: str
    name: str
    length: int
    title: str = ""
    content: bytes | None = None
    shared: list[str] = field(default_factory=list)


class Workspace:
    """Users, channels, messages, views, files, tokens' scopes: all in memory."""

    def __init__(self, clock: WorldClock, changes: Changes) -> None:
        """Begin with the bot alone; tell `changes` what people can see of each change."""
        self.clock = clock
        self.changes = changes
        self.users: dict[str, User] = {BOT_USER: the_bot()}
        self.groups: dict[str, UserGroup] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, str] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.triggers: dict[str, Trigger] = {}
        self.responses: dict[str, ResponseUrl] = {}
        self.scopes: list[str] = list(DEFAULT_SCOPES)
        self.subscriptions: set[str] = {"app_home_opened", "app_mention", "message.im"}
        self.rates = Rates()
        self.sockets = Sockets()
        self.trigger_seconds = TRIGGER_SECONDS
        self._last_ts = 0
        self._numbers = itertools.count(1)

    def now(self) -> float:
        """Return the world's present as Unix seconds."""
        return self.clock.now().timestamp()

    def ts(self) -> str:
        """Return a new message timestamp, later than every one before."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def new_id(self, letter: str) -> str:
        """Return an id that looks like one of Slack's."""
        return f"{letter}{next(self._numbers):09d}"

    def trigger(self, user: str) -> str:
        """Return a new trigger_id for what `user` just did."""
        key = f"{next(self._numbers)}.{secrets.token_hex(8)}"
        self.triggers[key] = Trigger(user, time.monotonic())
        return key

    def respond_at(self, host: str, response: ResponseUrl) -> str:
        """Return a new response_url."""
        key = secrets.token_hex(8)
        self.responses[key] = response
        return f"http://{host}/slack/response/{key}"

    def dm(self, user: str) -> Channel:
        """Return the direct message of the bot with `user`, opened if need be."""
        for channel in self.channels.values():
            if channel.person == user:
                return channel
        channel = Channel(self.new_id("D"), "", Kind.IM, int(self.now()), [BOT_USER, user])
        channel.person = user
        self.channels[channel.id] = channel
        self.changes.tell("channels")
        return channel

    def need(self, scope: str) -> None:
        """Refuse the call unless the app's token has this scope."""
        if scope not in self.scopes:
            raise refusal("missing_scope", needed=scope, provided=",".join(self.scopes))

    def visible(self, channel_id: str) -> Channel:
        """Return a channel the app can know of; private ones only from inside."""
        channel = self.channels.get(channel_id)
        if channel is None or (channel.kind is not Kind.PUBLIC and not channel.has_bot):
            raise refusal("channel_not_found")
        return channel

    def person(self, reference: object) -> User:
        """Return the user that a lever names: an id, a name or "@name"."""
        name = str(reference).removeprefix("@")
        for user in self.users.values():
            if name in (user.id, user.name, user.email):
                return user
        raise no_lever(404, f"no such user: {reference}")

    def place(self, reference: object, user: str = "") -> Channel:
        """Return the channel a lever names: an id, a name, "#name", or "dm" of `user`."""
        if reference in ("dm", None, "") and user:
            return self.dm(user)
        name = str(reference).removeprefix("#")
        for channel in self.channels.values():
            if name in (channel.id, channel.name):
                return channel
        raise no_lever(404, f"no such channel: {reference}")

    def sees(self, user: str, channel: Channel, message: Message) -> bool:
        """Whether `user` has this message on their screen."""
        if message.visible_to:
            return message.visible_to == user
        return channel.kind is Kind.PUBLIC or user in channel.members

    def keep(self, channel: Channel, message: Message) -> None:
        """Put a new message into `channel`."""
        channel.add(message)
        self.said(message)

    def said(self, message: Message) -> None:
        """Tell that a message is new or another; the root of its thread shows that too."""
        self.changes.tell("message", message.channel, message.ts)
        if message.thread_ts not in ("", message.ts):
            self.changes.tell("message", message.channel, message.thread_ts)

    def stack(self, user: str) -> list[View]:
        """Return the modals of `user`, the one in front last."""
        return self.stacks.setdefault(user, [])

    def file_shown(self, file: File) -> Obj:
        """Return a file as Slack's API does."""
        return {
            "id": file.id,
            "name": file.name,
            "title": file.title or file.name,
            "size": file.length,
            "channels": file.shared,
            "permalink": f"https://sandbox.slack.test/files/{BOT_USER}/{file.id}/{file.name}",
        }
