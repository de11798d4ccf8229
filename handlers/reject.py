"""Saying no: rejecting a proposal, or settling a deal without an invoice."""

from slack_bolt import App

from bot.answers import forms
from bot.deps import Deps
from bot.views.ids import ActionId, FieldId, ModalId, NotBilledReason, RejectReason
from bot.views.status_words import reason_words
from bot.workflows.deciding import decide
from handlers import parsing
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def submit_reject(deps: Deps, request: Request) -> None:
    """Reject what the card showed."""
    form = parsing.Form(request)
    decide.reject(
        deps,
        form.context.proposal_id,
        form.context.content_hash,
        parsing.actor(deps, request),
        reason=reason_words(form.reason(RejectReason)),
        note=form.text(FieldId.NOTE),
    )
    request.ack()


def submit_not_billed(deps: Deps, request: Request) -> None:
    """Settle the deal."""
    form = parsing.Form(request)
    decide.not_billed(
        deps,
        form.context.proposal_id,
        form.context.content_hash,
        parsing.actor(deps, request),
        reason=reason_words(form.reason(NotBilledReason)),
        note=form.text(FieldId.NOTE),
    )
    request.ack()


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.PROPOSAL_REJECT: opener("Reject", forms.reject, parsing.about_proposal),
            ActionId.PROPOSAL_NOT_BILLED: opener(
                "No invoice here", forms.not_billed, parsing.about_proposal
            ),
        },
        {ModalId.REJECT: submit_reject, ModalId.NOT_BILLED: submit_not_billed},
    )
