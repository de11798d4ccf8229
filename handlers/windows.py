"""Opening forms: a light one at once, while the click is fresh, and then what it asks for."""

from collections.abc import Callable

from bot.actor import Actor
from bot.deps import Deps
from bot.errors import BotError
from bot.views.blocks import Block
from bot.views.modal import loading, notice
from bot.views.refusal import sentence
from bot.views.values import ModalContext
from handlers import parsing
from handlers.errors import Handler
from handlers.request import Request

Build = Callable[[Deps, ModalContext, Actor], Block]
"""Makes a form from the ledger; raises if the person may not have it."""


def opener(title: str, build: Build, about: Callable[[Request], ModalContext]) -> Handler:
    """Return a handler that opens the form `build` makes."""

    def handle(deps: Deps, request: Request) -> None:
        open_form(deps, request, title, build, about(request))

    return handle


def open_form(deps: Deps, request: Request, title: str, build: Build, about: ModalContext) -> None:
    """Open a form; a refusal stands in its place."""
    request.ack()
    actor = parsing.actor(deps, request)
    opened = request.client.views_open(trigger_id=parsing.trigger(request), view=loading(title))
    try:
        view = build(deps, about, actor)
    except BotError as error:
        view = notice(title, sentence(error))
    request.client.views_update(view_id=opened["view"]["id"], view=view)
