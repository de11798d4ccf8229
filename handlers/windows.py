"""Opening forms: a light one at once, while the click is fresh, and then what it asks for."""

import logging
from collections.abc import Callable

from slack_sdk.errors import SlackApiError

from bot.actor import Actor
from bot.asking import asking
from bot.deps import Deps
from bot.errors import BotError, Conflict
from bot.views.blocks import Block
from bot.views.modal import loading, notice
from bot.views.refusal import sentence
from bot.views.values import ModalContext
from handlers import parsing
from handlers.errors import Handler
from handlers.request import Request

log = logging.getLogger(__name__)

Build = Callable[[Deps, ModalContext, Actor], Block]
"""Makes a form from the ledger; raises if the person may not have it."""

_TOO_LATE = frozenset(
    {
        "exchanged_trigger_id",
        "expired_trigger_id",
        "invalid_trigger_id",
        "trigger_exchanged",
        "trigger_expired",
    }
)
"""The same in the words of Slack's older and newer methods."""
_CLOSED = "not_found"


def opener(title: str, build: Build, about: Callable[[Request], ModalContext]) -> Handler:
    """Return a handler that opens the form `build` makes."""

    def handle(deps: Deps, request: Request) -> None:
        open_form(deps, request, title, build, about(request))

    return handle


def open_form(deps: Deps, request: Request, title: str, build: Build, about: ModalContext) -> None:
    """Open a form; a refusal stands in its place."""
    request.ack()
    actor = parsing.actor(deps, request)
    view_id = open_window(request, loading(title))
    try:
        view = asking(lambda: build(deps, about, actor))  # the window is not opened twice
    except BotError as error:
        view = notice(title, sentence(error))
    fill_window(request, view_id, view)


def open_window(request: Request, view: Block) -> str:
    """Open a window and return its id.

    Raises:
        Conflict: if Slack opens none for this click any more.

    """
    try:
        opened = request.client.views_open(trigger_id=parsing.trigger(request), view=view)
    except SlackApiError as error:
        if error.response.get("error") in _TOO_LATE:
            words = "Slack opens a window within three seconds only, and this took longer"
            raise Conflict(f"{words}. Try again.") from None
        raise
    return str(opened["view"]["id"])


def fill_window(request: Request, view_id: str, view: Block) -> None:
    """Show something else in a window; who closed it meanwhile needs no word about it."""
    try:
        request.client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:
        if error.response.get("error") != _CLOSED:
            raise
        log.info("the window was closed before it was filled")
