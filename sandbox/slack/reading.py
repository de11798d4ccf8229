"""Levers that look: everything that stands in the workspace, as people see it."""

import base64
from collections.abc import Iterator

from sandbox.slack.acting.finding import visible
from sandbox.slack.kit.surface import TEXT_KEYS
from sandbox.slack.rooms import Channel, Message
from sandbox.slack.values import Obj, no_lever
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


def words(value: object) -> Iterator[str]:
    """Yield every text in blocks, in reading order."""
    if isinstance(value, list):
        for item in value:
            yield from words(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in TEXT_KEYS and isinstance(item, str):
                yield item
            elif name not in ("confirm", "options", "option_groups", "metadata"):
                yield from words(item)


def message(shown: Message, user: str = "") -> Obj:
    """Return one message with its `words` and the `buttons` that `user` can see."""
    buttons = [found.described() for found in visible(shown.blocks, user)]
    said = list(words([*shown.blocks, *shown.attachments])) or [shown.text]
    return {**shown.seen(), "words": "\n".join(said), "buttons": buttons}


def messages(slack: Workspace, asked: dict[str, str]) -> list[Obj]:
    """Return a channel's messages, oldest first; for one reader, or all there are."""
    reader = slack.person(asked["user"]).id if asked.get("user") else ""
    channel = slack.place(asked.get("channel"), reader)
    thread = asked.get("thread_ts", "")
    return [
        message(item, reader)
        for item in channel.messages
        if (not reader or slack.sees(reader, channel, item))
        and (not thread or thread in (item.ts, item.thread_ts))
    ]


def channel(shown: Channel) -> Obj:
    """Return a channel with its members."""
    return shown.shown() | {"members": shown.members, "messages": len(shown.messages)}


def view(shown: View) -> Obj:
    """Return a modal or Home tab with its `words` and the `buttons` in it."""
    buttons = [found.described() for found in visible(shown.blocks, shown.user)]
    return {**shown.seen(), "words": "\n".join(words(shown.blocks)), "buttons": buttons}


def views(slack: Workspace, asked: dict[str, str]) -> list[Obj]:
    """Return the modals a person has open, the one in front last."""
    return [view(item) for item in slack.stack(slack.person(asked.get("user")).id)]


def home(slack: Workspace, asked: dict[str, str]) -> Obj:
    """Return a person's Home tab."""
    user = slack.person(asked.get("user"))
    if user.id not in slack.homes:
        raise no_lever(404, f"nothing is published for {user.id}")
    return view(slack.homes[user.id])


def files(slack: Workspace, _asked: dict[str, str]) -> list[Obj]:
    """Return every file, its content as text, or in base64 when it is not text."""
    rows = []
    for file in slack.files.values():
        content = file.content or b""
        row = slack.file_shown(file) | {"complete": bool(file.shared)}
        try:
            rows.append(row | {"content": content.decode()})
        except UnicodeDecodeError:
            rows.append(row | {"content_base64": base64.b64encode(content).decode()})
    return rows


def users(slack: Workspace, _asked: dict[str, str]) -> list[Obj]:
    """Return every account."""
    return [user.shown() for user in slack.users.values()]


def groups(slack: Workspace, _asked: dict[str, str]) -> list[Obj]:
    """Return every user group."""
    return [group.shown() for group in slack.groups.values()]


def channels(slack: Workspace, _asked: dict[str, str]) -> list[Obj]:
    """Return every conversation, direct messages too."""
    return [channel(item) for item in slack.channels.values()]


def sockets(slack: Workspace, _asked: dict[str, str]) -> Obj:
    """Return how the app is connected."""
    return {
        "connected": len(slack.sockets.connected),
        "undelivered": len(slack.sockets.undelivered),
        "late": slack.sockets.late,
    }


def settings(slack: Workspace, _asked: dict[str, str]) -> Obj:
    """Return what the levers have set."""
    rate = slack.rates.messages
    return {
        "scopes": slack.scopes,
        "subscriptions": sorted(slack.subscriptions),
        "rate": {"per_second": rate.per_second, "burst": rate.burst} if rate else None,
        "ack_seconds": slack.sockets.patience,
        "trigger_seconds": slack.trigger_seconds,
    }
