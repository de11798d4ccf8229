"""Retention: the engine forgets what finished long ago; the ledger and its trail last."""

from datetime import timedelta

from bot.deps import Deps
from bot.ledger import gate

COUNTS_FOR = timedelta(days=3)
"""What left before counts against no limit any more."""


def retention(deps: Deps, slot: str) -> None:
    """Forget finished workflows older than the settings keep them."""
    del slot
    deps.durably(forget)


def forget(deps: Deps) -> int:
    """Forget them; return how many. A long backlog takes several nights."""
    with deps.ledger.transaction() as s:
        gate.forget(s, deps.now() - COUNTS_FOR)
    return deps.engine.forget(deps.now() - timedelta(days=deps.settings.keep_workflows_days))
