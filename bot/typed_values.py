"""What people type about how a deal is billed, not yet understood; and what it is about."""

from datetime import date
from datetime import date as date_  # for a value that has a field of this name
from typing import NamedTuple

from bot.due import Due
from bot.plan import Plan, PlanLine
from bot.planning.parts import Base, base_of
from bot.value import Value
from bot.views.ids import BillingWay


class TypedPart(Value):
    """One part of a schedule."""

    key: str
    label: str = ""
    share: str = ""
    """"25 %" or an amount."""
    date: date_ | None = None
    condition: str = ""


class TypedBilling(Value):
    """What stands in the form about how it is billed; "" where it did not ask."""

    way: BillingWay = BillingWay.KEEP
    deposit: str = ""
    rest_date: date | None = None
    rest_condition: str = ""
    count: str = ""
    interval: str = ""
    start_date: date | None = None
    parts: tuple[TypedPart, ...] = ()
    retainer: str = ""
    """Number of the retainer that is changed; "": the first."""
    label: str = ""
    """Of a retainer."""
    amount: str = ""
    """Of a period."""
    periods: str = ""
    renews: bool | None = None
    """None: the form did not ask."""


class Whole(NamedTuple):
    """What is divided, and what all its parts share."""

    plan: Plan
    lines: tuple[PlanLine, ...]
    due: Due
    today: date
    shown: Due | None = None
    """The terms that the form showed at first; `due` are those that stand in it now."""

    @property
    def base(self) -> Base:
        """Return what is divided as one."""
        return base_of(self.lines, self.plan.currency)
