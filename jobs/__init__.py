"""The timetable: which workflow the clock starts, when, and what it wants after a gap.

Wall-clock times are those of the billing time zone. A daily job's slot is its local date, so that
neither a repeated hour nor a second replica can start it twice.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from apscheduler.triggers.cron import CronTrigger

from bot.ledger import Session, deals
from bot.settings import Settings
from bot.workflows.gating.letting import something_waits
from bot.workflows.issuing.pausing import is_paused

_A_MOMENT = timedelta(microseconds=1)
_LOOKBACKS = (timedelta(hours=1), timedelta(days=1), timedelta(days=8))


class Gap(StrEnum):
    """What a job wants of the slots that passed while nobody ticked."""

    EACH = "each"
    LATEST = "latest"


def _always(s: Session) -> bool:
    del s
    return True


def _something_to_write_back(s: Session) -> bool:
    return bool(deals.to_write_back(s, 1))


@dataclass(frozen=True)
class Job:
    """A workflow that the clock starts."""

    workflow: str
    trigger: CronTrigger
    gap: Gap = Gap.LATEST
    daily: bool = False
    wanted: Callable[[Session], bool] = _always
    """Asked in the tick's transaction: whether there is anything to do."""

    def slots(self, after: datetime, until: datetime) -> list[datetime]:
        """Return the slots in (after, until] that are to be started, as UTC instants."""
        if self.gap is Gap.EACH:
            return list(self._all(after, until))
        for lookback in _LOOKBACKS:  # a gap of months would hold very many slots of a minute
            if latest := list(self._all(max(after, until - lookback), until))[-1:]:
                return latest
        return list(self._all(after, until))[-1:]

    def name_of(self, slot: datetime) -> str:
        """Return what the slot is called: the local date of a daily job, else the instant."""
        if self.daily:
            return slot.astimezone(self.trigger.timezone).date().isoformat()
        return slot.isoformat()

    def _all(self, after: datetime, until: datetime) -> Iterator[datetime]:
        """Step from slot to slot in UTC: local arithmetic loops in the hour that comes twice."""
        slot = self._next(after)
        while slot is not None and slot <= until:
            yield slot
            slot = self._next(slot)

    def _next(self, after: datetime) -> datetime | None:
        following: datetime | None = self.trigger.get_next_fire_time(
            None, after.astimezone(UTC) + _A_MOMENT
        )
        return following and following.astimezone(UTC)


def timetable(settings: Settings) -> tuple[Job, ...]:
    """Return everything the clock starts."""

    def cron(**when: str | int) -> CronTrigger:
        return CronTrigger(timezone=settings.billing_timezone, **when)

    def daily(at: str) -> CronTrigger:
        hour, minute = at.split(":")
        return cron(hour=int(hour), minute=int(minute))

    return (
        Job("watch_deals", cron(minute=f"*/{settings.deals_every_minutes}")),
        Job("watch_payments", cron(minute=f"*/{settings.payments_every_minutes}")),
        Job("write_back", cron(minute="*"), wanted=_something_to_write_back),
        Job("let_go", cron(minute="*"), wanted=something_waits),
        Job("count_waiting", cron(minute="*"), wanted=is_paused),
        Job("issue_due", cron(hour="6-20", minute=5)),
        Job("adjust_due", cron(hour="6-20/2", minute=8)),
        Job("tend_retainers", cron(hour="6-20/2", minute=10)),
        Job("nudge", cron(minute=7)),
        Job("sweep", daily(settings.sweep_at), daily=True),
        Job("daily_summary", daily(settings.summary_at), daily=True),
        Job("heads_up", daily(settings.remind_at), daily=True),
        Job("renew", daily(settings.remind_at), daily=True),
        Job("ask_usage", daily(settings.remind_at), daily=True),
        Job("remind", daily(settings.remind_at), daily=True),
        Job("retention", daily("04:30"), daily=True),
    )
