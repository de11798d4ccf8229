"""Sent, overdue, reminded of twice, paid; with summaries and sweeps enough for all their faults."""

from datetime import date

from tests.faults.hands import approve, pay
from tests.faults.story import Phase, Story

OVERDUE = Story(
    "overdue",
    (
        Phase(approve),
        *(Phase(day=date(2027, 3, day), hour=9, minute=1) for day in (3, 4, 5, 8, 9, 10)),
        # The morning of the first reminder, and those for whom a vendor was away on it.
        *(Phase(day=date(2027, 3, day), hour=9, minute=1) for day in (19, 22, 23, 24, 25, 26)),
        Phase(day=date(2027, 3, 30), hour=9, minute=1),
        Phase(pay, looks=True),
    ),
    {"terms": "Net 15"},
)
