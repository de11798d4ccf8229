"""Levers that furnish the workspace: people, groups, channels, and what becomes of them."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.api.chat import remove
from sandbox.slack.people import User, UserGroup
from sandbox.slack.rooms import Channel, Kind
from sandbox.slack.values import BOT_USER, TEAM, Obj, no_lever
from sandbox.slack.workspace import Workspace

USER = frozenset(
    {"id", "name", "real_name", "email", "deleted", "is_bot", "is_restricted", "team_id", "tz"}
)
GROUP = frozenset({"id", "handle", "name", "members", "disabled"})
CHANNEL = frozenset({"id", "name", "is_private", "members", "bot_is_member", "archived"})


def add_user(slack: Workspace, given: Obj) -> Obj:
    """Create a user; the name alone is enough."""
    _known(given, USER)
    name = str(given.get("name") or given.get("id") or "someone").removeprefix("@")
    user = User(
        str(given.get("id") or slack.new_id("U")),
        name,
        str(given.get("real_name") or name.title()),
        str(given.get("email") or ""),
        team_id=str(given.get("team_id") or TEAM),
    )
    if any(user.id == other.id or user.name == other.name for other in slack.users.values()):
        raise no_lever(409, f"there is a {user.name} already")
    slack.users[user.id] = user
    return change_user(slack, user.id, {k: v for k, v in given.items() if k not in ("id", "name")})


def change_user(slack: Workspace, reference: str, given: Obj) -> Obj:
    """Change a user: deactivate with {"deleted": true}, move to another team, rename."""
    _known(given, USER - {"id"})
    user = slack.person(reference)
    for name, value in given.items():
        setattr(user, name, value)
    slack.changes.tell("users")
    return user.shown()


def add_group(slack: Workspace, given: Obj) -> Obj:
    """Create a user group."""
    _known(given, GROUP)
    handle = str(given.get("handle") or "").removeprefix("@")
    if not handle or any(handle == other.handle for other in slack.groups.values()):
        raise no_lever(409, "a user group needs a handle that is not taken")
    name = str(given.get("name") or handle)
    group = UserGroup(str(given.get("id") or slack.new_id("S")), handle, name)
    slack.groups[group.id] = group
    return change_group(slack, group.id, {k: given[k] for k in given if k not in ("id", "handle")})


def change_group(slack: Workspace, reference: str, given: Obj) -> Obj:
    """Change a user group, named by id or handle."""
    _known(given, GROUP - {"id"})
    handle = reference.removeprefix("@")
    for group in slack.groups.values():
        if handle in (group.id, group.handle):
            for name, value in given.items():
                setattr(group, name, _people(slack, value) if name == "members" else value)
            return group.shown()
    raise no_lever(404, f"no such user group: {reference}")


def add_channel(slack: Workspace, given: Obj) -> Obj:
    """Create a channel; the bot is in it unless told otherwise."""
    _known(given, CHANNEL)
    name = str(given.get("name") or "").removeprefix("#")
    if not name or any(name == other.name for other in slack.channels.values()):
        raise no_lever(409, "a channel needs a name that is not taken")
    channel_id = str(given.get("id") or slack.new_id("C"))
    channel = Channel(channel_id, name, Kind.PUBLIC, int(slack.now()))
    slack.channels[channel.id] = channel
    more = {k: v for k, v in given.items() if k not in ("id", "name")}
    return change_channel(slack, channel.id, {"bot_is_member": True, **more})


def change_channel(slack: Workspace, reference: str, given: Obj) -> Obj:
    """Change a channel: archive it, make it private, put people or the bot in or out."""
    _known(given, CHANNEL - {"id"})
    channel = slack.place(reference)
    had_bot = channel.has_bot
    if "name" in given:
        channel.name = str(given["name"]).removeprefix("#")
    if "is_private" in given:
        channel.kind = Kind.PRIVATE if given["is_private"] else Kind.PUBLIC
    if "archived" in given:
        channel.archived = bool(given["archived"])
    people = [user for user in channel.members if user != BOT_USER]
    if "members" in given:
        people = [user for user in _people(slack, given["members"]) if user != BOT_USER]
    bot = bool(given.get("bot_is_member", had_bot))
    channel.members = [*people, *([BOT_USER] if bot else [])]
    slack.changes.tell("channels")
    return channel.shown() | {"members": channel.members}


def delete_message(slack: Workspace, reference: str, ts: str) -> Obj:
    """Let someone delete a message, as an administrator may."""
    channel = slack.place(reference)
    message = channel.find(ts)
    if message is None:
        raise no_lever(404, f"no such message: {ts}")
    remove(slack, channel, message)
    return {"ok": True}


def _people(slack: Workspace, names: list[Any]) -> list[str]:
    """Return ids for ids, names, or e-mail addresses."""
    return [slack.person(name).id for name in names]


def _known(given: Obj, names: frozenset[str]) -> None:
    unknown = sorted(set(given) - names)
    if unknown:
        raise no_lever(400, f"unknown: {', '.join(unknown)}", known=sorted(names))


ADD: dict[str, Callable[[Workspace, Obj], Obj]] = {
    "users": add_user,
    "usergroups": add_group,
    "channels": add_channel,
}
CHANGE: dict[str, Callable[[Workspace, str, Obj], Obj]] = {
    "users": change_user,
    "usergroups": change_group,
    "channels": change_channel,
}
