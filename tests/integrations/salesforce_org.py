"""The adapter against a served org: levers, what was called, and fixtures' ingredients."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
from pydantic import SecretStr

from bot.facts import DealStatus, EventRecord, InvoiceRecord
from bot.money import Money
from bot.policy import DealRules, Policy
from bot.settings import Settings
from integrations.salesforce import SalesforceCrm, connect
from sandbox.faults import Fault, FaultKind
from sandbox.salesforce.oauth import CONSUMER_KEY, CONSUMER_SECRET
from sandbox.serving import serving
from sandbox.world import World

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CUT_OVER = START - timedelta(days=1)


def settings_for(url: str, **changes: object) -> Settings:
    """Return settings that sign in to the org at `url` with a client secret."""
    fields: dict[str, object] = {
        "slack_bot_token": "xoxb-test",
        "slack_app_token": "xapp-test",
        "approvals_channel": "#billing-approvals",
        "ar_channel": "#ar",
        "ops_channel": "#ops",
        "stripe_api_key": "rk_test_123",
        "salesforce_url": url,
        "salesforce_consumer_key": CONSUMER_KEY,
        "salesforce_consumer_secret": SecretStr(CONSUMER_SECRET),
    }
    return Settings(_env_file=None, **(fields | changes))  # type: ignore[arg-type]  # by name


def policy_with(**rules: object) -> Policy:
    """Return a policy whose rules about deals are these."""
    people = {"finance": ("UKIM",), "ar": ("UALEX",)}
    return Policy(people=people, deals=DealRules.model_validate(rules))


@dataclass
class ServedOrg:
    """A world with an org, and its levers."""

    world: World
    address: str

    def crm(self, policy: Policy | None = None, **settings: object) -> SalesforceCrm:
        """Return the adapter over this org."""
        return connect(
            settings_for(f"{self.address}/salesforce", **settings), policy or policy_with()
        )

    def lever(self, method: str, path: str, body: object = None) -> Any:
        """Pull a lever."""
        url = f"{self.address}/control/salesforce/{path}"
        answer = requests.request(method, url, json=body, timeout=5)
        assert answer.ok, answer.text
        return answer.json()

    def deal(self, **deal: object) -> str:
        """Make an open deal; return its id."""
        made = self.lever("POST", "deals", {"account": "Acme", "amount": 1000, **deal})
        return str(made["Id"])

    def won(self, **deal: object) -> str:
        """Make a deal and win it; return its id."""
        ident = self.deal(**deal)
        self.lever("POST", f"deals/{ident}/win", {})
        return ident

    def account(self, name: str, **fields: object) -> str:
        """Make an account; return its id."""
        made = self.lever("POST", "records/Account", {"fields": {"Name": name, **fields}})
        return str(made["Id"])

    def edit(self, ident: str, of: str = "Opportunity", **fields: object) -> None:
        """Change fields of a record."""
        self.lever("PATCH", f"records/{of}/{ident}", {"fields": fields})

    def set_up(self, **changed: object) -> None:
        """Change the settings of the org."""
        self.lever("PATCH", "settings", changed)

    def hide(self, *fields: str, writable_only: bool = False) -> None:
        """Take fields ("Object.Field") away from the integration user."""
        access = {"readable": writable_only, "writable": False}
        self.set_up(fields=dict.fromkeys(fields, access))

    def advance(self, **by: float) -> datetime:
        """Let time pass; return the present."""
        return self.world.clock.advance(timedelta(**by))

    def fail(self, where: str, kind: FaultKind, **fault: Any) -> None:
        """Have the next call that fits `where` fail."""
        self.world.faults.add(Fault(vendor="salesforce", where=where, kind=kind, **fault))

    def called(self, what: str) -> list[dict[str, Any]]:
        """Return the recorded calls whose "METHOD path" contains `what`."""
        calls = self.world.recorder.calls
        return [call for call in calls if what in f"{call['method']} {call['path']}"]

    def records(self, name: str) -> list[dict[str, Any]]:
        """Return the records of an object."""
        return list(self.lever("GET", f"records/{name}"))

    def shown(self, ident: str) -> dict[str, Any]:
        """Return the deal with everything on it."""
        return dict(self.lever("GET", f"deals/{ident}"))


@contextlib.contextmanager
def served() -> Iterator[ServedOrg]:
    """Serve an org with people and no deals."""
    world = World(START)
    with serving(world) as address:
        yield ServedOrg(world, address)


def usd(minor: int) -> Money:
    """Return an amount in cents."""
    return Money(minor=minor, currency="USD")


def a_status(deal_id: str, **changes: object) -> DealStatus:
    """Return what an opportunity is to show."""
    return DealStatus.model_validate({"deal_id": deal_id, "status": "Sent"} | changes)


def an_invoice(deal_id: str, key: str = "invoice-1", **changes: object) -> InvoiceRecord:
    """Return an invoice's record."""
    fields: dict[str, object] = {
        "key": key,
        "deal_id": deal_id,
        "stripe_id": f"in_{key}",
        "number": "ACME-0001",
        "status": "open",
        "amount": usd(4_800_000),
        "paid": usd(0),
        "balance": usd(4_800_000),
        "issue_date": START.date(),
        "due_date": START.date() + timedelta(days=30),
        "paid_date": None,
        "url": "https://invoice.stripe.com/i/1",
    }
    return InvoiceRecord.model_validate(fields | changes)


def an_event(deal_id: str, key: str = "event-1", **changes: object) -> EventRecord:
    """Return the record of something that happened."""
    fields: dict[str, object] = {
        "key": key,
        "deal_id": deal_id,
        "at": START,
        "who": "Kim",
        "what": "approved",
    }
    return EventRecord.model_validate(fields | changes)
