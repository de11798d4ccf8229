"""The Home tab: drawn anew when somebody opens it, searches in it, or does something from it."""

from slack_bolt import App

from bot.answers import forecast, lists, lookup
from bot.deps import Deps
from bot.facts import Message
from bot.views.ids import ActionId
from bot.views.modal import notice
from handlers import parsing
from handlers.errors import guarded
from handlers.request import Request
from handlers.table import draw_home
from handlers.windows import open_window


def opened(deps: Deps, request: Request) -> None:
    """Draw it for whoever opened it; the other tab of the app's needs nothing."""
    request.ack()
    event = request.body["event"]
    if event.get("tab") == "home":
        # They may have searched in the meantime, in what stood there before.
        draw_home(deps, request, over=(event.get("view") or {}).get("hash", ""))


def search(deps: Deps, request: Request) -> None:
    """Show what fits what was typed."""
    request.ack()
    draw_home(deps, request, parsing.value(request)[:200])


def refresh(deps: Deps, request: Request) -> None:
    """Draw it as things are now."""
    request.ack()
    draw_home(deps, request)


def show_list(deps: Deps, request: Request) -> None:
    """Open a list's first page in a window."""
    wanted = parsing.page(request)
    message = lists.listing(deps, wanted, parsing.actor(deps, request), bare=True)
    request.ack()
    typed = f"All of them, page by page: /invoice list {wanted.which}"
    view = notice("Invoices", typed, message.blocks)
    open_window(request, view)


def show_status(deps: Deps, request: Request) -> None:
    """Tell how a deal stands, in the tab beside: a window takes no tables."""
    _, subject = parsing.pick(request)
    message = lookup.status(deps, subject, parsing.actor(deps, request))
    _tell(deps, request, "Status", message)


def show_forecast(deps: Deps, request: Request) -> None:
    """Tell what is to come in."""
    lookup.require_sees_all(deps, parsing.actor(deps, request))
    _tell(deps, request, "Forecast", forecast.forecast_now(deps))


def _tell(deps: Deps, request: Request, title: str, message: Message) -> None:
    trigger = parsing.trigger(request)
    request.ack()
    there = notice(title, "It is in the Messages tab, beside this one.")
    open_window(request, there)
    deps.messenger.direct(parsing.user_id(request), message, key=f"told:{trigger}")


ACTIONS = {
    ActionId.HOME_SEARCH: search,
    ActionId.HOME_REFRESH: refresh,
    ActionId.HOME_LIST: show_list,
    ActionId.HOME_SHOW: show_status,
    ActionId.HOME_FORECAST: show_forecast,
}
"""What is done with the tab itself: nothing changes by it, so it is not drawn anew for that."""


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    for action_id, handle in ACTIONS.items():
        app.action(action_id.value)(guarded(deps, handle))
    app.event("app_home_opened")(guarded(deps, opened))
