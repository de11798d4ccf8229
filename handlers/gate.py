"""What was stopped: `/invoice pause`, `resume` and `let`, and the buttons of the alerts."""

from slack_bolt import App

from bot.deps import Deps
from bot.errors import Invalid
from bot.ledger import invoices
from bot.ledger.invoices import InvoiceRow
from bot.views.ids import ActionId
from bot.views.note import note
from bot.views.text import counted
from bot.workflows.gating import breaker, letting
from bot.workflows.issuing import pausing
from handlers import parsing
from handlers.errors import say
from handlers.request import Request
from handlers.table import register_all

__all__ = ["let_through", "pause", "register", "resume"]


def pause(deps: Deps, request: Request, reason: str) -> None:
    """Stop everything that goes out to customers."""
    standing = pausing.pause(deps, reason, parsing.actor(deps, request))
    request.ack()
    words = pausing.words_of(deps, standing)
    end = "What is being handed to Stripe this very second may still go. /invoice resume ends it."
    say(deps, request, note(f"{words} {end}"))


def resume(deps: Deps, request: Request, rest: str) -> None:
    """Let everything go on."""
    del rest
    count = pausing.resume(deps, parsing.actor(deps, request))
    request.ack()
    waited = f"{counted(count, 'thing')} that waited {'goes' if count == 1 else 'go'} out now"
    said = f"{waited}, oldest first." if count else "Nothing had to wait."
    say(deps, request, note(f"Sending goes on. {said}"))


def let_through(deps: Deps, request: Request, subject: str) -> None:
    """Let through what of one deal waits for a limit."""
    with deps.ledger.reading() as s:
        row = s.get(InvoiceRow, subject)
        deal_id = invoices.get(s, subject).deal_id if row else subject
    count = letting.let_deal(deps, deal_id, parsing.actor(deps, request))
    request.ack()
    is_one = "is" if count == 1 else "are"
    say(deps, request, note(f"{counted(count, 'thing')} of this deal {is_one} let through."))


def let_all(deps: Deps, request: Request) -> None:
    """Let through everything that waits for a limit."""
    _expect(request)
    count = letting.let_all(deps, parsing.actor(deps, request))
    request.ack()
    say(deps, request, note(f"Let through: {count:,}."))


def resume_clicked(deps: Deps, request: Request) -> None:
    """Let everything go on, from the alert."""
    _expect(request)
    resume(deps, request, "")


def go_on(deps: Deps, request: Request) -> None:
    """Post the cards of the deals that wait."""
    _expect(request)
    count = breaker.go_on(deps, parsing.actor(deps, request))
    request.ack()
    say(deps, request, note(f"{counted(count, 'card')} will be posted, oldest first."))


def keep_waiting(deps: Deps, request: Request) -> None:
    """Note that somebody looked at it."""
    _expect(request)
    count = breaker.keep_waiting(deps, parsing.actor(deps, request))
    request.ack()
    waits = "keeps" if count == 1 else "keep"
    say(deps, request, note(f"{counted(count, 'deal')} {waits} waiting for a card."))


def _expect(request: Request) -> None:
    """Refuse a button that is not one of ours."""
    if parsing.value(request) != "all":
        raise Invalid("This button is not one of ours.")


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.SENDING_LET_ALL: let_all,
            ActionId.SENDING_RESUME: resume_clicked,
            ActionId.CARDS_GO_ON: go_on,
            ActionId.CARDS_KEEP_WAITING: keep_waiting,
        },
    )
