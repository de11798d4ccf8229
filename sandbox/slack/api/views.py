"""The views.* methods: modals and Home tabs."""

import json
import time

from sandbox.slack.arguments import Arguments
from sandbox.slack.kit.surface import view_problems
from sandbox.slack.values import Obj, bad_arguments, refusal
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

MOST_VIEWS = 3
MOST_BYTES = 250_000


def _given(slack: Workspace, arguments: Arguments, surface: str) -> Obj:
    view = arguments.decoded("view")
    if not isinstance(view, dict):
        raise bad_arguments("invalid_arguments", ["missing required field: view"])
    return checked(slack, view, surface)


def checked(slack: Workspace, view: Obj, surface: str, but: str = "") -> Obj:
    """Return a view that Slack accepts.

    Raises:
        Refused: if it breaks a rule, or its external_id is another view's than `but`.

    """
    problems = view_problems(view, surface)
    if problems:
        raise bad_arguments("invalid_arguments", problems)
    if len(json.dumps(view).encode()) > MOST_BYTES:
        raise refusal("view_too_large")
    external = view.get("external_id")
    if external and any(
        kept.given.get("external_id") == external and kept.id != but
        for kept in slack.views.values()
    ):
        raise refusal("duplicate_external_id")
    return view


def _use_trigger(slack: Workspace, arguments: Arguments) -> str:
    """Return who may be shown a modal: the person behind the trigger_id."""
    key = arguments.text("trigger_id") or arguments.text("interactivity_pointer")
    if not key:
        raise bad_arguments("invalid_arguments", ["missing required field: trigger_id"])
    trigger = slack.triggers.get(key)
    if trigger is None:
        raise refusal("invalid_trigger_id")
    if trigger.used:
        raise refusal("exchanged_trigger_id")
    if time.monotonic() - trigger.made > slack.trigger_seconds:
        raise refusal("expired_trigger_id")
    trigger.used = True
    return trigger.user


def open_modal(slack: Workspace, arguments: Arguments) -> Obj:
    """views.open: a new modal in front of the person who just did something."""
    given = _given(slack, arguments, "modal")
    user = _use_trigger(slack, arguments)
    drop(slack, user)
    return {"view": put_on_top(slack, user, given).shown()}


def push_modal(slack: Workspace, arguments: Arguments) -> Obj:
    """views.push: one more modal on top of those that are open."""
    given = _given(slack, arguments, "modal")
    user = _use_trigger(slack, arguments)
    return {"view": put_on_top(slack, user, given).shown()}


def put_on_top(slack: Workspace, user: str, given: Obj) -> View:
    """Store a new modal in front of `user`.

    Raises:
        Refused: if three are open already.

    """
    stack = slack.stack(user)
    if len(stack) >= MOST_VIEWS:
        raise refusal("push_limit_reached")
    view = View(slack.new_id("V"), user, {})
    view.root = stack[0].id if stack else view.id
    view.previous = stack[-1].id if stack else None
    view.put(given, slack.now())
    stack.append(view)
    slack.views[view.id] = view
    slack.changes.tell("views", user)
    return view


def drop(slack: Workspace, user: str, keep: int = 0) -> None:
    """Take modals of `user` away until `keep` are left."""
    stack = slack.stack(user)
    if len(stack) > keep:
        slack.changes.tell("views", user)
    while len(stack) > keep:
        slack.views.pop(stack.pop().id, None)


def update(slack: Workspace, arguments: Arguments) -> Obj:
    """views.update: new content for an open modal or a published Home tab."""
    view = _wanted(slack, arguments)
    given = arguments.decoded("view")
    if not isinstance(given, dict):
        raise bad_arguments("invalid_arguments", ["missing required field: view"])
    checked(slack, given, view.given["type"], but=view.id)
    _same_hash(view, arguments)
    view.put(given, slack.now())
    kind = "home" if slack.homes.get(view.user) is view else "views"
    slack.changes.tell(kind, view.user)
    return {"view": view.shown()}


def _wanted(slack: Workspace, arguments: Arguments) -> View:
    view_id, external = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external:
        raise bad_arguments("invalid_arguments", ["missing required field: view_id"])
    for view in slack.views.values():
        if view.id == view_id or (external and view.given.get("external_id") == external):
            return view
    raise refusal("not_found")


def _same_hash(view: View, arguments: Arguments) -> None:
    expected = arguments.text("hash")
    if expected and expected != view.hash:
        raise refusal("hash_conflict")


def publish(slack: Workspace, arguments: Arguments) -> Obj:
    """views.publish: the Home tab of one person."""
    user = arguments.required("user_id")
    if user not in slack.users or slack.users[user].deleted:
        raise refusal("user_not_found")
    given = arguments.decoded("view")
    home = slack.homes.get(user)
    if not isinstance(given, dict):
        raise bad_arguments("invalid_arguments", ["missing required field: view"])
    checked(slack, given, "home", but=home.id if home else "")
    if home is None:
        home = View(slack.new_id("V"), user, {})
        slack.homes[user] = home
        slack.views[home.id] = home
    else:
        _same_hash(home, arguments)
    home.put(given, slack.now())
    slack.changes.tell("home", user)
    return {"view": home.shown()}
