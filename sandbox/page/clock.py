"""The clock: how late it is in the company, what the bot does next, and going there."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache

from bot.settings import Settings
from jobs import Job, timetable
from sandbox.clock import WorldClock
from sandbox.company import ZONE

WORDS = {
    "issue_due": "Invoices that are due go out",
    "adjust_due": "Changes that are due are made",
    "tend_retainers": "Retainers are looked after",
    "nudge": "Approvals that wait are brought to mind",
    "sweep": "Nightly check of everything",
    "daily_summary": "Daily summary",
    "heads_up": "What is to come this week",
    "renew": "Retainers that are to be renewed",
    "ask_usage": "Hours that have to be said",
    "remind": "Reminders to clients",
    "retention": "Old records are cleared away",
}
"""What a person says of a job; one that is not here comes too often to wait for."""

STOP_SECONDS = 0.5
"""Real seconds between two looks at whether the bot rests."""
LOOKS = 4
"""How often a bot that does not rest is waited for."""


class Clock:
    """The world's clock as the page shows and moves it."""

    def __init__(self, clock: WorldClock) -> None:
        """Show `clock`."""
        self._clock = clock

    def shown(self) -> dict[str, object]:
        """Return the present and the next job."""
        now = self._clock.now()
        slot, job = _next(now)
        return {
            "now": now.isoformat(),
            "zone": ZONE.key,
            "behind": self._clock.is_behind,
            "next": {"workflow": job.workflow, "words": _words(job, slot), "at": slot.isoformat()},
        }

    def to_next_job(self) -> dict[str, object]:
        """Go to the moment of the next job."""
        now = self._clock.now()
        return self._go(_next(now)[0] - now)

    def soon(self) -> None:
        """Go to the next minute, when the bot looks at Salesforce and Stripe."""
        now = self._clock.now()
        self._clock.advance(timedelta(seconds=60 - now.second - now.microsecond / 1e6))

    async def days_on(self, days: int, calls: Callable[[], int] | None = None) -> dict[str, object]:
        """Go to the same time of day in the company's zone, `days` days from now.

        With a bot that runs (`calls` counts what it asked the vendors) the clock stops at each
        daily job on the way until the bot rests: after a jump it would do the latest one only.

        Raises:
            ValueError: if that is not in the future.

        """
        if not 1 <= days <= 400:
            raise ValueError("between 1 and 400 days")
        now = self._clock.now()
        then = (now.astimezone(ZONE) + timedelta(days=days)).astimezone(UTC)
        if calls is not None:
            for stop in _daily(now, then):
                self._go(max(stop - self._clock.now(), timedelta(0)))
                await self._rested(calls)
        return self._go(max(then - self._clock.now(), timedelta(0)))

    async def _rested(self, calls: Callable[[], int]) -> None:
        """Wait until the bot saw the time and has done what is due, as far as one can see."""
        before = -1
        for _ in range(LOOKS):
            await asyncio.sleep(STOP_SECONDS)
            if not self._clock.is_behind and before == calls():
                return
            before = calls()

    def _go(self, by: timedelta) -> dict[str, object]:
        self._clock.advance(by)
        return self.shown()


@cache
def _jobs() -> tuple[Job, ...]:
    """Return the jobs of the sandbox's bot that are worth waiting for."""
    # Not from the environment, which the bot beside the page does not get either.
    settings = Settings.model_construct(billing_timezone=ZONE)
    return tuple(job for job in timetable(settings) if job.workflow in WORDS)


def _next(now: datetime) -> tuple[datetime, Job]:
    """Return the first slot after `now`, and the job it is for."""
    return min(((_first(job, now), job) for job in _jobs()), key=lambda one: one[0])


def _daily(after: datetime, until: datetime) -> list[datetime]:
    """Return the moments at which daily jobs begin, in their order."""
    found: set[datetime] = set()
    for job in _jobs():
        slot = _first(job, after)
        while job.daily and slot < until:
            found.add(slot)
            slot = _first(job, slot)
    return sorted(found)


def _first(job: Job, now: datetime) -> datetime:
    slot: datetime = job.trigger.get_next_fire_time(None, now + timedelta(microseconds=1))
    return slot.astimezone(UTC)


def _words(job: Job, slot: datetime) -> str:
    there = slot.astimezone(ZONE)
    return f"{WORDS[job.workflow]}, {there:%a %b} {there.day} {there.hour}:{there:%M}"
