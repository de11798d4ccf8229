"""Choosing how an approved plan follows a deal that changed afterwards."""

from slack_bolt import App

from bot.amending import WayKind
from bot.answers import amend_forms
from bot.deps import Deps
from bot.errors import Invalid
from bot.views.ids import ActionId, FieldId, ModalId
from bot.workflows.amending.amend_choose import choose
from handlers import parsing
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def submit(deps: Deps, request: Request) -> None:
    """Ask for approval of the chosen way."""
    form = parsing.Form(request)
    try:
        kind = WayKind(form.choice(FieldId.WAY))
    except ValueError:
        raise Invalid("Choose what to do.", FieldId.WAY) from None
    choose(
        deps,
        form.context.proposal_id,
        form.context.content_hash,
        kind,
        form.text(FieldId.NOTE),
        parsing.actor(deps, request),
        from_date=form.day(FieldId.FROM_DATE),
    )
    request.ack()


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    form = opener("Choose what to do", amend_forms.amend, parsing.about_proposal)
    register_all(app, deps, {ActionId.PROPOSAL_AMEND: form}, {ModalId.AMEND: submit})
