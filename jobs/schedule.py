"""The clockwork: one APScheduler job that ticks. What it starts is the ledger's business."""

import logging
from datetime import UTC, datetime
from typing import Protocol

from apscheduler.schedulers.background import BackgroundScheduler

from bot.deps import Deps
from jobs.tick import tick

log = logging.getLogger(__name__)


class Handle(Protocol):
    """What stops the clockwork."""

    def stop(self) -> None:
        """Tick no more; a tick under way ends by itself."""
        ...


class _Running:
    def __init__(self, scheduler: BackgroundScheduler) -> None:
        self._scheduler = scheduler

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


def start(deps: Deps) -> Handle:
    """Tick now and every `tick_seconds`, in a thread of its own."""
    scheduler = BackgroundScheduler(
        timezone=UTC,
        # A late tick still counts, and several late ones are one: the cursor knows the rest.
        job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
    )
    scheduler.add_job(
        tick_safely,
        "interval",
        args=[deps],
        seconds=deps.settings.tick_seconds,
        next_run_time=datetime.now(UTC),
    )
    scheduler.start()
    return _Running(scheduler)


def tick_safely(deps: Deps) -> None:
    """Tick; what goes wrong is logged, and the next tick takes it up."""
    try:
        tick(deps)
    except Exception:
        log.exception("a tick failed; the next one takes it up")
