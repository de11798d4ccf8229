"""One try of one step: whatever comes of it is a value, so that a replay takes the same branch."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from bot.errors import BotError, Conflict, VendorError
from bot.outcome import Kind, Outcome
from bot.settings import Settings


def try_once(step: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Run `step(*args)`; return its outcome and, when the vendor said so, when to come again.

    Errors that are not for people to read pass: they are mistakes of ours.
    """
    after: float | None = None
    try:
        outcome = Outcome(kind=Kind.DONE, value=step(*args))
    except VendorError as error:
        after = error.retry_after
        kind = Kind.DOWN if error.retryable else Kind.REFUSED
        outcome = Outcome(kind=kind, vendor=error.vendor, code=error.code, words=str(error))
    except Conflict as error:
        outcome = Outcome(kind=Kind.LOST, words=str(error))
    except BotError as error:
        outcome = Outcome(kind=Kind.REFUSED, code=type(error).__name__, words=str(error))
    return {"outcome": outcome.to_json(), "after": after}


def delays(settings: Settings) -> Iterator[float]:
    """Yield the waits between tries in seconds, doubling, until the patience is used up."""
    delay = settings.retry_first_seconds
    left = timedelta(hours=settings.retry_for_hours).total_seconds()
    while left > 0:
        yield delay
        left -= delay
        delay = min(delay * 2, settings.retry_longest_seconds)
