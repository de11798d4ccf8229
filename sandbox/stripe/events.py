"""Events: what happened, with the object as it was then; listed for thirty days."""

import bisect
import fnmatch
from copy import deepcopy
from typing import Any

from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.state import API_VERSION, State, new_id

KEPT = 30 * 86_400
MOST_TYPES = 20


def emit(state: State, kind: str, snapshot: Obj, previous: Obj | None = None) -> None:
    """Note that `kind` happened to `snapshot`; `previous` is what an update changed."""
    data: Obj = {"object": deepcopy(snapshot)}
    if previous is not None:
        data["previous_attributes"] = previous
    event = {
        "id": new_id("evt_1", 23),
        "object": "event",
        "api_version": API_VERSION,
        "created": state.now(),
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": dict(state.request),
        "type": kind,
    }
    # Whatever anybody can see of an object changes with an event of it.
    state.changes.tell(str(snapshot["object"]), str(snapshot["id"]))
    bisect.insort(state.events, event, key=lambda known: int(known["created"]))


def difference(before: Obj, after: Obj) -> Obj:
    """Return the previous values of what changed between two snapshots."""
    previous: Obj = {}
    for key in before.keys() | after.keys():
        old, new = before.get(key), after.get(key)
        if old != new:
            previous[key] = _previous(old, new)
    return previous


def _previous(old: Any, new: Any) -> Any:  # noqa: ANN401 - any attribute of an object
    if isinstance(old, dict) and isinstance(new, dict):
        return difference(old, new)
    return deepcopy(old)


def _alive(state: State) -> list[Obj]:
    return [event for event in state.events if event["created"] > state.now() - KEPT]


def retrieve_event(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/events/{id}."""
    for event in _alive(state):
        if event["id"] == ident:
            return event
    return missing("event", ident)


def list_events(state: State, params: Obj) -> Obj:
    """Answer GET /v1/events."""
    types = params.get("types")
    if types is not None and params.get("type") is not None:
        refuse("You may pass either `type` or `types`, but not both.", param="types")
    if types is not None and len(types) > MOST_TYPES:
        refuse(f"You may only pass up to {MOST_TYPES} event types.", param="types")
    pattern = params.get("type") or "*"

    def wanted(event: Obj) -> bool:
        named = types is None or event["type"] in types
        matches = pattern == "*" or fnmatch.fnmatchcase(event["type"], pattern)
        return named and matches and in_range(event["created"], params.get("created"))

    return page(_alive(state), params, "/v1/events", wanted)
