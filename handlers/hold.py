"""Hold and release, of a deal or of one invoice."""

from slack_bolt import App

from bot.answers import forms
from bot.deps import Deps
from bot.views.ids import ALL_INVOICES, ActionId, FieldId, HoldReason, ModalId
from bot.workflows.holding.hold import (
    HoldWish,
    hold_deal,
    hold_invoice,
    hold_retainer,
    release_deal,
    release_invoice,
    release_retainer,
)
from handlers import parsing
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def submit_hold(deps: Deps, request: Request) -> None:
    """Hold what was chosen."""
    form = parsing.Form(request)
    scope = form.choice(FieldId.SCOPE)
    invoice_id = form.context.invoice_id if scope in ("", ALL_INVOICES) else scope
    wish = HoldWish(
        reason=form.reason(HoldReason),
        note=form.text(FieldId.NOTE),
        until_date=form.day(FieldId.UNTIL),
        everything=scope == ALL_INVOICES,
        tell_owner=form.checked(FieldId.TELL_OWNER),
    )
    actor = parsing.actor(deps, request)
    if invoice_id:
        hold_invoice(deps, invoice_id, wish, actor)
    elif form.context.subscription_id:
        hold_retainer(deps, form.context.subscription_id, wish, actor)
    else:
        hold_deal(deps, form.context.deal_id, wish, actor)
    request.ack()


def submit_release(deps: Deps, request: Request) -> None:
    """Let it go on."""
    about = parsing.context(request)
    actor = parsing.actor(deps, request)
    if about.invoice_id:
        release_invoice(deps, about.invoice_id, actor)
    elif about.subscription_id:
        release_retainer(deps, about.subscription_id, actor)
    else:
        release_deal(deps, about.deal_id, actor)
    request.ack()


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.PROPOSAL_HOLD: opener("Hold", forms.hold, parsing.about_proposal),
            ActionId.PROPOSAL_RELEASE: opener("Release", forms.release, parsing.about_proposal),
            ActionId.INVOICE_HOLD: opener("Hold", forms.hold, parsing.about_invoice),
            ActionId.INVOICE_RELEASE: opener("Release", forms.release, parsing.about_invoice),
        },
        {ModalId.HOLD: submit_hold, ModalId.RELEASE: submit_release},
    )
