"""Modify: a form for the plan, lines that come and go, a review, and only then a change."""

from slack_bolt import App

from bot.answers import forms, plan_forms
from bot.deps import Deps
from bot.mistakes import Mistakes
from bot.overrides import Overrides
from bot.policy import Action
from bot.typed import TypedPlan
from bot.views.ids import ActionId, ModalId
from bot.views.modify_billing import of_retainer
from bot.workflows.deciding.revise import Stale, modify
from handlers import parsing
from handlers.lines import (
    choose_billing,
    choose_retainer,
    with_line,
    with_part,
    without_line,
    without_part,
)
from handlers.plan_form import typed_plan
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def submit(deps: Deps, request: Request) -> None:
    """Show what would change; over a plan that changed meanwhile, what was typed is kept."""
    form = parsing.Form(request)
    typed = typed_plan(form)
    forms.of_deal(deps, form.context, Action.MODIFY, parsing.actor(deps, request))
    changes = _understood(deps, form, typed)
    try:
        view = plan_forms.review(deps, form.context, changes)
    except Stale as stale:
        again = plan_forms.after_stale(deps, form.context, typed, stale)
        request.ack(response_action="update", view=again)
        return
    request.ack(response_action="push", view=view)


def _understood(deps: Deps, form: parsing.Form, typed: TypedPlan) -> Overrides:
    """Return what was changed; a mistake is said where the form has the field."""
    try:
        return plan_forms.understood(deps, form.context, typed)
    except Mistakes as error:
        number = form.context.retainer
        fields = {
            keyed if (keyed := of_retainer(name, number)) in form else name: said
            for name, said in error.fields.items()
        }
        raise Mistakes(fields) from None


def submit_review(deps: Deps, request: Request) -> None:
    """Change it, and close both windows."""
    about = parsing.context(request)
    changes = parsing.overrides(request)
    actor = parsing.actor(deps, request)
    modify(deps, about.proposal_id, about.content_hash, changes, actor)
    request.ack(response_action="clear")


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.PROPOSAL_MODIFY: opener("Modify", plan_forms.modify, parsing.about_proposal),
            ActionId.LINE_ADD: with_line,
            ActionId.LINE_REMOVE: without_line,
            ActionId.PART_ADD: with_part,
            ActionId.PART_REMOVE: without_part,
            ActionId.BILLING_CHOOSE: choose_billing,
            ActionId.RETAINER_CHOOSE: choose_retainer,
        },
        {ModalId.MODIFY: submit, ModalId.MODIFY_REVIEW: submit_review},
    )
