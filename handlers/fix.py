"""Fix: the small form for exactly what blocks a proposal."""

from slack_bolt import App

from bot.answers import fixing
from bot.deps import Deps
from bot.views.ids import ActionId, FieldId, ModalId
from handlers import parsing
from handlers.plan_form import typed_plan
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def submit(deps: Deps, request: Request) -> None:
    """Put what was typed or picked into effect."""
    form = parsing.Form(request)
    typed = fixing.TypedFix(
        plan=typed_plan(form),
        customer=form.choice(FieldId.CUSTOMER),
        look_alike=form.choice(FieldId.LOOK_ALIKE),
    )
    fixing.submit(deps, form.context, typed, parsing.actor(deps, request))
    request.ack()


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {ActionId.PROPOSAL_FIX: opener("Fix", fixing.fix_form, parsing.about_proposal)},
        {ModalId.FIX: submit},
    )
