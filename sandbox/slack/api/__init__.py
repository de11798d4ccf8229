"""The Web API's methods, in the table by which they are found."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.slack.api import chat, conversations, files, people, posting, views
from sandbox.slack.arguments import Arguments
from sandbox.slack.values import (
    APP,
    APP_TOKEN,
    BOT,
    BOT_TOKEN,
    BOT_USER,
    TEAM,
    Obj,
    bad_arguments,
    refusal,
)
from sandbox.slack.workspace import Workspace

Run = Callable[[Workspace, Arguments], Obj]
EVERYWHERE = frozenset({"token", "team_id"})
POST = "channel text attachments blocks thread_ts link_names parse username icon_emoji icon_url"
POST += " as_user markdown_text"


@dataclass(frozen=True)
class Method:
    """One method: what it does, the arguments it knows, the scope it needs."""

    run: Run
    arguments: frozenset[str]
    scope: str = ""
    token: str = BOT_TOKEN


def _auth_test(_slack: Workspace, _arguments: Arguments) -> Obj:
    return {
        "url": "https://sandbox.slack.test/",
        "team": "Sandbox",
        "user": "closedwon",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "app_id": APP,
        "is_enterprise_install": False,
    }


def _connect(slack: Workspace, arguments: Arguments) -> Obj:
    return {"url": f"ws://{arguments.host}/slack/socket/{slack.sockets.ticket()}"}


def _method(run: Run, arguments: str = "", scope: str = "", token: str = BOT_TOKEN) -> Method:
    return Method(run, frozenset(arguments.split()) | EVERYWHERE, scope, token)


PAGE = "cursor limit"
HISTORY = f"channel {PAGE} inclusive include_all_metadata latest oldest"
VIEW = "view trigger_id interactivity_pointer"

METHODS: dict[str, Method] = {
    "auth.test": _method(_auth_test),
    "apps.connections.open": _method(_connect, token=APP_TOKEN),
    "blocks.validate": _method(posting.validate, "blocks message view"),
    "chat.postMessage": _method(
        chat.post,
        f"{POST} reply_broadcast unfurl_links unfurl_media container_id mrkdwn metadata",
        "chat:write",
    ),
    "chat.postEphemeral": _method(chat.post_ephemeral, f"{POST} user", "chat:write"),
    "chat.update": _method(
        chat.update,
        "channel ts text attachments blocks as_user link_names parse reply_broadcast metadata"
        " file_ids markdown_text",
        "chat:write",
    ),
    "chat.delete": _method(chat.delete, "channel ts as_user", "chat:write"),
    "chat.getPermalink": _method(chat.permalink, "channel message_ts"),
    "conversations.open": _method(
        conversations.open_dm, "channel users return_im prevent_creation", "im:write"
    ),
    "conversations.info": _method(conversations.info, "channel include_locale include_num_members"),
    "conversations.list": _method(conversations.list_all, f"{PAGE} exclude_archived types"),
    "conversations.members": _method(conversations.members, f"channel {PAGE}"),
    "conversations.history": _method(conversations.history, HISTORY),
    "conversations.replies": _method(conversations.replies, f"{HISTORY} ts"),
    "users.info": _method(people.info, "user include_locale", "users:read"),
    "users.list": _method(people.list_all, f"{PAGE} include_locale", "users:read"),
    "users.lookupByEmail": _method(people.by_email, "email", "users:read.email"),
    "usergroups.list": _method(
        people.groups, "include_count include_disabled include_users", "usergroups:read"
    ),
    "usergroups.users.list": _method(
        people.group_members, "usergroup include_disabled", "usergroups:read"
    ),
    "views.open": _method(views.open_modal, VIEW),
    "views.push": _method(views.push_modal, VIEW),
    "views.update": _method(views.update, "view external_id view_id hash"),
    "views.publish": _method(views.publish, "user_id view hash"),
    "files.getUploadURLExternal": _method(
        files.upload_url, "filename length alt_txt snippet_type", "files:write"
    ),
    "files.completeUploadExternal": _method(
        files.complete,
        "files channel_id channels initial_comment thread_ts blocks",
        "files:write",
    ),
}


def run(slack: Workspace, name: str, token: str, arguments: Arguments) -> Obj:
    """Carry out a Web API method, after everything that Slack checks before it.

    Raises:
        Refused: for a method, token, scope or argument that Slack does not take.

    """
    method = METHODS.get(name)
    if method is None:
        raise refusal("unknown_method", req_method=name)
    if not token:
        raise refusal("not_authed")
    if token != method.token:
        known = token in (BOT_TOKEN, APP_TOKEN)
        raise refusal("not_allowed_token_type" if known else "invalid_auth")
    if method.scope:
        slack.need(method.scope)
    unknown = sorted(set(arguments.values) - method.arguments)
    if unknown:
        problems = [f"unknown argument: {argument}" for argument in unknown]
        raise bad_arguments("invalid_arguments", problems)
    slack.rates.call(name)
    return {"ok": True, **method.run(slack, arguments)}
