"""Three milestones: one at once, one that is held over its day, one that is moved."""

from datetime import date

from tests.faults.cell import Case
from tests.faults.hands import approve, filled, picked, press_in_thread
from tests.faults.stage import Stage
from tests.faults.story import Phase, Story

# Two business days before a Tuesday is a Friday: vendors may be away over the weekend meanwhile.
MILESTONES = (
    {"description": "Start", "percent": "50"},
    {"description": "Design", "percent": "25", "date": "2027-03-16"},
    {"description": "Build", "percent": "25", "date": "2027-03-30"},
)


def hold(stage: Stage, case: Case) -> None:
    """Put the second on hold, from the thread that announces it."""
    press_in_thread("alex", "Hold")(stage, case)
    filled(stage, "alex", "Hold", reason="missing_po")


def move(stage: Stage, case: Case) -> None:
    """Move the third."""
    press_in_thread("kim", "Not delivered: move the date")(stage, case)
    filled(stage, "kim", "Move the date", send_date="2027-04-06")


def silent(stage: Stage) -> None:
    """Have Stripe e-mail nothing that it finalizes by itself: then we do."""
    stage.people.post("stripe/settings", email_finalized=False)


RELEASED = Story(
    "released",
    (
        Phase(approve),
        Phase(hold, day=date(2027, 3, 12), hour=10),
        Phase(picked("kim", "Release", "Release"), day=date(2027, 3, 15)),
        Phase(day=date(2027, 3, 16), hour=10),
    ),
    {"milestones": MILESTONES},
    "24000",
    silent,
)
SCHEDULED = Story(
    "scheduled",
    (
        Phase(approve),
        Phase(hold, day=date(2027, 3, 12), hour=10),
        Phase(picked("kim", "Release", "Release"), day=date(2027, 3, 17), hour=0),
        Phase(move, day=date(2027, 3, 26), hour=10),
        Phase(day=date(2027, 4, 6), hour=10),
    ),
    {"milestones": MILESTONES},
    "24000",
)
