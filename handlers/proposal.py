"""What people do with a proposal's card: approve, re-open, and the menu beside them."""

from slack_bolt import App

from bot.answers import forms
from bot.answers.collect_forms import history
from bot.deps import Deps
from bot.views.ids import ActionId, ModalId, MoreVerb
from bot.views.values import ModalContext
from bot.workflows.deciding import decide, refreshing
from handlers import parsing
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import open_form, opener

FORMS = {
    MoreVerb.ASK: ("Ask the deal owner", forms.ask),
    MoreVerb.NOT_BILLED: ("No invoice here", forms.not_billed),
    MoreVerb.HISTORY: ("History", history),
}
"""Entries of the menu that open a window."""


def approve(deps: Deps, request: Request) -> None:
    """Approve what the card showed; acknowledged right after the commit."""
    about = parsing.about_proposal(request)
    actor = parsing.actor(deps, request)
    decide.approve(deps, about.proposal_id, about.content_hash, actor)
    request.ack()


def more(deps: Deps, request: Request) -> None:
    """Do what was chosen in the menu."""
    verb, carried = parsing.more(request)
    about = parsing.about_proposal(request, carried)
    if verb in FORMS:
        open_form(deps, request, *FORMS[verb], about)
    elif verb is MoreVerb.REFRESH:
        _refresh(deps, request, about)
    request.ack()


def _refresh(deps: Deps, request: Request, about: ModalContext) -> None:
    refreshing.refresh_proposal(deps, about.proposal_id, parsing.actor(deps, request))


def submit_reopen(deps: Deps, request: Request) -> None:
    """Ask for approval again."""
    actor = parsing.actor(deps, request)
    decide.reopen(deps, parsing.context(request).proposal_id, actor)
    request.ack()


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.PROPOSAL_APPROVE: approve,
            ActionId.PROPOSAL_MORE: more,
            ActionId.PROPOSAL_REOPEN: opener("Re-open", forms.reopen, parsing.about_proposal),
        },
        {ModalId.REOPEN: submit_reopen},
    )
