"""Questions to the deal owner, answered by a button or in the thread of the question."""

from slack_bolt import App

from bot.answers import forms, lookup
from bot.deps import Deps
from bot.facts import Place
from bot.views.ids import ActionId, FieldId, ModalId
from bot.workflows.showing.ask import answer, ask, question_in
from handlers import parsing
from handlers.errors import before, guarded, nothing_more
from handlers.request import Request
from handlers.table import register_all
from handlers.windows import opener


def submit_question(deps: Deps, request: Request) -> None:
    """Ask."""
    form = parsing.Form(request)
    deal_id = lookup.deal_of_proposal(deps, form.context.proposal_id)
    ask(deps, deal_id, form.text(FieldId.QUESTION), parsing.actor(deps, request))
    request.ack()


def submit_answer(deps: Deps, request: Request) -> None:
    """Take the answer."""
    form = parsing.Form(request)
    actor = parsing.actor(deps, request)
    answer(deps, form.context.question_id, form.text(FieldId.ANSWER), actor)
    request.ack()


def reply(deps: Deps, request: Request) -> None:
    """Take an answer that somebody wrote in the thread of a question."""
    event = request.body["event"]
    if "thread_ts" not in event or "subtype" in event or "bot_id" in event:
        return
    place = Place(channel=event["channel"], ts=event["thread_ts"])
    if question_id := question_in(deps, place):
        answer(deps, question_id, event.get("text", ""), parsing.actor(deps, request))


def register(app: App, deps: Deps) -> None:
    """Register what this feature listens to."""
    register_all(
        app,
        deps,
        {
            ActionId.PROPOSAL_ASK: opener("Ask the deal owner", forms.ask, parsing.about_proposal),
            ActionId.QUESTION_ANSWER: opener("Answer", forms.answer, parsing.about_question),
        },
        {ModalId.ASK: submit_question, ModalId.ANSWER: submit_answer},
    )
    # Bolt acknowledges an event before its listener runs, but after what stands before that: so
    # an answer is taken there, and Slack brings one again whose taking was cut off.
    app.event("message", middleware=[before(guarded(deps, reply))])(nothing_more)
