"""The conversations.* methods: which channels there are, who is in them, what was said."""

from sandbox.slack.api.pages import page
from sandbox.slack.arguments import Arguments
from sandbox.slack.rooms import Channel, Kind, Message
from sandbox.slack.values import BOT_USER, Obj, refusal
from sandbox.slack.workspace import Workspace


def open_dm(slack: Workspace, arguments: Arguments) -> Obj:
    """conversations.open: the direct message with one person."""
    if arguments.text("channel"):
        channel = slack.visible(arguments.text("channel"))
        return {"channel": channel.shown(), "already_open": True, "no_op": True}
    users = [user for user in arguments.required("users").split(",") if user]
    if len(users) > 1:
        slack.need("mpim:write")
    for user in users:
        if user not in slack.users:
            raise refusal("user_not_found")
        if slack.users[user].deleted:
            raise refusal("user_disabled")
        if user == BOT_USER:
            raise refusal("cannot_dm_bot")
    channel = slack.dm(users[0])
    whole = arguments.flag("return_im")
    return {"channel": channel.shown() if whole else {"id": channel.id}}


def info(slack: Workspace, arguments: Arguments) -> Obj:
    """conversations.info: one channel."""
    channel = slack.visible(arguments.text("channel"))
    slack.need(f"{channel.kind.scope}:read")
    shown = channel.shown()
    if not arguments.flag("include_num_members"):
        shown.pop("num_members", None)
    return {"channel": shown}


def list_all(slack: Workspace, arguments: Arguments) -> Obj:
    """conversations.list: the channels the app can know of."""
    kinds = [name.strip() for name in (arguments.text("types") or Kind.PUBLIC).split(",")]
    if not set(kinds) <= {*map(str, Kind), "mpim"}:
        raise refusal("invalid_types")
    for kind in kinds:
        slack.need("mpim:read" if kind == "mpim" else f"{Kind(kind).scope}:read")
    found = [
        channel
        for channel in slack.channels.values()
        if channel.kind in kinds
        and (channel.has_bot or channel.kind is Kind.PUBLIC)
        and not (channel.archived and arguments.flag("exclude_archived"))
    ]
    rows, more, _ = page(found, arguments)
    return {"channels": [channel.shown() for channel in rows], **more}


def members(slack: Workspace, arguments: Arguments) -> Obj:
    """conversations.members: the ids of who is in a channel."""
    channel = slack.visible(arguments.text("channel"))
    slack.need(f"{channel.kind.scope}:read")
    rows, more, _ = page(channel.members, arguments)
    return {"members": rows, **more}


def _readable(slack: Workspace, arguments: Arguments) -> Channel:
    channel = slack.visible(arguments.text("channel"))
    slack.need(f"{channel.kind.scope}:history")
    if not channel.has_bot:
        raise refusal("not_in_channel")
    return channel


def _within(messages: list[Message], arguments: Arguments) -> list[Message]:
    """Keep what lies between oldest and latest."""
    oldest, latest = arguments.text("oldest"), arguments.text("latest")
    try:
        low, high = float(oldest or 0), float(latest or "inf")
    except ValueError:
        raise refusal("invalid_ts_oldest" if oldest else "invalid_ts_latest") from None
    if arguments.flag("inclusive"):
        return [message for message in messages if low <= float(message.ts) <= high]
    return [message for message in messages if low < float(message.ts) < high]


def history(slack: Workspace, arguments: Arguments) -> Obj:
    """conversations.history: what stands in the channel itself, newest first."""
    channel = _readable(slack, arguments)
    roots = [
        message
        for message in channel.messages
        if not message.visible_to and message.thread_ts in ("", message.ts)
    ]
    found = list(reversed(_within(roots, arguments)))
    rows, leads_on, more = page(found, arguments)
    shown = [_shown(slack, channel, message, arguments) for message in rows]
    return {"messages": shown, "has_more": more, "pin_count": 0} | (leads_on if more else {})


def replies(slack: Workspace, arguments: Arguments) -> Obj:
    """conversations.replies: a thread, its root first."""
    channel = _readable(slack, arguments)
    root = channel.find(arguments.required("ts"))
    if root is None or root.visible_to:
        raise refusal("thread_not_found")
    root = channel.find(root.thread_ts) or root
    found = [root, *_within(channel.replies(root.ts), arguments)]
    rows, leads_on, more = page(found, arguments, default=1000)
    shown = [_shown(slack, channel, message, arguments) for message in rows]
    return {"messages": shown, "has_more": more} | (leads_on if more else {})


def _shown(slack: Workspace, channel: Channel, message: Message, arguments: Arguments) -> Obj:
    readable = message.by_bot or "metadata.message:read" in slack.scopes
    with_metadata = arguments.flag("include_all_metadata") and readable
    shown = message.shown(metadata=with_metadata)
    answers = channel.replies(message.ts)
    if answers:
        shown |= {
            "thread_ts": message.ts,
            "reply_count": len(answers),
            "reply_users": list(dict.fromkeys(answer.user for answer in answers)),
            "latest_reply": answers[-1].ts,
        }
    return shown
