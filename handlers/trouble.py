"""Trouble: details, and trying again."""

from slack_bolt import App

from bot.answers import collect_forms, lookup
from bot.deps import Deps
from bot.views.ids import ActionId
from bot.views.note import note
from bot.workflows.telling.trouble import retry, retry_all
from handlers import parsing
from handlers.errors import say
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def try_again(deps: Deps, request: Request) -> None:
    """Retry one trouble from its card, or all of its kind from the channel for trouble."""
    actor = parsing.actor(deps, request)
    trouble_id = parsing.value(request)
    if request.action.get("block_id") == f"trouble.{trouble_id}":
        retry(deps, trouble_id, actor)
        request.ack()
        say(deps, request, note("Trying again now."))
        return
    count = retry_all(deps, lookup.kind_of_trouble(deps, trouble_id), actor)
    request.ack()
    say(deps, request, note(f"Trying again now: {count}." if count else "It is over already."))


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    details = opener("Details", collect_forms.trouble, parsing.about_trouble)
    register_all(app, deps, {ActionId.TROUBLE_RETRY: try_again, ActionId.TROUBLE_DETAILS: details})
