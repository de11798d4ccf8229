"""Reporting: each business morning, what is owed, how late, and what needs a person."""

from typing import Any

from bot.deps import Deps
from bot.facts import Attachment, Message, Place
from bot.ledger import desk, receivables
from bot.outcome import Outcome
from bot.views.digest import summary as summary_view
from bot.views.export import worklist
from bot.views.state_lists import SummaryState
from bot.workflows.dunning.report_state import CURSOR, open_lines, summary_state
from bot.workflows.standing.chasing import calendar_of
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.reconcile import refresh_receivables

SUMMARY = "summary"
"""Kind of message, and of trouble; its subject is the day."""


def daily_summary(deps: Deps, slot: str) -> None:
    """Bring the ledger up to date with Stripe, post the summary, share the list as a file."""
    if not deps.durably(is_wanted).value:
        return
    refresh_receivables(deps, f"summary:{slot}")
    made = deps.durably(assemble)
    if not made.done:
        return
    day = made.value["state"]["today"]
    posted = deps.durably(post, made.value["state"])
    deps.durably(note, posted.to_json(), {"workflow": "daily_summary", "args": [slot]})
    if posted.done:
        deps.durably(remember, day, posted.value, made.value["paid"], made.value["back"])
        shared = deps.durably(share, posted.value)
        deps.durably(note, shared.to_json(), {})


def is_wanted(deps: Deps) -> bool:
    """Return whether today is a business day whose summary is not posted yet."""
    with deps.ledger.reading() as s:
        posted = desk.message(s, SUMMARY, deps.today().isoformat())
    return posted is None and calendar_of(deps).is_business_day(deps.today())


def assemble(deps: Deps) -> dict[str, Any]:
    """Return what the summary shows, and what had come in when it was made."""
    with deps.ledger.reading() as s:
        state = summary_state(deps, s)
        return {
            "state": state.to_json(),
            "paid": dict(receivables.paid_totals(s)),
            "back": dict(receivables.back_totals(s)),
        }


def post(deps: Deps, state: dict[str, Any]) -> dict[str, Any]:
    """Post it; return its place."""
    made = SummaryState.from_json(state)
    key = f"summary:{made.today.isoformat()}"
    return deps.messenger.post(deps.settings.ar_channel, summary_view(made), key=key).to_json()


def remember(
    deps: Deps, day: str, place: dict[str, Any], paid: dict[str, int], back: dict[str, int]
) -> None:
    """Note where it stands and from where on the next one counts."""
    where = Place.from_json(place)
    with deps.ledger.transaction() as s:
        desk.shown(s, SUMMARY, day, channel=where.channel, ts=where.ts)
        desk.set_cursor(s, CURSOR, {"date": day, "paid": paid, "back": back})


def share(deps: Deps, place: dict[str, Any]) -> None:
    """Share every open invoice as a file in its thread."""
    deps.messenger.share(Place.from_json(place), worklist_now(deps))


def note(deps: Deps, outcome: dict[str, Any], again: dict[str, Any]) -> None:
    """Say so if Slack refused; `again` is what a retry starts."""
    refused = Outcome.from_json(outcome)
    with deps.ledger.transaction() as s:
        if refused.done:
            close_trouble(deps, s, subject=SUMMARY, kind=SUMMARY)
            return
        open_trouble(deps, s, refused, subject=SUMMARY, kind=SUMMARY, retry=again)


def summary_now(deps: Deps) -> Message:
    """Return the summary as the ledger has it at this moment."""
    with deps.ledger.reading() as s:
        return summary_view(summary_state(deps, s))


def worklist_now(deps: Deps) -> Attachment:
    """Return every open invoice as a file."""
    with deps.ledger.reading() as s:
        return worklist(open_lines(deps, s), deps.today())
