"""/invoice: a word that says what to do, and what to do it with."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from slack_bolt import App

from bot import authority
from bot.answers import forecast, lookup
from bot.deps import Deps
from bot.errors import Invalid
from bot.policy import Action
from bot.views import answers
from bot.views.ids import ActionId
from bot.workflows.dunning import report
from bot.workflows.issuing import pausing
from handlers import gate, lists, parsing
from handlers.errors import guarded
from handlers.request import Request
from handlers.subjects import CHANGES, RUN, answer, show_status
from handlers.table import register_all

Command = Callable[[Deps, Request, str], None]


def invoice(deps: Deps, request: Request) -> None:
    """Do what was typed; what is not known gets the nearest command and the help.

    What only reads may take its time; what decides is acknowledged when it is decided.
    """
    typed = " ".join(str(request.body.get("text", "")).split())
    word, _, rest = typed.partition(" ")
    if word.lower() not in DECIDES:
        request.ack()
    parsing.actor(deps, request)
    if command := COMMANDS.get(word.lower() or "help"):
        command(deps, request, rest)
        return
    nearest = get_close_matches(word.lower(), COMMANDS, n=1)
    answer(request, answers.unknown_command(typed, nearest[0] if nearest else ""))


def status(deps: Deps, request: Request, query: str) -> None:
    """Answer how a deal stands; several matches are a pick list."""
    matches = lookup.find(deps, query, parsing.actor(deps, request))
    by_deal = {match.deal_id: match for match in matches}
    if len(by_deal) == 1:
        show_status(deps, request, next(iter(by_deal)))
    elif by_deal:
        answer(request, lookup.pick("status", query, list(by_deal.values())))
    else:
        answer(request, answers.nothing_found(query))


def change(word: str) -> Command:
    """Return the command that changes what was named exactly, or else lets people pick."""

    def run(deps: Deps, request: Request, query: str) -> None:
        matches = lookup.find(deps, query, parsing.actor(deps, request))
        if len(matches) == 1 and matches[0].exact:
            CHANGES[word](deps, request, matches[0].id)
        elif matches:
            answer(request, lookup.pick(word, query, matches))
        else:
            answer(request, answers.nothing_found(query))

    return run


def summary(deps: Deps, request: Request, rest: str) -> None:
    """Answer with receivables as of now."""
    del rest
    lookup.require_sees_all(deps, parsing.actor(deps, request))
    answer(request, report.summary_now(deps))


def what_comes(deps: Deps, request: Request, rest: str) -> None:
    """Answer with the forecast."""
    del rest
    lookup.require_sees_all(deps, parsing.actor(deps, request))
    answer(request, forecast.forecast_now(deps))


def help_(deps: Deps, request: Request, rest: str) -> None:
    """Answer what there is, and to Finance whether sending is paused."""
    del rest
    sees_all = authority.may(deps, Action.SEE_ALL, parsing.actor(deps, request))
    now = pausing.standing(deps) if sees_all else None
    answer(request, answers.help_(pausing.words_of(deps, now) if now else ""))


COMMANDS: Mapping[str, Command] = {
    "status": status,
    "list": lists.list_,
    **{word: change(word) for word in CHANGES},
    "summary": summary,
    "forecast": what_comes,
    "pause": gate.pause,
    "resume": gate.resume,
    "help": help_,
}
DECIDES = {"pause", "resume", *CHANGES}


def picked(deps: Deps, request: Request) -> None:
    """Do with what was picked what the command was about."""
    command, subject = parsing.pick(request)
    if command not in RUN:
        raise Invalid("This entry is not one of ours.")
    RUN[command](deps, request, subject)


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    app.command("/invoice")(guarded(deps, invoice))
    register_all(app, deps, {ActionId.PICK_SUBJECT: picked})
