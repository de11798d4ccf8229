"""Registering: lines of id to function, the same way for every feature."""

from collections.abc import Mapping

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot.answers.home import home_of
from bot.asking import asking
from bot.deps import Deps
from bot.views.ids import ActionId, ModalId
from handlers import parsing
from handlers.errors import Handler, guarded
from handlers.request import Request

_REPLACED = "hash_conflict"


def register_all(
    app: App,
    deps: Deps,
    actions: Mapping[ActionId, Handler],
    modals: Mapping[ModalId, Handler] | None = None,
) -> None:
    """Have each id handled by its function."""
    for action_id, handle in actions.items():
        app.action(action_id.value)(guarded(deps, _then_home(handle)))
    for modal_id, handle in (modals or {}).items():
        app.view(modal_id.value)(guarded(deps, _then_home(handle)))


def draw_home(deps: Deps, request: Request, query: str = "", *, over: str = "") -> None:
    """Show somebody their Home tab as things are now.

    With `over`, the hash of the view that stood there, only if nothing newer took its place.
    """
    view = home_of(deps, parsing.actor(deps, request), query)
    try:
        request.client.views_publish(user_id=parsing.user_id(request), view=view, hash=over or None)
    except SlackApiError as error:
        if error.response["error"] != _REPLACED:
            raise


def _then_home(handle: Handler) -> Handler:
    """Return `handle` with the Home tab drawn anew, if it was done from there."""

    def handle_and_draw(deps: Deps, request: Request) -> None:
        handle(deps, request)
        if request.is_from_home:
            request.ack()
            asking(lambda: draw_home(deps, request))  # what was done is not done again

    return handle_and_draw


def acknowledge(deps: Deps, request: Request) -> None:
    """Take note of what needs nothing done, e.g. a button that opens an address."""
    del deps
    request.ack()
