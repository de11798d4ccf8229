"""Registering: lines of id to function, the same way for every feature."""

from collections.abc import Mapping

from slack_bolt import App

from bot.deps import Deps
from bot.views.ids import ActionId, ModalId
from handlers.errors import Handler, guarded
from handlers.request import Request


def register_all(
    app: App,
    deps: Deps,
    actions: Mapping[ActionId, Handler],
    modals: Mapping[ModalId, Handler] | None = None,
) -> None:
    """Have each id handled by its function."""
    for action_id, handle in actions.items():
        app.action(action_id.value)(guarded(deps, handle))
    for modal_id, handle in (modals or {}).items():
        app.view(modal_id.value)(guarded(deps, handle))


def acknowledge(deps: Deps, request: Request) -> None:
    """Take note of what needs nothing done, e.g. a button that opens an address."""
    del deps
    request.ack()
