"""Retention: the engine forgets what finished long ago; the ledger and its trail last."""

from datetime import timedelta

from bot.deps import Deps
from bot.ledger import gate

COUNTS_FOR = timedelta(days=3)
"""What left before counts against no limit any more."""


CLOCK = "clock"
"""The queue of what only time asks for."""
TICKS_FOR = timedelta(days=2)
AT_MOST = 500
"""How often some are forgotten in one night: half a million workflows."""


def retention(deps: Deps, slot: str) -> None:
    """Forget finished workflows older than the settings keep them, however many there are."""
    del slot
    deps.durably(forget_departures)
    for step in (forget_ticks, forget):
        for _ in range(AT_MOST):
            if not deps.durably(step).value:
                break


def forget_departures(deps: Deps) -> int:
    """Forget what went out and counts against no limit any more; return how many."""
    with deps.ledger.transaction() as s:
        return gate.forget(s, deps.now() - COUNTS_FOR)


def forget_ticks(deps: Deps) -> int:
    """Forget some of what the clock started: that is most of all work, and nobody looks at it."""
    return deps.engine.forget(deps.now() - TICKS_FOR, queue=CLOCK)


def forget(deps: Deps) -> int:
    """Forget some: a click never waits for more; return how many."""
    return deps.engine.forget(deps.now() - timedelta(days=deps.settings.keep_workflows_days))
