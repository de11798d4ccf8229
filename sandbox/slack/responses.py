"""response_url: where the app answers an interaction without a token, as respond() does."""

from dataclasses import replace

from sandbox.slack.api.chat import add, change, remove
from sandbox.slack.api.posting import Content, content
from sandbox.slack.arguments import Arguments, read
from sandbox.slack.rooms import Channel, Message
from sandbox.slack.values import Obj
from sandbox.slack.workspace import ResponseUrl, Workspace
from sandbox.wire import Answer, Call, Refused

MOST_USES = 5
LIFETIME = 30 * 60
KNOWN = frozenset(
    {
        "text",
        "blocks",
        "attachments",
        "metadata",
        "response_type",
        "replace_original",
        "delete_original",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
        "mrkdwn",
        "markdown_text",
        "link_names",
        "parse",
    }
)


def answer(slack: Workspace, call: Call) -> Answer:
    """Carry out one POST to a response_url."""
    response = slack.responses.get(call.path.rpartition("/")[2])
    if call.method != "POST" or response is None:
        return _no(404, "invalid_url")
    if slack.now() - response.made > LIFETIME:
        return _no(404, "expired_url")
    if response.uses >= MOST_USES:
        return _no(404, "used_url")
    try:
        arguments = read(call)
        if set(arguments.values) - KNOWN:
            return _no(400, "invalid_payload")
        respond(slack, response, arguments)
    except Refused as refused:
        return Answer(400, refused.answer.body)
    response.uses += 1
    return Answer(200, {"ok": True})


def _no(status: int, error: str) -> Answer:
    return Answer(status, {"ok": False, "error": error})


def respond(slack: Workspace, response: ResponseUrl, arguments: Arguments) -> None:
    """Post, replace or delete, as the app asks."""
    channel = slack.channels[response.channel]
    original = channel.find(response.message_ts) if response.message_ts else None
    if arguments.flag("delete_original"):
        if original is not None:
            remove(slack, channel, original)
        return
    said = content(arguments)
    if arguments.flag("replace_original") and original is not None:
        _replace(slack, channel, original, said)
        return
    if not (said.text or said.blocks or said.attachments):
        raise Refused(_no(400, "no_text"))
    thread = arguments.text("thread_ts")
    if arguments.text("response_type") == "in_channel":
        add(slack, channel, said, thread_ts=thread)
    else:
        where = thread or response.thread_ts
        add(slack, channel, said, thread_ts=where, only_for=response.user)


def _replace(slack: Workspace, channel: Channel, original: Message, said: Content) -> None:
    """Put new content in the original's place; unlike chat.update, nothing old stays."""
    if channel.find(original.ts) is not original:
        raise Refused(_no(404, "message_not_found"))
    whole = replace(
        said, text=said.text or "", blocks=said.blocks or [], attachments=said.attachments or []
    )
    change(slack, original, whole)


def acked_message(slack: Workspace, response: ResponseUrl, payload: Obj | None) -> None:
    """Show what the app put into its acknowledgment of a slash command."""
    if payload and (payload.get("text") or payload.get("blocks")):
        respond(slack, response, Arguments(payload, ""))
