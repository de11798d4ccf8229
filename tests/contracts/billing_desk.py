"""The two desks the billing contract is tested at: the fake, and Stripe's adapter on a world."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from pydantic import SecretStr

from bot.clock import Clock
from bot.errors import Trouble, VendorError
from bot.money import Money
from bot.ports import Billing
from bot.settings import Settings
from integrations.stripe import connect
from tests.fakes.billing import FakeBilling
from tests.fakes.clock import FixedClock
from tests.sandbox.stripe_kit import Stage, on_stage

SILENCE = VendorError("Stripe", "No answer.", trouble=Trouble.UNKNOWN, code="no_answer")
CRASH = VendorError("Stripe", "Their fault.", trouble=Trouble.DOWN, code="server_error")


class Levers(Protocol):
    """What happens beside the port."""

    def add_customer(
        self, name: str, email: str, *, account_id: str = "", credit: Money | None = None
    ) -> str: ...
    def drop_customer(self, customer_id: str) -> None: ...
    def pay(self, stripe_id: str, amount: Money | None = None, *, kind: str = "card") -> None: ...
    def process(self, stripe_id: str) -> None: ...
    def void(self, stripe_id: str) -> object: ...
    def write_off(self, stripe_id: str) -> object: ...
    def mailed(self) -> list[tuple[str, str]]: ...
    def lose_answer(self) -> None: ...
    def break_after(self) -> None: ...


@dataclass
class Desk:
    """A billing port, its levers and the clock it lives by."""

    billing: Billing
    levers: Levers
    clock: Clock


class FakeLevers(FakeBilling):
    """The fake's own levers, and the failures in the contract's words."""

    def mailed(self) -> list[tuple[str, str]]:
        return self.mails

    def lose_answer(self) -> None:
        self.fail_next(SILENCE, after=True)

    def break_after(self) -> None:
        self.fail_next(CRASH, after=True)


class StageLevers:
    """The levers of the local Stripe."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    def add_customer(
        self, name: str, email: str, *, account_id: str = "", credit: Money | None = None
    ) -> str:
        sent: dict[str, Any] = {"name": name, "email": email}
        if account_id:
            sent["metadata"] = {"sf_account_id": account_id}
        if credit:
            sent |= {"currency": credit.currency.lower(), "balance": -credit.minor}
        return str(self._stage.lever("customers", sent)["id"])

    def drop_customer(self, customer_id: str) -> None:
        self._stage.v1.customers.delete(customer_id)

    def pay(self, stripe_id: str, amount: Money | None = None, *, kind: str = "card") -> None:
        sent = {"amount": amount.minor} if amount else {}
        self._stage.lever(f"invoices/{stripe_id}/pay", {"kind": kind, **sent})

    def process(self, stripe_id: str) -> None:
        body = {"kind": "bank_debit", "processing": True}
        self._stage.lever(f"invoices/{stripe_id}/pay", body)

    def void(self, stripe_id: str) -> None:
        self._stage.lever(f"invoices/{stripe_id}/void", {})

    def write_off(self, stripe_id: str) -> None:
        self._stage.lever(f"invoices/{stripe_id}/uncollectible", {})

    def mailed(self) -> list[tuple[str, str]]:
        return [(mail["invoice"], mail["to"]) for mail in self._stage.seen("outbox")]

    def lose_answer(self) -> None:
        self._stage.fault(kind="reset_after")

    def break_after(self) -> None:
        self._stage.fault(kind="status_after", status=500)


def fake_desk() -> Desk:
    billing = FakeLevers(FixedClock())
    return Desk(billing, billing, billing.clock)


@contextlib.contextmanager
def stripe_desk(settings: Settings) -> Iterator[Desk]:
    with on_stage() as stage:
        there = {
            "stripe_api_key": SecretStr("rk_test_sandbox"),
            "stripe_api_url": f"{stage.address}/stripe",
        }
        clock = stage.world.clock
        billing = connect(settings.model_copy(update=there), clock=clock)
        yield Desk(billing, StageLevers(stage), clock)
