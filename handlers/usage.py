"""Quantities of a period, and what can be done about a retainer."""

from slack_bolt import App

from bot.answers import forms, usage_forms
from bot.deps import Deps
from bot.mistakes import number
from bot.views import usage as view
from bot.views.ids import ActionId, ModalId, MoreVerb
from bot.workflows.tracking.usage import give_usage
from handlers import parsing
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import Build, open_form, opener

FORMS: dict[MoreVerb, tuple[str, Build]] = {
    MoreVerb.HOLD: ("Hold", forms.hold),
    MoreVerb.RELEASE: ("Release", forms.release),
    MoreVerb.USAGE: ("Quantities", usage_forms.usage),
}
"""Entries of a retainer's menu."""


def submit_usage(deps: Deps, request: Request) -> None:
    """Take the quantities."""
    form = parsing.Form(request)
    given = {
        key: number(form.text(view.field_of(place)), view.field_of(place))
        for place, key in enumerate(form.context.line_keys)
    }
    give_usage(deps, form.context.invoice_id, given, parsing.actor(deps, request))
    request.ack()


def more(deps: Deps, request: Request) -> None:
    """Do what was chosen in the menu of a retainer."""
    verb, subscription_id = parsing.more(request)
    if verb in FORMS:
        about = parsing.about_retainer(request, subscription_id)
        open_form(deps, request, *FORMS[verb], about)
    request.ack()


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.INVOICE_USAGE: opener("Quantities", usage_forms.usage, parsing.about_invoice),
            ActionId.RETAINER_MORE: more,
        },
        {ModalId.USAGE: submit_usage},
    )
