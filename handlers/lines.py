"""Lines that come and go in the forms of Modify and Fix, with everything typed kept."""

from collections.abc import Sequence

from bot.answers import fixing, plan_forms
from bot.deps import Deps
from bot.typed import TypedLine
from bot.views.blocks import Block
from bot.views.ids import ModalId
from handlers import parsing
from handlers.request import Request


def with_line(deps: Deps, request: Request) -> None:
    """Show the form with one line more."""
    request.ack()
    lines = parsing.Form(request).plan().lines or ()
    numbers = [int(line.key) for line in lines]
    fresh = TypedLine(key=str(max(numbers, default=-1) + 1), quantity="1")
    _show(deps, request, [*lines, fresh])


def without_line(deps: Deps, request: Request) -> None:
    """Show the form without the line whose button was clicked."""
    request.ack()
    lines = parsing.Form(request).plan().lines or ()
    _show(deps, request, [line for line in lines if line.key != parsing.value(request)])


def _show(deps: Deps, request: Request, lines: Sequence[TypedLine]) -> None:
    form = parsing.Form(request)
    typed = form.plan().model_copy(update={"lines": tuple(lines)})
    view = request.view or {}
    shown: Block
    if view.get("callback_id") == ModalId.FIX:
        shown = fixing.fix_so_far(deps, form.context, typed)
    else:
        shown = plan_forms.typed_so_far(deps, form.context, typed)
    request.client.views_update(view_id=view["id"], view=shown)
