"""The two desks the CRM contract is tested at: the fake, and Salesforce's adapter on a world."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from bot.ports import Crm
from tests.fakes.clock import FixedClock
from tests.fakes.crm import FakeCrm
from tests.fakes.deals import deal_id
from tests.integrations.salesforce_org import START, ServedOrg, served

RULE = "Closed deals are locked."


class CrmDesk(Protocol):
    """A CRM port, and what people do to the org behind it."""

    @property
    def crm(self) -> Crm: ...
    def now(self) -> datetime: ...
    def advance(self, **by: float) -> datetime: ...
    def win(self, amount: int = 1_000) -> str: ...
    def price(self, ident: str, amount: int) -> None: ...
    def reopen(self, ident: str) -> None: ...
    def delete(self, ident: str) -> None: ...
    def refuse(self, words: str) -> None: ...
    def lock(self) -> None: ...
    def overwrite(self, ident: str, status: str) -> None: ...
    def uninstall(self) -> None: ...
    def use_up_calls(self) -> None: ...
    def status(self, ident: str) -> str | None: ...
    def invoices(self) -> dict[str, str]: ...
    def events(self) -> dict[str, str]: ...


@dataclass
class FakeDesk:
    """The fake with its own levers."""

    clock: FixedClock = field(default_factory=lambda: FixedClock(START))
    made: int = 0

    def __post_init__(self) -> None:
        self.crm = FakeCrm(self.clock)

    def now(self) -> datetime:
        return self.clock.now()

    def advance(self, **by: float) -> datetime:
        return self.clock.move(**by)

    def win(self, amount: int = 1_000) -> str:
        self.made += 1
        return self.crm.win(id=deal_id(self.made), amount=Decimal(amount), lines=()).id

    def price(self, ident: str, amount: int) -> None:
        self.crm.change(ident, amount=Decimal(amount))

    def reopen(self, ident: str) -> None:
        self.crm.reopen(ident)

    def delete(self, ident: str) -> None:
        self.crm.delete(ident)

    def refuse(self, words: str) -> None:
        self.crm.refuse_writes(words)

    def lock(self) -> None:
        self.crm.lock_rows()

    def overwrite(self, ident: str, status: str) -> None:
        shown = self.crm.statuses[ident]
        self.crm.statuses[ident] = shown.model_copy(update={"status": status})

    def uninstall(self) -> None:
        self.crm.has_package = False

    def use_up_calls(self) -> None:
        self.crm.is_busy = True

    def status(self, ident: str) -> str | None:
        found = self.crm.statuses.get(ident)
        return found.status if found else None

    def invoices(self) -> dict[str, str]:
        return {key: one.status for key, one in self.crm.invoices.items()}

    def events(self) -> dict[str, str]:
        return {key: one.what for key, one in self.crm.events.items()}


class SalesforceDesk:
    """The adapter over a served org, and the org's levers."""

    def __init__(self, org: ServedOrg) -> None:
        self.crm = org.crm()
        self._org = org

    def now(self) -> datetime:
        return self._org.world.clock.now()

    def advance(self, **by: float) -> datetime:
        return self._org.world.clock.advance(timedelta(**by))

    def win(self, amount: int = 1_000) -> str:
        return self._org.won(amount=amount, contact="ap@acme.example")

    def price(self, ident: str, amount: int) -> None:
        self._org.edit(ident, Amount=amount)

    def reopen(self, ident: str) -> None:
        self._org.lever("POST", f"deals/{ident}/reopen", {})

    def delete(self, ident: str) -> None:
        self._org.lever("DELETE", f"records/Opportunity/{ident}")

    def refuse(self, words: str) -> None:
        for name in ("Opportunity", "Closedwon_Invoice__c", "Closedwon_Event__c"):
            self._org.lever("POST", "rules", {"object": name, "message": words, "changed": ["*"]})

    def lock(self) -> None:
        self._org.lever("POST", "row-locks", {})

    def overwrite(self, ident: str, status: str) -> None:
        self._org.edit(ident, Closedwon_Status__c=status)

    def uninstall(self) -> None:
        self._org.set_up(package_installed=False)

    def use_up_calls(self) -> None:
        self._org.set_up(usage=14_000)
        list(self.crm.won_deals(self.now()))  # it tells with each answer

    def status(self, ident: str) -> str | None:
        found = self._org.shown(ident).get("Closedwon_Status__c")
        return None if found is None else str(found)

    def invoices(self) -> dict[str, str]:
        rows = self._org.records("Closedwon_Invoice__c")
        return {row["Closedwon_Key__c"]: row["Closedwon_Status__c"] for row in rows}

    def events(self) -> dict[str, str]:
        rows = self._org.records("Closedwon_Event__c")
        return {row["Closedwon_Key__c"]: row["Closedwon_What__c"] for row in rows}


@contextmanager
def at_desk(kind: str) -> Iterator[CrmDesk]:
    """Sit down at the desk of that kind."""
    if kind == "fake":
        yield FakeDesk()
    else:
        with served() as org:
            yield SalesforceDesk(org)
