"""A stage for the tests of the local Stripe: the real SDK against a served world."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import requests
import stripe
from stripe._v1_services import V1Services

from sandbox.serving import serving
from sandbox.world import World

stripe.enable_telemetry = False

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
DAY = 86_400


@dataclass
class Stage:
    """A world, its address and a client with a secret key."""

    world: World
    address: str
    client: stripe.StripeClient

    @property
    def v1(self) -> V1Services:
        return self.client.v1

    @property
    def now(self) -> int:
        return self.world.clock.timestamp()

    def with_key(self, key: str) -> stripe.StripeClient:
        return stripe.StripeClient(key, base_addresses={"api": f"{self.address}/stripe"})

    def lever(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Pull a lever."""
        answer = requests.post(f"{self.address}/control/stripe/{path}", json=body, timeout=5)
        assert answer.ok, answer.text
        pulled: dict[str, Any] = answer.json()
        return pulled

    def seen(self, path: str) -> list[dict[str, Any]]:
        """Look at what a lever shows."""
        rows: list[dict[str, Any]] = requests.get(
            f"{self.address}/control/stripe/{path}", timeout=5
        ).json()
        return rows

    def refused_lever(self, path: str, body: dict[str, Any]) -> str:
        answer = requests.post(f"{self.address}/control/stripe/{path}", json=body, timeout=5)
        assert answer.status_code == 400
        return str(answer.json()["error"]["message"])

    def fault(self, **fault: object) -> None:
        body = {"vendor": "stripe", "where": "", **fault}
        requests.post(f"{self.address}/control/faults", json=body, timeout=5).raise_for_status()

    def advance(self, **by: float) -> None:
        self.world.clock.advance(timedelta(**by))

    def customer(self, **params: object) -> stripe.Customer:
        sent: Any = {"name": "Acme", "email": "ap@acme.example", **params}
        return self.v1.customers.create(sent)

    def draft(self, amount: int | None = 100_000, **params: object) -> stripe.Invoice:
        """Create a draft for a new customer, with one line unless `amount` is None."""
        sent: Any = {"collection_method": "send_invoice", "days_until_due": 30}
        sent |= {"currency": "usd", **params}
        sent["customer"] = params.get("customer") or self.customer().id
        invoice = self.v1.invoices.create(sent)
        if amount is None:
            return invoice
        row: Any = {"description": "Work", "amount": amount}
        return self.v1.invoices.add_lines(invoice.id, {"lines": [row]})

    def opened(self, amount: int = 100_000, **params: object) -> stripe.Invoice:
        return self.v1.invoices.finalize_invoice(self.draft(amount, **params).id)

    def read(self, invoice: str) -> stripe.Invoice:
        expand = ["payments", "amount_paid_off_stripe"]
        return self.v1.invoices.retrieve(invoice, {"expand": expand})

    def events(self, pattern: str = "invoice.*") -> list[stripe.Event]:
        """Return the events whose type matches, oldest first."""
        return self.v1.events.list({"type": pattern, "limit": 100}).data[::-1]

    def kinds(self, pattern: str = "invoice.*") -> list[str]:
        return [event.type for event in self.events(pattern)]


@contextlib.contextmanager
def on_stage() -> Iterator[Stage]:
    world = World(START)
    with serving(world) as address:
        base = f"{address}/stripe"
        client = stripe.StripeClient("sk_test_sandbox", base_addresses={"api": base})
        yield Stage(world, address, client)
