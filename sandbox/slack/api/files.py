"""Uploading files: ask for a URL, send the bytes there, say where the file belongs."""

import secrets

from sandbox.slack.api.chat import add
from sandbox.slack.api.posting import Content, checked_blocks
from sandbox.slack.arguments import Arguments
from sandbox.slack.kit.fill import filled
from sandbox.slack.pings import pings
from sandbox.slack.values import Obj, bad_arguments, refusal
from sandbox.slack.workspace import File, Workspace
from sandbox.wire import Answer, Call


def upload_url(slack: Workspace, arguments: Arguments) -> Obj:
    """files.getUploadURLExternal: where to send the bytes."""
    name = arguments.required("filename")
    length = arguments.number("length", default=0, most=1_000_000_000)
    if not length:
        raise bad_arguments("invalid_arguments", ["missing required field: length"])
    file = File(slack.new_id("F"), name, length)
    slack.files[file.id] = file
    ticket = secrets.token_hex(8)
    slack.uploads[ticket] = file.id
    url = f"http://{arguments.host}/slack/upload/v1/{ticket}"
    return {"upload_url": url, "file_id": file.id}


def receive(slack: Workspace, call: Call) -> Answer:
    """Take the bytes of an upload."""
    file_id = slack.uploads.pop(call.path.rpartition("/")[2], "")
    if call.method != "POST" or not file_id:
        return Answer(404, b"upload not found")
    file = slack.files[file_id]
    if len(call.body) != file.length:
        return Answer(400, b"length does not match")
    file.content = call.body
    return Answer(200, f"OK - {file.length}".encode())


def complete(slack: Workspace, arguments: Arguments) -> Obj:
    """files.completeUploadExternal: finish uploads and share them."""
    given = arguments.decoded("files")
    if not isinstance(given, list) or not given:
        raise bad_arguments("invalid_arguments", ["missing required field: files"])
    files = [_finished(slack, item) for item in given]
    names = [arguments.text("channel_id"), *arguments.text("channels").split(",")]
    for name in filter(None, names):
        _share(slack, name, files, arguments)
    return {"files": [slack.file_shown(file) for file in files]}


def _finished(slack: Workspace, item: object) -> File:
    if not isinstance(item, dict) or set(item) - {"id", "title", "highlight_type"}:
        raise bad_arguments("invalid_arguments", ["invalid file: must provide id and title"])
    file = slack.files.get(str(item.get("id")))
    if file is None or file.content is None:
        raise refusal("file_not_found")
    file.title = str(item.get("title") or file.name)
    return file


def _share(slack: Workspace, name: str, files: list[File], arguments: Arguments) -> None:
    """Post the files into one channel, as the message Slack makes of them."""
    channel = slack.visible(name)
    if not channel.has_bot:
        raise refusal("not_in_channel")
    if channel.archived:
        raise refusal("is_archived")
    comment = arguments.text("initial_comment")
    blocks = checked_blocks(arguments.decoded("blocks")) or []
    said = Content(comment, filled(blocks), pings=pings(comment, blocks))
    message = add(slack, channel, said, thread_ts=arguments.text("thread_ts"))
    for file in files:
        file.shared.append(channel.id)
    message.files = [slack.file_shown(file) for file in files]
