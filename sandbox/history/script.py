"""Who wins, approves, pays and does not pay at a small company, over a quarter of a year.

Days count from the Monday on which it begins; the last one is day `TODAY`. What is asked of a deal
is in the shapes of the levers; dates in it are days of this count until `script` writes them out.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sandbox.company import deal
from sandbox.control import Obj

TODAY = 91
"""Thirteen weeks after the beginning."""


@dataclass(frozen=True)
class Paid:
    """What the customer pays on a day: `percent` of what remains of the latest open invoice."""

    day: int
    percent: int = 100
    kind: str = "bank_transfer"


@dataclass(frozen=True)
class Story:
    """One deal from the day it is won to today."""

    day: int
    account: str
    amount: str | None
    name: str
    owner: str = "dana"
    more: Obj = field(default_factory=dict)
    approvers: tuple[str, ...] = ("kim",)
    """Nobody: the card still waits."""
    paid: tuple[Paid, ...] = ()
    rejected: bool = False
    held: int | None = None
    """The day on which alex puts it on hold."""
    promised: int | None = None
    """The day on which alex notes a promise."""
    disputed: int | None = None
    """The day on which the customer's bank takes the money back."""

    def deal(self, first: date) -> Obj:
        """Return the deal as a lever wants it, its days counted from `first`."""
        return deal(self.account, self.amount, name=self.name, **_dated(self.more, first))


def _dated(value: object, first: date) -> Obj:
    assert isinstance(value, dict)  # noqa: S101 - ours, see STORIES
    return {name: _written(name, given, first) for name, given in value.items()}


def _written(name: str, value: object, first: date) -> object:
    if name in ("date", "start") and isinstance(value, int):
        return (first + timedelta(days=value)).isoformat()
    if isinstance(value, list):
        return [_dated(item, first) for item in value]
    return value


TOKYO = {"BillingCity": "Tokyo", "BillingPostalCode": "100-0001", "BillingCountry": "Japan"}
KUWAIT = {"BillingCity": "Kuwait City", "BillingCountry": "Kuwait"}
BOTH = ("kim", "pat")
NET = {days: {"terms": f"Net {days}"} for days in (10, 15, 30, 45)}

STORIES = (
    Story(0, "Alder & Finch", "12400", "Platform", more=NET[30], paid=(Paid(28),)),
    Story(0, "Larkfield Logistics", "8600", "Route planner", more=NET[30], paid=(Paid(35),)),
    Story(7, "Meridian Optics", "31500", "Enterprise", more=NET[30], approvers=BOTH,
          paid=(Paid(42),)),
    Story(7, "Fennel Kitchens", None, "Care plan", "sam", more={
        "lines": [{"product": "Support", "unit_price": "21600", "interval": "Monthly",
                   "periods": 12, "start": 7}],
        **NET[15], "fields": {"Closedwon_Renews__c": "Renews"},
    }, paid=(Paid(21), Paid(49, kind="card"), Paid(77, kind="card"))),
    Story(14, "Osprey Robotics", "24000", "Customer portal", more={"milestones": [
        {"description": "Deposit", "percent": "25"},
        {"description": "Design", "percent": "25", "date": 45},
        {"description": "Build", "percent": "25", "date": 80},
        {"description": "Launch", "percent": "25", "date": 122},
    ], **NET[30]}, paid=(Paid(35), Paid(77))),
    Story(21, "Sakura KK", "1250000", "License", "sam",
          more={"currency": "JPY", "address": TOKYO, **NET[30]}, paid=(Paid(49),)),
    Story(21, "Quill & Co", "5200", "Onboarding", more=NET[30]),
    Story(28, "Gulf Trading", "1234.56", "License", "sam",
          more={"currency": "KWD", "address": KUWAIT, **NET[45]}, paid=(Paid(63, percent=50),)),
    Story(35, "Sunday Foods", "18900", "Platform", more=NET[30], paid=(Paid(70, percent=50),),
          promised=84),
    Story(42, "Blackbird Media", "7450", "Analytics", "sam", more=NET[15],
          paid=(Paid(49, kind="card"),), disputed=70),
    Story(49, "Kestrel Aviation", "22000", "Fleet view", more=NET[45]),
    Story(84, "Tidewater Clinics", "15800", "Pilot", approvers=(), rejected=True, more=NET[30]),
    Story(63, "Coppice Studio", "3300", "Workshop", "sam", more=NET[15]),
    Story(70, "Lantern Publishing", "14700", "Archive", more=NET[30], held=77),
    Story(77, "Juniper Bank", "26800", "Reporting", more=NET[30], approvers=BOTH),
    Story(84, "Acre Foods", "9900", "Platform", more=NET[30]),
    Story(90, "Northgate Energy", "64000", "Enterprise", more=NET[30], approvers=("pat",)),
    Story(90, "Pemberton Labs", "4750", "Training", "sam", approvers=(), more=NET[30]),
    Story(90, "Marigold Travel", "2450", "Pilot", approvers=(),
          more={"contact": None, "contact_name": "", **NET[30]}),
)  # fmt: skip
