"""What Slack sends when people act, as plain dictionaries."""

from typing import Any

from bot.views.ids import ActionId

Body = dict[str, Any]

TEAM = "T1"
CHANNEL = {"id": "CBILLING", "name": "billing-approvals"}


def _who(user: str, team: str = TEAM) -> Body:
    return {
        "user": {"id": user, "team_id": team},
        "team": {"id": TEAM},
        "enterprise": None,
        "trigger_id": "trigger.1",
        "api_app_id": "A1",
        "token": "t",
    }


def click(
    user: str,
    action_id: str,
    value: str = "",
    *,
    block_id: str = "card",
    view: Body | None = None,
    team: str = TEAM,
    ephemeral: bool = False,
    channel: Body | None = None,
) -> Body:
    """Return a click on a button, in a message or in a form."""
    action = {"type": "button", "action_id": action_id, "block_id": block_id, "value": value}
    return _interaction(user, action, view, team, channel or CHANNEL, ephemeral=ephemeral)


def choose(user: str, action_id: str, value: str, *, view: Body | None = None) -> Body:
    """Return a choice from a menu or a pick list, in a message or in a form."""
    chosen = {"text": {"type": "plain_text", "text": "x"}, "value": value}
    action = {
        "type": "overflow",
        "action_id": action_id,
        "block_id": "b",
        "selected_option": chosen,
    }
    return _interaction(user, action, view, TEAM, CHANNEL, ephemeral=False)


def _interaction(
    user: str, action: Body, view: Body | None, team: str, channel: Body, *, ephemeral: bool
) -> Body:
    body = _who(user, team) | {"type": "block_actions", "actions": [action]}
    if view is not None:
        container: Body = {"type": "view", "view_id": view["id"]}
        return body | {"view": view, "container": container}
    container = {
        "type": "message",
        "message_ts": "1700000000.000001",
        "channel_id": channel["id"],
        "is_ephemeral": ephemeral,
    }
    return body | {"channel": channel, "container": container}


def submission(user: str, view: Body, typed: Body | None = None) -> Body:
    """Return a form handed in: what stands in it at first, `typed` (block id -> text) over it."""
    return _who(user) | {"type": "view_submission", "view": filled(view, typed or {})}


def filled(view: Body, typed: Body) -> Body:
    """Return a form as it stands after somebody typed into it."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    unknown = set(typed) - {block["block_id"] for block in inputs}
    assert not unknown, f"the form has no {unknown}"
    values = {
        b["block_id"]: {ActionId.INPUT.value: _element(b["element"], typed.get(b["block_id"]))}
        for b in inputs
    }
    return {"id": "V1", "hash": "1", **view, "state": {"values": values}}


def _element(element: Body, typed: str | None) -> Body:
    kind = element["type"]
    if kind == "datepicker":
        return {"type": kind, "selected_date": typed or element.get("initial_date")}
    if kind == "static_select":
        options = {option["value"]: option for option in element["options"]}
        chosen = options[typed] if typed else element.get("initial_option")
        return {"type": kind, "selected_option": chosen}
    if kind == "checkboxes":
        checked = element.get("initial_options", []) if typed is None else []
        return {"type": kind, "selected_options": checked}
    value = element.get("initial_value") if typed is None else typed
    return {"type": kind, "value": value}


def command(user: str, text: str, *, name: str = "/invoice") -> Body:
    """Return a slash command."""
    return {
        "command": name,
        "text": text,
        "user_id": user,
        "user_name": user.lower(),
        "team_id": TEAM,
        "channel_id": CHANNEL["id"],
        "channel_name": CHANNEL["name"],
        "trigger_id": "trigger.1",
        "response_url": "https://hooks.slack.test/1",
        "api_app_id": "A1",
        "token": "t",
    }


def message(user: str, channel: str, text: str, **more: str) -> Body:
    """Return a message that somebody wrote where the bot reads along."""
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": channel,
            "user": user,
            "text": text,
            "ts": "1700000009.000001",
            **more,
        },
    }


def opened_home(user: str, tab: str = "home", *, stood: str = "") -> Body:
    """Return that somebody opened the app's Home, on this tab, over what stood there."""
    event: Body = {"type": "app_home_opened", "user": user, "channel": "D1", "tab": tab}
    if stood:
        event["view"] = {"type": "home", "hash": stood}
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A1",
        "event_id": "Ev2",
        "event": event,
    }
