"""One try of one step: whatever comes of it is a value, so that a replay takes the same branch."""

import random
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, TypeVar

from bot.asking import asking
from bot.courtesy import elsewhere
from bot.errors import BotError, Conflict, VendorError
from bot.ledger import LedgerAway, LostRace
from bot.outcome import Kind, Outcome
from bot.settings import Settings

T = TypeVar("T")
RACES = 12
"""How often a step that lost a race in the ledger runs again at once."""
LONGEST_PAUSE = 0.2
"""Seconds before it does, at random: what raced once shall not race again."""


def try_once(step: Callable[..., Any], args: tuple[Any, ...]) -> dict[str, Any]:
    """Run `step(*args)`; return its outcome and, when the vendor said so, when to come again.

    One that lost a race in the ledger has changed nothing, and nobody but us can do what it was
    for: it runs again, like any step after a crash; later, when the ledger is away. Errors that
    are not for people to read pass: they are mistakes of ours.
    """
    after: float | None = None
    try:
        outcome = Outcome(kind=Kind.DONE, value=through_races(lambda: step(*args)))
    except LostRace as error:
        outcome = Outcome(kind=Kind.DOWN, vendor="The ledger", code="race", words=str(error))
    except LedgerAway as error:
        outcome = Outcome(kind=Kind.DOWN, vendor="The ledger", code="away", words=str(error))
    except VendorError as error:
        after = error.retry_after
        kind = Kind.DOWN if error.retryable else Kind.REFUSED
        outcome = Outcome(kind=kind, vendor=error.vendor, code=error.code, words=str(error))
    except Conflict as error:
        outcome = Outcome(kind=Kind.LOST, words=str(error))
    except BotError as error:
        outcome = Outcome(kind=Kind.REFUSED, code=type(error).__name__, words=str(error))
    return {"outcome": outcome.to_json(), "after": after}


def through_races(act: Callable[[], T]) -> T:
    """Return what `act` returns; it runs again while it loses races in the ledger, or lacks names.

    Raises:
        LostRace: if it lost too many.

    """
    for _ in range(RACES):
        try:
            return asking(act)
        except LostRace:
            with elsewhere():
                time.sleep(random.SystemRandom().uniform(0, LONGEST_PAUSE))
    return asking(act)


def delays(settings: Settings) -> Iterator[float]:
    """Yield the waits between tries in seconds, doubling, until the patience is used up."""
    delay = settings.retry_first_seconds
    left = timedelta(hours=settings.retry_for_hours).total_seconds()
    while left > 0:
        yield delay
        left -= delay
        delay = min(delay * 2, settings.retry_longest_seconds)
