"""A person clicks a button, picks from a menu, or chooses a date, in a message or in a view."""

from sandbox.slack.acting.entering import entered
from sandbox.slack.acting.finding import Found, matching, option, options_of, the_one, visible
from sandbox.slack.payloads import block_actions, block_suggestion, in_message, in_view
from sandbox.slack.people import User
from sandbox.slack.rooms import Channel, Message
from sandbox.slack.values import Obj, no_lever
from sandbox.slack.views import View, holds, initial_state
from sandbox.slack.workspace import Workspace


async def click(slack: Workspace, host: str, asked: Obj) -> Obj:
    """Act on an element of a message; without `ts`, of the latest message that has it.

    With `seen`, the person's screen still shows these blocks, whatever became of them meanwhile.
    """
    user = acting(slack, asked)
    channel = slack.place(asked.get("channel"), user.id)
    message = _message(slack, user, channel, asked)
    found = the_one(visible(asked.get("seen") or message.blocks, user.id), asked)
    action = action_of(found, asked)
    state = initial_state(message.blocks)
    _choose(state, found, action)
    where = in_message(slack, host, user, channel, message)
    payload = block_actions(slack, user, action, where, state)
    ack = await slack.sockets.send("interactive", payload)
    return {**ack.shown(), "action": payload["actions"][0], "ts": message.ts}


def acting(slack: Workspace, asked: Obj) -> User:
    """Return who acts; deactivated people and bots do not."""
    user = slack.person(asked.get("user"))
    if user.deleted or user.is_bot:
        raise no_lever(422, f"{user.id} cannot use Slack")
    return user


def _message(slack: Workspace, user: User, channel: Channel, asked: Obj) -> Message:
    seen = [message for message in channel.messages if slack.sees(user.id, channel, message)]
    if asked.get("ts"):
        for message in seen:
            if message.ts == asked["ts"]:
                return message
        raise no_lever(404, f"{user.id} sees no message {asked['ts']} in {channel.id}")
    for message in reversed(seen):
        if matching(visible(message.blocks, user.id), asked):
            return message
    offered = [item.described() for message in seen for item in visible(message.blocks, user.id)]
    raise no_lever(404, "nothing like that to click", asked=asked, offered=offered)


async def click_in_view(slack: Workspace, asked: Obj) -> Obj:
    """Act on an element of the person's front modal, or of their Home tab (`home` true)."""
    user = acting(slack, asked)
    view = open_view(slack, user, home=bool(asked.get("home")))
    found = the_one(visible(view.blocks, user.id), asked)
    if found.block["type"] == "input" and not found.block.get("dispatch_action"):
        raise no_lever(422, "an input block without dispatch_action tells the app nothing")
    action = action_of(found, asked)
    _choose(view.values, found, action)
    payload = block_actions(slack, user, action, in_view(view), {})
    ack = await slack.sockets.send("interactive", payload)
    return {**ack.shown(), "action": payload["actions"][0], "view_id": view.id}


def open_view(slack: Workspace, user: User, *, home: bool = False) -> View:
    """Return the view the person looks at.

    Raises:
        Refused: if there is none.

    """
    view = slack.homes.get(user.id) if home else next(iter(slack.stack(user.id)[-1:]), None)
    if view is None:
        raise no_lever(404, f"{user.id} has no {'Home tab' if home else 'modal'} open")
    return view


def action_of(found: Found, asked: Obj) -> Obj:
    """Return the `actions` entry of a payload, without its action_ts."""
    element = found.element
    kind = element["type"]
    action: Obj = {
        "type": kind,
        "action_id": element["action_id"],
        "block_id": found.block["block_id"],
    }
    kept = ("text", "value", "style", "url", "confirm", "placeholder")
    if kind in ("button", "icon_button", "workflow_button"):
        return action | {name: element[name] for name in kept if name in element}
    action |= {name: element[name] for name in ("confirm", "placeholder") if name in element}
    wanted = asked.get("option", asked.get("date", asked.get("value")))
    if kind == "overflow":
        return action | {"selected_option": option(element, wanted or _labeled(found, asked))}
    return action | {holds(kind): entered(element, wanted)}


def _labeled(found: Found, asked: Obj) -> object:
    """Return the option whose text the lever gave as the label."""
    label = str(asked.get("label", "")).casefold()
    for item in options_of(found.element):
        if item["text"]["text"].casefold() == label:
            return item["value"]
    return asked.get("label")


def _choose(state: Obj, found: Found, action: Obj) -> None:
    """Remember in the state what was chosen; buttons and menus of actions leave no trace."""
    kept = state.get(found.block["block_id"], {}).get(found.element["action_id"])
    if kept is not None:
        kept[holds(found.element["type"])] = action[holds(found.element["type"])]


async def suggest(slack: Workspace, host: str, asked: Obj) -> Obj:
    """Type into an external select and return the options the app offers."""
    user = acting(slack, asked)
    if asked.get("channel"):
        channel = slack.place(asked["channel"], user.id)
        message = _message(slack, user, channel, asked)
        blocks, where = message.blocks, in_message(slack, host, user, channel, message)
        where.pop("response_url")
    else:
        view = open_view(slack, user, home=bool(asked.get("home")))
        blocks, where = view.blocks, in_view(view)
    found = the_one(visible(blocks, user.id), {k: v for k, v in asked.items() if k != "value"})
    return await options_for(slack, user, found, where, str(asked.get("value", "")))


async def options_for(slack: Workspace, user: User, found: Found, where: Obj, typed: str) -> Obj:
    """Ask the app for the options of one external select."""
    if "external" not in found.element["type"]:
        raise no_lever(422, "this element's options do not come from the app")
    block_id = found.block["block_id"]
    payload = block_suggestion(slack, user, found.element, block_id, typed, where)
    ack = await slack.sockets.send("interactive", payload)
    answer = ack.response or {}
    options = list(answer.get("options") or [])
    for group in answer.get("option_groups") or []:
        options += group["options"]
    if len(options) > 100:
        raise no_lever(422, "the app offered more than 100 options", count=len(options))
    return {**ack.shown(), "options": options}
