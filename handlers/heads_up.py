"""What can be done about an installment before it goes out: move its day, say it was delivered."""

from slack_bolt import App

from bot.answers import move_forms
from bot.deps import Deps
from bot.errors import Invalid
from bot.views.ids import ActionId, FieldId, ModalId
from bot.views.note import note
from bot.workflows.issuing.moving import move
from bot.workflows.tracking.conditions import deliver
from handlers import parsing
from handlers.errors import say
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def submit_move(deps: Deps, request: Request) -> None:
    """Move it."""
    form = parsing.Form(request)
    to = form.day(FieldId.SEND_DATE)
    if to is None:
        raise Invalid("Choose a day.", FieldId.SEND_DATE)
    move(deps, form.context.invoice_id, to, parsing.actor(deps, request))
    request.ack()


def delivered(deps: Deps, request: Request) -> None:
    """Let it go out, as what it waited for is so."""
    deliver(deps, parsing.value(request), parsing.actor(deps, request))
    request.ack()
    say(deps, request, note("It goes out: the card tells when."))


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.INVOICE_MOVE: opener("Move the date", move_forms.move, parsing.about_invoice),
            ActionId.INVOICE_DELIVERED: delivered,
        },
        {ModalId.MOVE: submit_move},
    )
