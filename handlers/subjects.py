"""What a command does with the deal or invoice it means, named outright or picked from a list."""

from collections.abc import Callable, Mapping

from bot.answers import collect_forms, forms, lookup, plan_forms
from bot.deps import Deps
from bot.facts import Message
from bot.views.ids import MoreVerb
from handlers import collect, gate, parsing
from handlers.request import Request
from handlers.windows import Build, open_form

Run = Callable[[Deps, Request, str], None]


def answer(request: Request, message: Message, *, replace: bool = False) -> None:
    """Answer where the command was, to its author only."""
    request.respond(
        text=message.text,
        blocks=message.blocks,
        response_type="ephemeral",
        replace_original=replace,
    )


def show_status(deps: Deps, request: Request, subject: str) -> None:
    """Answer how the deal stands."""
    request.ack()
    actor = parsing.actor(deps, request)
    answer(request, lookup.status(deps, subject, actor, channel=parsing.channel(request)))


def _form(title: str, build: Build) -> Run:
    def run(deps: Deps, request: Request, subject: str) -> None:
        is_invoice = subject.startswith(lookup.INVOICE)
        about = parsing.about_subject(request, subject, is_invoice=is_invoice)
        open_form(deps, request, title, build, about)

    return run


def _promise(deps: Deps, request: Request, subject: str) -> None:
    invoice_id = lookup.open_invoice_of(deps, subject)
    about = parsing.about_subject(request, invoice_id, is_invoice=True)
    open_form(deps, request, "Promise to pay", collect_forms.promise, about)


def _remind(deps: Deps, request: Request, subject: str) -> None:
    collect.do(deps, request, MoreVerb.REMIND, lookup.open_invoice_of(deps, subject))


def _let(deps: Deps, request: Request, subject: str) -> None:
    gate.let_through(deps, request, subject)


CHANGES: Mapping[str, Run] = {
    "hold": _form("Hold", forms.hold),
    "release": _form("Release", forms.release),
    "modify": _form("Modify", plan_forms.modify),
    "remind": _remind,
    "promise": _promise,
    "let": _let,
}
"""Commands that change something: they take an exact match or a pick."""

RUN: Mapping[str, Run] = {"status": show_status, **CHANGES}
