from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from bot.settings import Settings
from bot.workflows.register import WORKFLOWS
from jobs import Gap, Job, timetable

NEW_YORK = ZoneInfo("America/New_York")


def daily(hour: int, minute: int = 0, gap: Gap = Gap.EACH) -> Job:
    trigger = CronTrigger(hour=hour, minute=minute, timezone=NEW_YORK)
    return Job("daily", trigger, gap=gap, daily=True)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, day, …


class TestSlots:
    def test_are_after_the_cursor_and_up_to_now(self) -> None:
        job = daily(9)

        assert job.slots(at(2026, 11, 23, 13, 59), at(2026, 11, 23, 14)) == [at(2026, 11, 23, 14)]
        assert job.slots(at(2026, 11, 23, 14), at(2026, 11, 24, 13, 59)) == []

    def test_keep_the_wall_clock_time_across_both_changes(self) -> None:
        spring = daily(9).slots(at(2026, 3, 7), at(2026, 3, 10))
        autumn = daily(9).slots(at(2026, 10, 31), at(2026, 11, 3))

        assert [slot.hour for slot in spring] == [14, 13, 13]
        assert [slot.hour for slot in autumn] == [13, 14, 14]

    def test_of_an_hour_that_comes_twice_have_one_name(self) -> None:
        job = daily(1, 30)
        slots = job.slots(at(2026, 11, 1), at(2026, 11, 2))

        assert {job.name_of(slot) for slot in slots} == {"2026-11-01"}

    def test_of_an_hour_that_does_not_come_still_come_that_day(self) -> None:
        job = daily(2, 30)
        slots = job.slots(at(2026, 3, 8, 5), at(2026, 3, 9, 4))

        assert [job.name_of(slot) for slot in slots] == ["2026-03-08"]

    @pytest.mark.parametrize("day", [date(2026, 3, 8), date(2026, 11, 1)])
    def test_of_every_minute_neither_stop_nor_repeat_when_clocks_change(self, day: date) -> None:
        job = Job("often", CronTrigger(minute="*", timezone=NEW_YORK), gap=Gap.EACH)
        start = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
        slots = job.slots(start, start + timedelta(hours=6))

        assert slots == [start + timedelta(minutes=n) for n in range(1, 361)]
        assert len({job.name_of(slot) for slot in slots}) == 360

    @pytest.mark.parametrize("days", [0.5, 3, 100])
    def test_after_a_gap_are_the_latest_only_unless_each_is_wanted(self, days: float) -> None:
        now = at(2026, 11, 23, 15)
        latest = daily(9, gap=Gap.LATEST).slots(now - timedelta(days=days), now)

        assert latest == [at(2026, 11, 23, 14)]
        assert len(daily(9).slots(now - timedelta(days=3), now)) == 3

    def test_that_are_rare_are_found_after_months(self) -> None:
        yearly = Job("yearly", CronTrigger(month=1, day=1, hour=9, timezone=NEW_YORK))

        assert yearly.slots(at(2025, 6, 1), at(2026, 11, 23)) == [at(2026, 1, 1, 14)]
        assert yearly.slots(at(2026, 6, 1), at(2026, 11, 23)) == []

    def test_end_with_a_timetable_that_ends(self) -> None:
        once = Job("once", CronTrigger(year=2020, timezone=NEW_YORK))

        assert once.slots(at(2026, 6, 1), at(2026, 11, 23)) == []


class TestTimetable:
    def test_names_everything_the_clock_starts(self, settings: Settings) -> None:
        assert {job.workflow for job in timetable(settings)} == {
            "adjust_due",
            "ask_usage",
            "renew",
            "tend_retainers",
            "watch_deals",
            "watch_payments",
            "write_back",
            "issue_due",
            "let_go",
            "count_waiting",
            "nudge",
            "sweep",
            "daily_summary",
            "heads_up",
            "remind",
            "retention",
        }

    def test_follows_the_settings(self, settings: Settings) -> None:
        jobs = {job.workflow: job for job in timetable(settings)}
        monday = at(2026, 11, 23, 5)

        assert jobs["daily_summary"].slots(monday, monday + timedelta(days=1)) == [
            at(2026, 11, 23, 13, 30)
        ]
        assert jobs["watch_payments"].slots(monday, monday + timedelta(minutes=19)) == [
            monday + timedelta(minutes=10)
        ]

    def test_starts_most_slots_of_a_day_outside_the_hours_that_change(
        self, settings: Settings
    ) -> None:
        for job in timetable(settings):
            if job.daily:
                [slot] = job.slots(at(2026, 11, 15, 5), at(2026, 11, 23, 5))[-1:]
                assert slot.astimezone(NEW_YORK).hour >= 4

    def test_names_only_workflows_that_are_registered(self, settings: Settings) -> None:
        assert {job.workflow for job in timetable(settings)} <= set(WORKFLOWS)
