"""Lines that come and go in the forms of Modify and Fix, with everything typed kept."""

from collections.abc import Iterable, Sequence

from bot.answers import fixing, forms, plan_forms
from bot.deps import Deps
from bot.policy import Action
from bot.typed import TypedLine, TypedPlan
from bot.typed_values import TypedBilling, TypedPart
from bot.views.blocks import Block
from bot.views.ids import BillingWay, ModalId
from handlers import parsing
from handlers.plan_form import typed_plan
from handlers.request import Request
from handlers.windows import fill_window


def with_line(deps: Deps, request: Request) -> None:
    """Show the form with one line more."""
    request.ack()
    lines = typed_plan(parsing.Form(request)).lines or ()
    fresh = TypedLine(key=_unused(line.key for line in lines), quantity="1")
    _show(deps, request, [*lines, fresh])


def without_line(deps: Deps, request: Request) -> None:
    """Show the form without the line whose button was clicked."""
    request.ack()
    lines = typed_plan(parsing.Form(request)).lines or ()
    _show(deps, request, [line for line in lines if line.key != parsing.value(request)])


def with_part(deps: Deps, request: Request) -> None:
    """Show the form with one part of the schedule more."""
    request.ack()
    typed = typed_plan(parsing.Form(request))
    if typed.billing is None:
        return
    fresh = TypedPart(key=_unused(part.key for part in typed.billing.parts))
    _show_billing(deps, request, typed, parts=(*typed.billing.parts, fresh))


def without_part(deps: Deps, request: Request) -> None:
    """Show the form without the part whose button was clicked."""
    request.ack()
    typed = typed_plan(parsing.Form(request))
    if typed.billing is None:
        return
    kept = tuple(part for part in typed.billing.parts if part.key != parsing.value(request))
    _show_billing(deps, request, typed, parts=kept)


def choose_billing(deps: Deps, request: Request) -> None:
    """Show the form with the fields of the way that was chosen."""
    request.ack()
    typed = typed_plan(parsing.Form(request))
    if typed.billing is None:
        return
    try:
        way = BillingWay(parsing.value(request))
    except ValueError:
        return
    _show_billing(deps, request, typed, way=way)


def choose_retainer(deps: Deps, request: Request) -> None:
    """Show the form with the retainer that was chosen, as it is planned."""
    request.ack()
    typed = typed_plan(parsing.Form(request))
    fresh = TypedBilling(way=BillingWay.RETAINER, retainer=parsing.value(request))
    _show_billing(deps, request, typed, **dict(fresh))


def _show_billing(deps: Deps, request: Request, typed: TypedPlan, **changes: object) -> None:
    if typed.billing is None:
        return
    billing = typed.billing.model_copy(update=changes)
    about, view = parsing.Form(request).context, request.view or {}
    forms.of_deal(deps, about, Action.MODIFY, parsing.actor(deps, request))
    shown = plan_forms.typed_so_far(deps, about, typed.model_copy(update={"billing": billing}))
    fill_window(request, view["id"], shown)


def _show(deps: Deps, request: Request, lines: Sequence[TypedLine]) -> None:
    form = parsing.Form(request)
    typed = typed_plan(form).model_copy(update={"lines": tuple(lines)})
    view = request.view or {}
    is_fix = view.get("callback_id") == ModalId.FIX
    action = Action.FIX if is_fix else Action.MODIFY
    forms.of_deal(deps, form.context, action, parsing.actor(deps, request))
    shown: Block
    if is_fix:
        shown = fixing.fix_so_far(deps, form.context, typed)
    else:
        shown = plan_forms.typed_so_far(deps, form.context, typed)
    fill_window(request, view["id"], shown)


def _unused(keys: Iterable[str]) -> str:
    """Return a key for one more: higher than all others, which are whole numbers."""
    return str(max((int(key) for key in keys if key.isdecimal()), default=-1) + 1)
