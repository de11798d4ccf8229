"""A person writes a message, types a slash command, or opens the app's Home tab."""

import re

from sandbox.slack.acting.clicking import acting
from sandbox.slack.payloads import command as command_payload
from sandbox.slack.payloads import event
from sandbox.slack.pings import pings
from sandbox.slack.responses import acked_message
from sandbox.slack.rooms import Channel, Kind, Message
from sandbox.slack.values import BOT_USER, TEAM, Obj, no_lever
from sandbox.slack.workspace import ResponseUrl, Workspace

MENTION = re.compile(r"(?<![\w<@#])([@#])([\w.-]+)")
CHANNEL_TYPES = {Kind.PUBLIC: "channel", Kind.PRIVATE: "group", Kind.IM: "im"}
MESSAGE_EVENTS = {
    Kind.PUBLIC: "message.channels",
    Kind.PRIVATE: "message.groups",
    Kind.IM: "message.im",
}


async def command(slack: Workspace, host: str, asked: Obj) -> Obj:
    """Type a slash command; names in its text arrive escaped, as with should_escape."""
    user = acting(slack, asked)
    channel = slack.place(asked.get("channel"), user.id)
    _must_be_in(channel, user.id)
    name = str(asked.get("command", ""))
    if not name.startswith("/"):
        raise no_lever(422, f"not a command: {name}")
    typed = {"command": name, "text": escaped(slack, str(asked.get("text") or ""))}
    payload = command_payload(slack, host, user, channel, typed)
    ack = await slack.sockets.send("slash_commands", payload)
    acked_message(slack, ResponseUrl(user.id, channel.id, slack.now()), ack.response)
    return ack.shown()


def escaped(slack: Workspace, text: str) -> str:
    """Return `text` with @names and #channels as Slack's markup."""

    def replaced(match: re.Match[str]) -> str:
        sign, name = match.groups()
        if sign == "@":
            found = [user for user in slack.users.values() if user.name == name]
            return f"<@{found[0].id}|{name}>" if found else match.group()
        places = [channel for channel in slack.channels.values() if channel.name == name]
        return f"<#{places[0].id}|{name}>" if places else match.group()

    return MENTION.sub(replaced, text)


def _must_be_in(channel: Channel, user: str) -> None:
    if channel.kind is not Kind.PUBLIC and user not in channel.members:
        raise no_lever(403, f"{user} is not in {channel.id}")
    if channel.archived:
        raise no_lever(422, f"{channel.id} is archived")


async def message(slack: Workspace, asked: Obj) -> Obj:
    """Write a message; the app hears of it if it is subscribed and in the channel."""
    user = acting(slack, asked)
    channel = slack.place(asked.get("channel"), user.id)
    _must_be_in(channel, user.id)
    text = str(asked.get("text") or "")
    thread = str(asked.get("thread_ts") or "")
    if thread and channel.find(thread) is None:
        raise no_lever(404, f"no such thread: {thread}")
    said = Message(channel.id, slack.ts(), user.id, text, thread_ts=thread, pings=pings(text, []))
    slack.keep(channel, said)
    answer: Obj = {"channel": channel.id, "ts": said.ts, "acked": None}
    for kind, body in _events(slack, channel, said):
        if kind in slack.subscriptions and channel.has_bot:
            answer |= (await slack.sockets.tell(event(slack, body))).shown()
    return answer


def _events(slack: Workspace, channel: Channel, said: Message) -> list[tuple[str, Obj]]:
    body = said.shown() | {
        "channel": channel.id,
        "channel_type": CHANNEL_TYPES[channel.kind],
        "team": TEAM,
        "client_msg_id": slack.new_id("client-"),
    }
    root = channel.find(said.thread_ts) if said.thread_ts else None
    if root is not None:
        body["parent_user_id"] = root.user
    events = [(MESSAGE_EVENTS[channel.kind], body)]
    if f"<@{BOT_USER}>" in said.pings and channel.kind is not Kind.IM:
        events.append(("app_mention", body | {"type": "app_mention"}))
    return events


async def open_home(slack: Workspace, asked: Obj) -> Obj:
    """Open the app's Home tab."""
    user = acting(slack, asked)
    home = slack.homes.get(user.id)
    body: Obj = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": slack.dm(user.id).id,
        "tab": "home",
    }
    if home is not None:
        body["view"] = home.shown()
    if "app_home_opened" not in slack.subscriptions:
        return {"acked": None}
    return (await slack.sockets.tell(event(slack, body))).shown()
