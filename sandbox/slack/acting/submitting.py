"""A person fills in a modal and submits or closes it; Slack does what the app answers."""

from sandbox.slack.acting import clicking
from sandbox.slack.acting.clicking import acting, open_view, options_for
from sandbox.slack.acting.entering import complaints, entered
from sandbox.slack.acting.finding import Found, visible
from sandbox.slack.api.views import checked, drop, put_on_top
from sandbox.slack.kit.elements import STATEFUL
from sandbox.slack.payloads import in_view, view_closed, view_submission
from sandbox.slack.people import User
from sandbox.slack.values import Obj, no_lever
from sandbox.slack.views import View, holds
from sandbox.slack.workspace import Workspace
from sandbox.wire import Refused


async def submit(slack: Workspace, host: str, asked: Obj) -> Obj:
    """Fill in the front modal and press its submit button.

    What the client itself says under the fields refuses the lever; with `gently` it is the answer.
    """
    user = acting(slack, asked)
    view = open_view(slack, user)
    await fill(slack, user, view, asked.get("values") or {})
    if not view.given.get("submit"):
        raise no_lever(422, "this modal has no submit button")
    view.errors = complaints(view)
    if view.errors:
        slack.changes.tell("views", user.id)
        if asked.get("gently"):
            return {"acked": None, "ack_ms": None, "errors": view.errors, "view": view.seen()}
        raise no_lever(422, "the client refuses", errors=view.errors)
    ack = await slack.sockets.send("interactive", view_submission(slack, host, user, view))
    answer = ack.shown()
    if ack.acked:
        answer |= _apply(slack, user, view, ack.response or {})
        slack.changes.tell("views", user.id)
    stack = slack.stack(user.id)
    return answer | {"errors": view.errors, "view": stack[-1].seen() if stack else None}


async def click_in_view(slack: Workspace, asked: Obj) -> Obj:
    """Act on an element of a view; what is typed in the modal by then goes with it."""
    if asked.get("values"):
        user = acting(slack, asked)
        await fill(slack, user, open_view(slack, user), asked["values"])
    return await clicking.click_in_view(slack, asked)


async def fill(slack: Workspace, user: User, view: View, values: Obj) -> None:
    """Enter values, given as {block_id: {action_id: value}} or {action_id or block_id: value}.

    Raises:
        Refused: for a field the view does not have, or a value the client would not take.

    """
    for found, given in _fields(view, user, values):
        value = given
        if "external" in found.element["type"] and given not in (None, ""):
            value = await _looked_up(slack, user, view, found, given)
        state = view.values[found.block["block_id"]][found.element["action_id"]]
        state[holds(found.element["type"])] = entered(found.element, value)


def _fields(view: View, user: User, values: Obj) -> list[tuple[Found, object]]:
    """Return each given value with the field it is meant for."""
    fields = [item for item in visible(view.blocks, user.id) if item.element["type"] in STATEFUL]
    chosen: list[tuple[Found, object]] = []
    for name, value in values.items():
        wanted = value if isinstance(value, dict) and not _is_option(value) else {name: value}
        for action_id, given in wanted.items():
            fits = [
                item
                for item in fields
                if action_id in (item.element["action_id"], item.block["block_id"])
                and (wanted is not value or item.block["block_id"] == name)
            ]
            if len(fits) != 1:
                offered = [item.described() for item in fields]
                raise no_lever(404, f"{len(fits)} fields fit {action_id}", offered=offered)
            chosen.append((fits[0], given))
    return chosen


def _is_option(value: Obj) -> bool:
    return set(value) >= {"text", "value"} or value.get("type") == "rich_text"


async def _looked_up(
    slack: Workspace, user: User, view: View, found: Found, value: object
) -> object:
    """Return the options the person picks after typing, for an external select."""
    if isinstance(value, list):
        return [await _looked_up(slack, user, view, found, item) for item in value]
    if isinstance(value, dict):
        return value
    offered = (await options_for(slack, user, found, in_view(view), str(value)))["options"]
    for item in offered:
        if value in (item["value"], item["text"]["text"]):
            return item
    if len(offered) == 1:
        return offered[0]
    raise no_lever(404, f"the app offers no such option: {value}", offered=offered)


def _apply(slack: Workspace, user: User, view: View, response: Obj) -> Obj:
    """Do what the app's acknowledgment says; trouble with it is what the person sees."""
    stack = slack.stack(user.id)
    action = response.get("response_action")
    try:
        match action:
            case None:
                drop(slack, user.id, keep=stack.index(view) if view in stack else len(stack))
            case "clear":
                drop(slack, user.id)
            case "errors":
                return _errors(view, response.get("errors"))
            case "update":
                given = checked(slack, response.get("view") or {}, "modal", but=view.id)
                view.put(given, slack.now())
            case "push":
                put_on_top(slack, user.id, checked(slack, response.get("view") or {}, "modal"))
            case _:
                return {"trouble": f"unknown response_action: {action}"}
    except Refused as refused:
        return {"trouble": refused.answer.body}
    return {}


def _errors(view: View, errors: object) -> Obj:
    """Put the app's sentences under the fields; they may only name input blocks."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
        return {"trouble": f"errors must name input blocks of the view: {sorted(inputs)}"}
    view.errors = dict(errors)
    return {}


async def close(slack: Workspace, asked: Obj) -> Obj:
    """Close the front modal, or all of them (`all` true, or its own clear_on_close)."""
    user = acting(slack, asked)
    view = open_view(slack, user)
    cleared = bool(asked.get("all") or view.given.get("clear_on_close"))
    stack = slack.stack(user.id)
    closed = list(reversed(stack)) if cleared else [view]
    drop(slack, user.id, keep=0 if cleared else len(stack) - 1)
    told = [
        await slack.sockets.send("interactive", view_closed(slack, user, item, cleared=cleared))
        for item in closed
        if item.given.get("notify_on_close")
    ]
    return {"closed": [item.id for item in closed], "acks": [ack.shown() for ack in told]}
