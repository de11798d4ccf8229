"""What Slack sends the app when a person does something."""

import secrets

from sandbox.slack.people import User
from sandbox.slack.rooms import Channel, Message
from sandbox.slack.values import APP, BOT_USER, TEAM, TEAM_DOMAIN, VERIFICATION_TOKEN, Obj
from sandbox.slack.views import View
from sandbox.slack.workspace import ResponseUrl, Workspace


def _base(slack: Workspace, kind: str, user: User) -> Obj:
    return {
        "type": kind,
        "user": user.brief(),
        "api_app_id": APP,
        "token": VERIFICATION_TOKEN,
        "trigger_id": slack.trigger(user.id),
        "team": {"id": TEAM, "domain": TEAM_DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def in_message(slack: Workspace, host: str, user: User, channel: Channel, message: Message) -> Obj:
    """Return what every interaction with a message says about where it happened."""
    hidden = bool(message.visible_to)
    container: Obj = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": hidden,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    url = ResponseUrl(user.id, channel.id, slack.now(), message.ts, message.thread_ts)
    payload: Obj = {
        "container": container,
        "channel": {"id": channel.id, "name": channel.label()},
        "response_url": slack.respond_at(host, url),
    }
    # Slack leaves an ephemeral message out: the app has to know it by its timestamp.
    return payload if hidden else payload | {"message": message.shown()}


def in_view(view: View) -> Obj:
    """Return what every interaction within a modal or Home tab says about it."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.shown()}


def block_actions(slack: Workspace, user: User, action: Obj, where: Obj, state: Obj) -> Obj:
    """Return the payload of a click or a choice."""
    action = {**action, "action_ts": slack.ts()}
    payload = _base(slack, "block_actions", user) | where | {"actions": [action]}
    return payload if "view" in where else payload | {"state": {"values": state}}


def block_suggestion(
    slack: Workspace, user: User, element: Obj, block_id: str, typed: str, where: Obj
) -> Obj:
    """Return the payload that asks for the options of an external select."""
    payload = _base(slack, "block_suggestion", user) | where
    del payload["trigger_id"]
    return payload | {
        "action_id": element["action_id"],
        "block_id": block_id,
        "value": typed,
    }


def view_submission(slack: Workspace, host: str, user: User, view: View) -> Obj:
    """Return the payload of a submitted modal."""
    urls = [
        {
            "block_id": block["block_id"],
            "action_id": block["element"]["action_id"],
            "channel_id": chosen,
            "response_url": slack.respond_at(host, ResponseUrl(user.id, chosen, slack.now())),
        }
        for block in view.blocks
        if block["type"] == "input" and block["element"].get("response_url_enabled")
        for chosen in _chosen_channel(view, block)
    ]
    payload = _base(slack, "view_submission", user)
    return payload | {"view": view.shown(), "response_urls": urls}


def _chosen_channel(view: View, block: Obj) -> list[str]:
    state = view.values[block["block_id"]][block["element"]["action_id"]]
    chosen = state.get("selected_conversation") or state.get("selected_channel")
    return [chosen] if chosen else []


def view_closed(slack: Workspace, user: User, view: View, *, cleared: bool) -> Obj:
    """Return the payload of a modal that was closed without submitting."""
    payload = _base(slack, "view_closed", user)
    del payload["trigger_id"]
    return payload | {"view": view.shown(), "is_cleared": cleared}


def command(slack: Workspace, host: str, user: User, channel: Channel, typed: Obj) -> Obj:
    """Return the payload of a slash command; `typed` has command and text."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "team_domain": TEAM_DOMAIN,
        "channel_id": channel.id,
        "channel_name": channel.label(),
        "user_id": user.id,
        "user_name": user.name,
        **typed,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "response_url": slack.respond_at(host, ResponseUrl(user.id, channel.id, slack.now())),
        "trigger_id": slack.trigger(user.id),
    }


def event(slack: Workspace, body: Obj) -> Obj:
    """Return an Events API payload around `body`."""
    authorization = {
        "enterprise_id": None,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "api_app_id": APP,
        "event": {**body, "event_ts": body.get("ts") or slack.ts()},
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(slack.now()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{secrets.token_hex(8)}",
    }
