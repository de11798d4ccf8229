"""Retainers: held over a period, changed, and billed by the hour."""

from datetime import date
from typing import Any

from tests.faults.cell import Case
from tests.faults.hands import (
    approve,
    approve_change,
    choose,
    filled,
    picked,
    press_in_thread,
)
from tests.faults.stage import Stage
from tests.faults.story import Phase, Story

RETAINER = "retainer.more"
"""The menu of the retainer itself, not of one of its periods."""
MONTHLY: dict[str, Any] = {"interval": "Monthly", "periods": 4, "start": "2027-03-01"}
SUPPORT = {"product": "Support", "unit_price": "4000", **MONTHLY}
HOURS = {
    "product": "Hours", "unit_price": "150", "quantity": "10", "variable": True,
    **MONTHLY, "start": "2027-05-01",
}  # fmt: skip


def dearer(stage: Stage, case: Case) -> None:
    """Have the months to come cost more."""
    [line] = stage.people.opportunity(case.deal_id)["OpportunityLineItems"]
    stage.people.patch(f"salesforce/lines/{line['Id']}", unit_price="6000")


def count(stage: Stage, case: Case) -> None:
    """Give the hours that the thread asks for."""
    press_in_thread("kim", "Give quantities")(stage, case)
    filled(stage, "kim", "Quantities", **{"quantity.0": "12.5"})


RETAINED = Story(
    "retained",
    (
        Phase(approve),
        Phase(
            picked("alex", "Hold", "Hold", menu=RETAINER, reason="client_asked"),
            day=date(2027, 4, 5),
        ),
        Phase(day=date(2027, 5, 2)),  # vendors that are away when a period begins are back by then
        Phase(picked("kim", "Release", "Release", menu=RETAINER), day=date(2027, 5, 3)),
        Phase(day=date(2027, 6, 1), hour=11),
    ),
    {"lines": [SUPPORT]},
)
CHANGED = Story(
    "changed",
    (
        Phase(approve),
        Phase(dearer, day=date(2027, 3, 5), looks=True),
        Phase(choose("change_retainer", from_date="2027-05-01")),
        Phase(approve_change),
        Phase(day=date(2027, 4, 5)),
        Phase(day=date(2027, 5, 3)),
    ),
    {"lines": [SUPPORT]},
)
COUNTED = Story(
    "counted",
    (
        Phase(approve),
        Phase(day=date(2027, 4, 5)),
        Phase(day=date(2027, 5, 27), hour=10),  # two business days, and four others, before June
        Phase(count),
        Phase(day=date(2027, 6, 1), hour=11),
    ),
    {"lines": [HOURS]},
)
