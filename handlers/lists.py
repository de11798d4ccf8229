"""Lists, a page at a time, and sharing an answer where others can read it."""

from slack_bolt import App

from bot.answers import lists, lookup
from bot.deps import Deps
from bot.views.ids import ActionId
from bot.views.values import PageValue
from handlers import parsing
from handlers.request import Request
from handlers.subjects import answer
from handlers.table import register_all


def list_(deps: Deps, request: Request, typed: str) -> None:
    """Answer with the first page of a list: "overdue acme", "held", "acme"."""
    which, _, query = typed.partition(" ")
    if which.lower() not in lists.LISTS:
        which, query = "open", typed
    _show(deps, request, PageValue(which=which.lower(), query=query[:200]))


def turn(deps: Deps, request: Request) -> None:
    """Show another page, in place of the one before if only its reader sees it."""
    request.ack()
    _show(deps, request, parsing.page(request), replace=parsing.is_private_answer(request))


def share(deps: Deps, request: Request) -> None:
    """Post a private answer into its channel, without the buttons that were for one person."""
    request.ack()
    actor, channel = parsing.actor(deps, request), parsing.channel(request)
    carried = parsing.value(request)
    if carried.startswith("{"):
        message = lists.listing(deps, parsing.page(request), actor, bare=True)
    else:
        deal_id = lookup.deal_of_proposal(deps, parsing.about_proposal(request).proposal_id)
        message = lookup.status(deps, deal_id, actor)
    lookup.share(deps, channel, message, actor, key=parsing.trigger(request))


def export(deps: Deps, request: Request) -> None:
    """Share the worklist as a file: below the summary, or with its reader if only they see it."""
    request.ack()
    about = None if parsing.is_private_answer(request) else parsing.about_message(request)
    lookup.export(deps, about, parsing.actor(deps, request), key=parsing.trigger(request))


def _show(deps: Deps, request: Request, page: PageValue, *, replace: bool = False) -> None:
    actor, channel = parsing.actor(deps, request), parsing.channel(request)
    answer(request, lists.listing(deps, page, actor, channel=channel), replace=replace)


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    actions = dict.fromkeys((ActionId.LIST_PAGE, ActionId.LIST_BACK, ActionId.LIST_SHOW), turn)
    register_all(
        app, deps, {**actions, ActionId.ANSWER_SHARE: share, ActionId.SUMMARY_EXPORT: export}
    )
