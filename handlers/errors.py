"""The one place where errors become words: nobody is left with Slack's bare error triangle."""

import logging
import secrets
from collections.abc import Callable, Mapping

from slack_bolt import App, BoltContext, BoltResponse

from bot.deps import Deps
from bot.errors import BotError, Invalid, VendorError
from bot.facts import Message
from bot.trying import through_races
from bot.typed import Mistakes
from bot.views.modal import notice
from bot.views.refusal import form_errors, refusal, sentence, unexpected
from handlers import parsing
from handlers.request import Ack, Body, Request, Respond, Windows, cleaned

log = logging.getLogger(__name__)

Handler = Callable[[Deps, Request], None]


def guarded(deps: Deps, handle: Handler) -> Callable[..., None]:
    """Return `handle` as a listener: whatever it raises is told to the person, in private."""

    def listener(
        ack: Ack, body: Body, client: Windows, respond: Respond, context: BoltContext
    ) -> None:
        home = context.authorize_result
        request = Request(
            body=cleaned(body),
            client=client,
            respond=respond,
            own_team=(home.team_id or "") if home else "",
            own_enterprise=(home.enterprise_id or "") if home else "",
            _ack=ack,
        )
        attempt(deps, request, handle)

    return listener


def before(listener: Callable[..., None]) -> Callable[..., None]:
    """Return `listener` as what runs before another one, and before Bolt acknowledges an event."""

    def middleware(
        ack: Ack,
        body: Body,
        client: Windows,
        respond: Respond,
        context: BoltContext,
        next: Callable[[], None],  # noqa: A002 - Bolt's
    ) -> None:
        listener(ack=ack, body=body, client=client, respond=respond, context=context)
        next()

    return middleware


def nothing_more() -> None:
    """Do nothing: it was done before the acknowledgment."""


def attempt(deps: Deps, request: Request, handle: Handler) -> None:
    """Run `handle`; tell what it raises, and acknowledge in any case."""
    try:
        with deps.engine.courtesy.answering():
            through_races(lambda: handle(deps, request))
            request.ack()
    except BotError as error:
        log.info("refused with %s: %s", type(error).__name__, error)
        _tell(deps, request, refusal(error), _beside_the_fields(request, error))
    except Exception:
        reference = secrets.token_hex(3)
        log.exception("a listener failed, reference %s", reference)
        message = unexpected(reference)
        _tell(deps, request, message, _instead_of_the_form(message.text))


def say(deps: Deps, request: Request, message: Message) -> None:
    """Show a message to whoever acted, and to nobody else."""
    if "command" in request.body:
        request.respond(text=message.text, blocks=message.blocks, response_type="ephemeral")
        return
    user, (channel, _) = parsing.user_id(request), parsing.channel(request)
    try:
        if channel:
            deps.messenger.whisper(channel, user, message)
            return
    except VendorError as error:  # e.g. the bot was removed from the channel
        log.info("cannot whisper: %s", error)
    deps.messenger.direct(user, message, key=f"said:{secrets.token_hex(8)}")


def register(app: App) -> None:
    """Have what goes wrong before our listeners end in the log, and not be acknowledged.

    Slack tells the person that it did not work, and brings events once more.
    """
    app.error(_last_resort)


def _last_resort(error: Exception) -> BoltResponse:
    log.error("Slack's payload could not be handled", exc_info=error)
    return BoltResponse(status=500)


def _tell(
    deps: Deps, request: Request, message: Message, form_answer: Mapping[str, object]
) -> None:
    if request.is_submission and not request.acked:
        request.ack(**form_answer)
        return
    request.ack()
    try:
        say(deps, request, message)
    except BotError as error:
        log.warning("cannot tell %s: %s", parsing.user_id(request), error)


def _beside_the_fields(request: Request, error: BotError) -> Mapping[str, object]:
    """Return the error under the field that is wrong; without one, in place of the form."""
    blocks = (request.view or {}).get("blocks", [])
    inputs = [block["block_id"] for block in blocks if block["type"] == "input"]
    fields = _by_field(error, inputs[0] if inputs else "")
    shown = {field: words for field, words in fields.items() if field in inputs}
    if not shown:
        return _instead_of_the_form(sentence(error))
    return {"response_action": "errors", "errors": shown}


def _by_field(error: BotError, first: str) -> dict[str, str]:
    if isinstance(error, Mistakes):
        return error.fields
    if isinstance(error, Invalid):
        return form_errors(error, first)
    return {first: sentence(error)[:1500]}


def _instead_of_the_form(words: str) -> Mapping[str, object]:
    return {"response_action": "update", "view": notice("Not done", words)}
