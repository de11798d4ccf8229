"""The chat.* methods: posting, changing and removing the app's messages."""

from sandbox.slack.api.posting import MOST_UPDATED, Content, content
from sandbox.slack.arguments import Arguments
from sandbox.slack.rooms import Channel, Kind, Message
from sandbox.slack.values import BOT, BOT_USER, Obj, refusal
from sandbox.slack.workspace import Workspace


def post(slack: Workspace, arguments: Arguments) -> Obj:
    """chat.postMessage: say something in a channel, a thread or a direct message."""
    channel = _writable(slack, arguments)
    said = content(arguments)
    if not (said.text or said.blocks or said.attachments):
        raise refusal("no_text")
    slack.rates.post(channel.id)
    message = add(slack, channel, said, thread_ts=_thread(channel, arguments))
    answer = {"channel": channel.id, "ts": message.ts, "message": message.shown()}
    return answer | said.warned()


def add(
    slack: Workspace, channel: Channel, said: Content, *, thread_ts: str = "", only_for: str = ""
) -> Message:
    """Store a message of the app in `channel`, for everybody or for one person's eyes."""
    message = Message(
        channel.id,
        slack.ts(),
        BOT_USER,
        said.text or "",
        said.blocks or [],
        said.attachments or [],
        said.metadata or None,
        thread_ts,
        visible_to=only_for,
        pings=said.pings,
    )
    slack.keep(channel, message)
    return message


def _thread(channel: Channel, arguments: Arguments) -> str:
    """Return the thread to answer in; a reply's own thread when a reply is named."""
    ts = arguments.text("thread_ts")
    if not ts:
        return ""
    root = channel.find(ts)
    if root is None or root.visible_to:
        raise refusal("thread_not_found")
    return root.thread_ts or ts


def _writable(slack: Workspace, arguments: Arguments) -> Channel:
    """Return the channel to write to: by id or "#name"; a user's id is their direct message."""
    name = arguments.text("channel")
    if not name:
        raise refusal("channel_not_found")
    user = slack.users.get(name)
    if user is not None and not user.is_bot:
        if user.deleted:
            raise refusal("channel_not_found")
        return slack.dm(user.id)
    named = [c.id for c in slack.channels.values() if f"#{c.name}" == name]
    channel = slack.visible(named[0] if named else name)
    if not channel.has_bot:
        raise refusal("not_in_channel")
    if channel.archived:
        raise refusal("is_archived")
    return channel


def post_ephemeral(slack: Workspace, arguments: Arguments) -> Obj:
    """chat.postEphemeral: say something that one member of the channel sees."""
    channel = _writable(slack, arguments)
    user = arguments.required("user")
    if user not in channel.members or slack.users[user].deleted:
        raise refusal("user_not_in_channel")
    said = content(arguments)
    if not (said.text or said.blocks or said.attachments):
        raise refusal("no_text")
    thread = arguments.text("thread_ts")
    message = add(slack, channel, said, thread_ts=thread, only_for=user)
    return {"message_ts": message.ts} | said.warned()


def _own(slack: Workspace, arguments: Arguments, error: str) -> tuple[Channel, Message]:
    channel = slack.visible(arguments.text("channel"))
    message = channel.find(arguments.text("ts"))
    if message is None or message.visible_to:
        raise refusal("message_not_found")
    if not message.by_bot:
        raise refusal(error)
    if channel.archived:
        raise refusal("is_archived")
    return channel, message


def update(slack: Workspace, arguments: Arguments) -> Obj:
    """chat.update: change a message of the app; what is not mentioned stays as it is."""
    channel, message = _own(slack, arguments, "cant_update_message")
    said = content(arguments, MOST_UPDATED)
    if said.text is None and said.blocks is None and said.attachments is None:
        raise refusal("no_text")
    change(slack, message, said)
    answer = {"channel": channel.id, "ts": message.ts, "text": message.text}
    return answer | {"message": message.shown()} | said.warned()


def change(slack: Workspace, message: Message, said: Content) -> None:
    """Put new content into a stored message."""
    if said.text is not None:
        message.text = said.text
    if said.blocks is not None:
        message.blocks = said.blocks
    if said.attachments is not None:
        message.attachments = said.attachments
    if said.metadata is not None:
        message.metadata = said.metadata or None
    message.pings = list(dict.fromkeys([*message.pings, *said.pings]))
    message.edited = {"user": BOT, "ts": slack.ts()}
    slack.said(message)


def delete(slack: Workspace, arguments: Arguments) -> Obj:
    """chat.delete: remove a message of the app."""
    channel, message = _own(slack, arguments, "cant_delete_message")
    remove(slack, channel, message)
    return {"channel": channel.id, "ts": message.ts}


def remove(slack: Workspace, channel: Channel, message: Message) -> None:
    """Take a message away; one with answers leaves a tombstone, as Slack's do."""
    if not channel.replies(message.ts):
        channel.remove(message)
        slack.changes.tell("gone", channel.id, message.ts, message.thread_ts)
        slack.said(message)
        return
    message.subtype = "tombstone"
    message.text = "This message was deleted."
    message.blocks, message.attachments, message.metadata = [], [], None
    message.user = "USLACKBOT"
    slack.said(message)


def permalink(slack: Workspace, arguments: Arguments) -> Obj:
    """chat.getPermalink: the address of a message."""
    channel = slack.visible(arguments.text("channel"))
    message = channel.find(arguments.text("message_ts"))
    readable = channel.has_bot or channel.kind is Kind.PUBLIC
    if message is None or message.visible_to or not readable:
        raise refusal("message_not_found")
    return {"channel": channel.id, "permalink": message.permalink}
