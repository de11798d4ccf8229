"""The tick: everything whose time has come is started, once, however many tick."""

from datetime import datetime

from bot.deps import Deps
from bot.facts import Urgency
from bot.ledger import Session, desk
from jobs import Job, timetable

CURSOR = "tick"


def tick(deps: Deps) -> int:
    """Start every slot since the last tick that started something; return how many.

    The starts and the cursor commit together, and a slot's name is part of the workflow's id:
    a tick that is cut off, or runs on several replicas at once, loses and doubles nothing.
    """
    jobs = timetable(deps.settings)
    now = deps.now()
    with deps.ledger.reading() as s:
        read_until = _read_until(s, lock=False)
    if read_until is not None and not any(job.slots(read_until, now) for job in jobs):
        return 0  # most ticks: nobody waits for the ledger's one writer
    with deps.ledger.transaction() as s:
        return _start(deps, s, jobs, now)


def _start(deps: Deps, s: Session, jobs: tuple[Job, ...], now: datetime) -> int:
    read_until = _read_until(s, lock=True) or now  # the first tick begins the timetable
    started = 0
    for job in jobs:
        slots = job.slots(read_until, now)
        if slots and job.wanted(s):
            for slot in map(job.name_of, slots):
                unique = f"{job.workflow}:{slot}"
                deps.engine.enqueue(s, job.workflow, slot, id=unique, urgency=Urgency.BULK)
                started += 1
    desk.set_cursor(s, CURSOR, {"until": max(read_until, now).isoformat()})
    return started


def _read_until(s: Session, *, lock: bool) -> datetime | None:
    cursor = desk.cursor(s, CURSOR, lock=lock)
    return datetime.fromisoformat(cursor["until"]) if cursor else None
