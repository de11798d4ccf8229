"""Two desks with a deal that has everything beside it, and what people do to that."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from bot.deal import Account, Deal, ScheduledPart
from bot.ports import Crm
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import ACME, LEE, a_deal, a_line, a_milestone, deal_id
from tests.integrations.salesforce_org import START, ServedOrg, served

PARENT = Account(id="001000000000002AAA", name="Acme Holding")
SECOND = Account(id="001000000000003AAA", name="Globex")
FIRST, LATER = START.date(), START.date() + timedelta(days=30)
PARTS = (ScheduledPart(date=FIRST, amount=Decimal(1000)),)


class BesideDesk(Protocol):
    """A CRM port with one won deal, and levers on what is beside it."""

    @property
    def crm(self) -> Crm: ...
    @property
    def deal(self) -> str: ...
    def advance(self, **by: float) -> datetime: ...
    def change(self, what: str) -> None: ...
    def delete(self) -> None: ...
    def undelete(self) -> None: ...
    def reopen(self) -> None: ...
    def clone(self) -> str: ...
    def merge(self, name: str) -> str: ...


def _line(deal: Deal) -> dict[str, object]:
    [line, *rest] = deal.lines
    return {"lines": (line.model_copy(update={"description": "Platform: anew"}), *rest)}


def _schedule(deal: Deal) -> dict[str, object]:
    [line] = deal.lines
    later = PARTS[0].model_copy(update={"date": LATER})
    return {"lines": (line.model_copy(update={"schedule": (later,)}),)}


def _milestone(deal: Deal) -> dict[str, object]:
    [one] = deal.milestones
    return {"milestones": (one.model_copy(update={"met": True}),)}


BESIDE: dict[str, Callable[[Deal], dict[str, object]]] = {
    "line": _line,
    "schedule": _schedule,
    "milestone": _milestone,
    "new milestone": lambda deal: {"milestones": (*deal.milestones, a_milestone(2))},
    "dropped milestone": lambda _: {"milestones": ()},
    "contact": lambda _: {"contacts": (LEE.model_copy(update={"email": "new@acme.example"}),)},
    "dropped role": lambda _: {"contacts": ()},
    "account": lambda _: {"account": ACME.model_copy(update={"tax_exempt": "Exempt"})},
    "parent": lambda _: {"parent": PARENT.model_copy(update={"language": "de"})},
    "second payer": lambda _: {"second_payer": SECOND.model_copy(update={"tax_id": "DE1"})},
}
"""What can change beside a deal -> what then is other in it."""


@dataclass
class FakeBeside:
    """The fake with its own levers."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(START))

    def __post_init__(self) -> None:
        self.crm = FakeCrm(self.clock)
        line = a_line(price=1000).model_copy(update={"schedule": PARTS})
        made = a_deal(
            id=deal_id(1),
            lines=(line,),
            milestones=(a_milestone(1, percent=100, condition="on acceptance"),),
            parent=PARENT,
            second_payer=SECOND,
        )
        self.deal = self.crm.win(made).id

    def advance(self, **by: float) -> datetime:
        return self.clock.move(**by)

    def change(self, what: str) -> None:
        self.crm.change_beside(self.deal, **BESIDE[what](self.crm.deals[self.deal]))

    def delete(self) -> None:
        self.crm.delete(self.deal)

    def undelete(self) -> None:
        self.crm.undelete(self.deal)

    def reopen(self) -> None:
        self.crm.reopen(self.deal)

    def clone(self) -> str:
        return self.crm.clone(self.deal, deal_id(2)).id

    def merge(self, name: str) -> str:
        loser = self.crm.deals[self.deal].account
        winner = Account(id=f"001000000000{len(name):03d}AAA", name=name)
        assert loser
        self.crm.merge(loser, winner)
        return winner.id


class SalesforceBeside:
    """The adapter over a served org, and the org's levers."""

    def __init__(self, org: ServedOrg) -> None:
        org.set_up(lines_stamp_deals=False)
        self.crm = org.crm()
        self._org = org
        self._second = org.account("Globex")
        self.deal = org.won(
            account="Acme",
            contact="ap@acme.example",
            amount=None,
            lines=[
                {
                    "product": "Platform",
                    "unit_price": 1000,
                    "schedule": [{"date": str(FIRST), "revenue": 1000}],
                }
            ],
            milestones=[{"percent": 100, "condition": "on acceptance"}],
            fields={"Closedwon_Second_Payer__c": self._second},
        )
        self._account = org.shown(self.deal)["AccountId"]
        self._parent = org.account("Acme Holding")
        org.lever("PATCH", f"accounts/{self._account}", {"parent": self._parent})

    def advance(self, **by: float) -> datetime:
        return self._org.advance(**by)

    def change(self, what: str) -> None:
        shown, edit = self._org.shown(self.deal), self._org.lever
        [line] = shown["OpportunityLineItems"]
        [role] = shown["OpportunityContactRoles"]
        [milestone] = shown["Closedwon_Milestones__r"]
        of_line, of_milestone = f"lines/{line['Id']}", f"milestones/{milestone['Id']}"
        [part] = self._org.records("OpportunityLineItemSchedule")
        of_part = f"records/OpportunityLineItemSchedule/{part['Id']}"
        calls: dict[str, tuple[str, str, dict[str, object]]] = {
            "line": ("PATCH", of_line, {"description": "Platform: anew"}),
            "schedule": ("PATCH", of_part, {"fields": {"ScheduleDate": str(LATER)}}),
            "milestone": ("PATCH", of_milestone, {"met": True}),
            "new milestone": ("POST", f"deals/{self.deal}/milestones", {}),
            "dropped milestone": ("DELETE", of_milestone, {}),
            "contact": ("PATCH", f"contacts/{role['ContactId']}", {"email": "new@acme.example"}),
            "dropped role": ("DELETE", f"records/OpportunityContactRole/{role['Id']}", {}),
            "account": ("PATCH", f"accounts/{self._account}", {"tax_exempt": "Exempt"}),
            "parent": ("PATCH", f"accounts/{self._parent}", {"language": "de"}),
            "second payer": ("PATCH", f"accounts/{self._second}", {"tax_id": "DE1"}),
        }
        edit(*calls[what])

    def delete(self) -> None:
        self._org.lever("DELETE", f"deals/{self.deal}")

    def undelete(self) -> None:
        self._org.lever("POST", f"deals/{self.deal}/undelete", {})

    def reopen(self) -> None:
        self._org.lever("POST", f"deals/{self.deal}/reopen", {})

    def merge(self, name: str) -> str:
        winner = self._org.account(name)
        loser = self._org.shown(self.deal)["AccountId"]
        self._org.lever("POST", "accounts/merge", {"winner": winner, "loser": loser})
        return winner

    def clone(self) -> str:
        return str(self._org.lever("POST", f"deals/{self.deal}/clone", {})["Id"])


@contextmanager
def beside(kind: str) -> Iterator[BesideDesk]:
    """Sit down at the desk of that kind."""
    if kind == "fake":
        yield FakeBeside()
    else:
        with served() as org:
            yield SalesforceBeside(org)
