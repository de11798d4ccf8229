"""Collecting: remind, promise, snooze, "I will call", and looking again at one invoice."""

from collections.abc import Callable

from slack_bolt import App

from bot.actor import Actor
from bot.answers import collect_forms, forms, move_forms, usage_forms
from bot.deps import Deps
from bot.errors import Invalid
from bot.views.ids import ActionId, FieldId, ModalId, MoreVerb
from bot.views.note import note
from bot.workflows.dunning import collect
from bot.workflows.tracking import conditions, track
from handlers import correct, parsing
from handlers.errors import Handler, say
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import Build, open_form, opener

FORMS: dict[MoreVerb, tuple[str, Build]] = {
    MoreVerb.HOLD: ("Hold", forms.hold),
    MoreVerb.RELEASE: ("Release", forms.release),
    MoreVerb.PROMISE: ("Promise to pay", collect_forms.promise),
    MoreVerb.SNOOZE: ("Snooze", collect_forms.snooze),
    MoreVerb.DO_NOT_CHASE: ("I will call", collect_forms.do_not_chase),
    MoreVerb.MOVE: ("Move the date", move_forms.move),
    MoreVerb.USAGE: ("Quantities", usage_forms.usage),
    **correct.FORMS,
}
"""Entries of an invoice's menu that open a window."""

AT_ONCE: dict[MoreVerb, tuple[Callable[[Deps, str, Actor], object], str]] = {
    MoreVerb.REMIND: (collect.remind_now, "The client is being reminded: the thread tells when."),
    MoreVerb.DELIVER: (conditions.deliver, "It goes out: the card tells when."),
    MoreVerb.REFRESH: (track.refresh, "Looking at it at Stripe now: the card follows."),
}
"""Entries that do something at once, and what is said then."""


def do(deps: Deps, request: Request, verb: MoreVerb, invoice_id: str) -> None:
    """Do at once what needs no form, and say so."""
    effect, words = AT_ONCE[verb]
    effect(deps, invoice_id, parsing.actor(deps, request))
    request.ack()
    say(deps, request, note(words))


def at_once(verb: MoreVerb) -> Handler:
    """Return the handler of a button that needs no form."""

    def handle(deps: Deps, request: Request) -> None:
        do(deps, request, verb, parsing.value(request))

    return handle


def more(deps: Deps, request: Request) -> None:
    """Do what was chosen in the menu of one invoice."""
    verb, invoice_id = parsing.more(request)
    if verb in FORMS:
        open_form(deps, request, *FORMS[verb], parsing.about_invoice(request, invoice_id))
    elif verb in AT_ONCE:
        do(deps, request, verb, invoice_id)
    request.ack()


def submit_promise(deps: Deps, request: Request) -> None:
    """Note the promise."""
    form = parsing.Form(request)
    invoice_id, day = form.context.invoice_id, form.day(FieldId.PROMISED_DATE)
    if day is None:
        raise Invalid("Choose a day.", FieldId.PROMISED_DATE)
    amount = collect_forms.promised(deps, invoice_id, form.text(FieldId.PROMISED_AMOUNT))
    who = form.text(FieldId.PROMISED_BY)
    collect.promise(deps, invoice_id, day, amount, who, parsing.actor(deps, request))
    request.ack()


def submit_snooze(deps: Deps, request: Request) -> None:
    """Pause the reminders."""
    form = parsing.Form(request)
    until = form.day(FieldId.UNTIL)
    if until is None:
        raise Invalid("Choose a day.", FieldId.UNTIL)
    collect.snooze(deps, form.context.invoice_id, until, parsing.actor(deps, request))
    request.ack()


def submit_do_not_chase(deps: Deps, request: Request) -> None:
    """Take the reminders over."""
    about = parsing.context(request)
    collect.do_not_chase(deps, about.invoice_id, True, parsing.actor(deps, request))  # noqa: FBT003 - its third argument
    request.ack()


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    forms_of = {
        ActionId.INVOICE_PROMISE: MoreVerb.PROMISE,
        ActionId.INVOICE_SNOOZE: MoreVerb.SNOOZE,
        ActionId.INVOICE_DO_NOT_CHASE: MoreVerb.DO_NOT_CHASE,
    }
    actions = {
        action: opener(*FORMS[verb], parsing.about_invoice) for action, verb in forms_of.items()
    }
    actions |= {
        ActionId.INVOICE_REMIND: at_once(MoreVerb.REMIND),
        ActionId.INVOICE_REFRESH: at_once(MoreVerb.REFRESH),
        ActionId.INVOICE_MORE: more,
    }
    modals = {
        ModalId.PROMISE: submit_promise,
        ModalId.SNOOZE: submit_snooze,
        ModalId.DO_NOT_CHASE: submit_do_not_chase,
    }
    register_all(app, deps, actions, modals)
