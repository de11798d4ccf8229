"""What is sold in a soak: every way of billing, its dates counted from the day it is won."""

from collections.abc import Callable
from datetime import date, timedelta

from sandbox.company import deal
from sandbox.control import Obj

LARGE = 40
"""A factor that needs two approvers."""


def _in(today: date, days: int) -> str:
    return (today + timedelta(days=days)).isoformat()


def one(name: str, factor: int, _: date) -> Obj:
    """One invoice."""
    return deal(name, str(1200 * factor), terms="Net 30", name=f"{name} license")


def lines(name: str, factor: int, _: date) -> Obj:
    """One invoice over two products."""
    sold = [
        {"product": "Platform", "unit_price": str(700 * factor)},
        {"product": "Onboarding", "unit_price": str(333 * factor), "quantity": "2"},
    ]
    return deal(name, None, terms="Net 15", name=f"{name} start", lines=sold)


def milestones(name: str, factor: int, today: date) -> Obj:
    """On approval, in a week, and in a month."""
    parts = [
        {"description": "Deposit", "percent": "30"},
        {"description": "Build", "percent": "30", "date": _in(today, 7)},
        {"description": "Launch", "percent": "40", "date": _in(today, 31)},
    ]
    sold = deal(name, str(3000 * factor), terms="Net 30", name=f"{name} project")
    return sold | {"milestones": parts}


def retainer(name: str, factor: int, today: date) -> Obj:
    """Four months, the first of which begins today."""
    line = {"product": "Support", "unit_price": str(2000 * factor), "interval": "Monthly",
            "periods": 4, "start": _in(today, 0)}  # fmt: skip
    return deal(name, None, terms="Net 30", name=f"{name} care", lines=[line])


def retainer_later(name: str, factor: int, today: date) -> Obj:
    """Three months from next week on."""
    line = {"product": "Hosting", "unit_price": str(900 * factor), "interval": "Monthly",
            "periods": 3, "start": _in(today, 8)}  # fmt: skip
    return deal(name, None, terms="Net 30", name=f"{name} hosting", lines=[line])


def mixed(name: str, factor: int, today: date) -> Obj:
    """Two milestones, and two months of a retainer."""
    sold = [
        {"product": "Plant", "unit_price": str(2000 * factor)},
        {"product": "Service", "unit_price": str(600 * factor), "interval": "Monthly",
         "periods": 2, "start": _in(today, 5)},
    ]  # fmt: skip
    parts = [
        {"description": "Deposit", "percent": "50"},
        {"description": "Handover", "percent": "50", "date": _in(today, 12)},
    ]
    return deal(name, None, terms="Net 30", name=f"{name} plant", lines=sold, milestones=parts)


SHAPES: dict[str, Callable[[str, int, date], Obj]] = {
    shape.__name__: shape
    for shape in (one, lines, milestones, retainer, retainer_later, mixed)
}  # fmt: skip
