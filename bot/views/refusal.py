"""What a person is told when something was not done: what, why, and who can change it."""

from bot.errors import BotError, Conflict, Invalid, Misconfigured, NotFound, VendorError
from bot.facts import Message
from bot.views.blocks import section
from bot.views.fit import message
from bot.views.text import escape, joined, link

UNEXPECTED = "Something went wrong here, and nothing more was done. It was noted in the log"


def refusal(error: BotError, where: str = "") -> Message:
    """Return the error as a private message; `where` links to what is true now."""
    words = sentence(error)
    go = link(where, "See how it stands now") if where else ""
    return message(escape(words, 500), [section(joined((escape(words, 1500), go), "\n"))])


def unexpected(reference: str) -> Message:
    """Return what to say when the bot itself failed; `reference` finds it in the log."""
    words = f"{UNEXPECTED} under {reference}."
    return message(words, [section(escape(words, 500))])


def sentence(error: BotError) -> str:
    """Return the error as a person reads it, saying first what was not done."""
    said = str(error)
    if isinstance(error, VendorError):
        return f"{error.vendor} did not do this: {said}"
    if isinstance(error, Misconfigured):
        return f"This is not set up. {said}"
    if isinstance(error, Conflict | NotFound) and not said.startswith("Nothing"):
        return f"Nothing was changed. {said}"
    return said


def form_errors(error: Invalid, fallback: str) -> dict[str, str]:
    """Return what stands under the wrong field; under `fallback` if it is the whole form."""
    return {error.field or fallback: str(error)[:1500]}
