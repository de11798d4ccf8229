"""Corrections asked for by hand, and the second person's word on them."""

from slack_bolt import App

from bot.answers import correct_forms
from bot.deps import Deps
from bot.errors import Invalid
from bot.facts import CreditWay
from bot.plan import AdjustmentKind
from bot.views.ids import ActionId, FieldId, ModalId, MoreVerb
from bot.views.note import note
from bot.workflows.amending import correct
from bot.workflows.amending.correct import Wish
from handlers import parsing
from handlers.errors import Handler, say
from handlers.request import Request
from handlers.table import register_all

FORMS = {
    MoreVerb.CREDIT: ("Credit note", correct_forms.credit),
    MoreVerb.VOID: ("Void", correct_forms.void),
    MoreVerb.WRITE_OFF: ("Write off", correct_forms.write_off),
    MoreVerb.RECORD_PAYMENT: ("Record a payment", correct_forms.payment),
}
"""Entries of an invoice's menu that open a form of these."""


def submit_credit(deps: Deps, request: Request) -> None:
    """Ask for the credit note."""
    form = parsing.Form(request)
    try:
        way = CreditWay(form.choice(FieldId.WAY))
    except ValueError:
        raise Invalid("Choose what becomes of it.", FieldId.WAY) from None
    refund = way is CreditWay.REFUND
    wish = Wish(
        kind=AdjustmentKind.REFUND if refund else AdjustmentKind.CREDIT,
        amount=correct_forms.amount(deps, form.context.invoice_id, form.text(FieldId.AMOUNT)),
        reason=form.text(FieldId.NOTE),
        way=way,
        tell_customer=form.checked(FieldId.TELL_OWNER),
    )
    _request(deps, request, form.context.invoice_id, wish)


def submit_payment(deps: Deps, request: Request) -> None:
    """Record the payment."""
    form = parsing.Form(request)
    wish = Wish(
        kind=AdjustmentKind.RECORD_PAYMENT,
        amount=correct_forms.amount(deps, form.context.invoice_id, form.text(FieldId.AMOUNT)),
        reason=form.text(FieldId.NOTE),
        paid_on=form.day(FieldId.PAID_ON),
        reference=form.text(FieldId.REFERENCE),
    )
    _request(deps, request, form.context.invoice_id, wish)


def _whole(kind: AdjustmentKind) -> Handler:
    """Return the handler of a form that is about all of an invoice."""

    def handle(deps: Deps, request: Request) -> None:
        form = parsing.Form(request)
        wish = Wish(kind=kind, reason=form.text(FieldId.NOTE))
        _request(deps, request, form.context.invoice_id, wish)

    return handle


def _request(deps: Deps, request: Request, invoice_id: str, wish: Wish) -> None:
    correct.request(deps, invoice_id, wish, parsing.actor(deps, request))
    request.ack()


def approve(deps: Deps, request: Request) -> None:
    """Approve what somebody else asked for."""
    actor = parsing.actor(deps, request)
    correct.approve(deps, parsing.value(request), actor)
    request.ack()


def refuse(deps: Deps, request: Request) -> None:
    """Refuse it."""
    correct.refuse(deps, parsing.value(request), parsing.actor(deps, request))
    request.ack()
    say(deps, request, note("It is refused, and nothing was changed."))


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {ActionId.ADJUSTMENT_APPROVE: approve, ActionId.ADJUSTMENT_REFUSE: refuse},
        {
            ModalId.CREDIT: submit_credit,
            ModalId.VOID: _whole(AdjustmentKind.VOID),
            ModalId.WRITE_OFF: _whole(AdjustmentKind.WRITE_OFF),
            ModalId.RECORD_PAYMENT: submit_payment,
        },
    )
