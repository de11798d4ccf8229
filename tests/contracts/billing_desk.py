"""The two desks the billing contract is tested at: the fake, and Stripe's adapter on a world."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.clock import Clock, date_in
from bot.errors import Trouble, VendorError
from bot.facts import BackKind, CreditWay
from bot.money import Money
from bot.ports import Billing
from bot.settings import Settings
from integrations.stripe import connect
from tests.fakes.billing import FakeBilling
from tests.fakes.clock import MORNING, FixedClock
from tests.sandbox.stripe_kit import Stage, on_stage

SILENCE = VendorError("Stripe", "No answer.", trouble=Trouble.UNKNOWN, code="no_answer")
CRASH = VendorError("Stripe", "Their fault.", trouble=Trouble.DOWN, code="server_error")
LEAST = {
    **dict.fromkeys(("customers", "invoices", "credit_notes", "subscriptions"), "write"),
    **dict.fromkeys(("products", "payment_records"), "write"),
    **dict.fromkeys(("events", "payment_intents", "invoice_payments"), "read"),
    **dict.fromkeys(("refunds", "disputes", "account"), "read"),
}
"""What the key may do, as the README has it: nothing of the contract may need more."""
NEW_YORK_TAX = Decimal("8.875")


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
    def credit(self, stripe_id: str, amount: Money, way: CreditWay) -> None: ...
    def refund(self, stripe_id: str, amount: Money) -> object: ...
    def dispute(self, stripe_id: str, amount: Money) -> object: ...
    def win(self, stripe_id: str) -> None: ...
    def lose(self, stripe_id: str) -> None: ...
    def cancel(self, subscription: str) -> None: ...
    def tax_rate(self, percent: str) -> str: ...
    def unlocate(self, customer: str) -> None: ...
    def mail_by_itself(self, *, on: bool) -> None: ...
    def move(self, **by: float) -> None: ...
    def mailed(self) -> list[tuple[str, str]]: ...
    def forget_keys(self) -> None: ...
    def lose_answer(self) -> None: ...
    def break_after(self) -> None: ...


@dataclass
class Desk:
    """A billing port, its levers and the clock it lives by."""

    billing: Billing
    levers: Levers
    clock: Clock
    zone: ZoneInfo

    @property
    def today(self) -> date:
        return date_in(self.zone, self.clock.now())


class FakeLevers:
    """The fake's own levers, in the contract's words."""

    def __init__(self, billing: FakeBilling, clock: FixedClock) -> None:
        self._billing = billing
        self._clock = clock
        self.add_customer = billing.add_customer
        self.drop_customer = billing.drop_customer
        self.pay = billing.pay
        self.process = billing.process
        self.void = billing.void
        self.write_off = billing.write_off
        self.refund = billing.refund
        self.dispute = billing.dispute
        self.cancel = billing.cancel_by_hand
        self.forget_keys = billing.forget_keys

    def credit(self, stripe_id: str, amount: Money, way: CreditWay) -> None:
        self._billing.credit_by_hand(stripe_id, amount, way=way)

    def win(self, stripe_id: str) -> None:
        self._billing.win(self._dispute(stripe_id))

    def lose(self, stripe_id: str) -> None:
        self._billing.lose(self._dispute(stripe_id))

    def _dispute(self, stripe_id: str) -> str:
        back = self._billing.invoices[stripe_id].back or ()
        return next(fact.id for fact in back if fact.kind is BackKind.DISPUTE)

    def tax_rate(self, percent: str) -> str:
        self._billing.tax_rates["txr_1"] = Decimal(percent)
        return "txr_1"

    def unlocate(self, customer: str) -> None:
        self._billing.untaxable.add(customer)

    def mail_by_itself(self, *, on: bool) -> None:
        self._billing.mails_by_itself = on

    def move(self, **by: float) -> None:
        self._clock.move(**by)
        self._billing.catch_up()

    def mailed(self) -> list[tuple[str, str]]:
        return self._billing.mails

    def lose_answer(self) -> None:
        self._billing.fail_next(SILENCE, after=True)

    def break_after(self) -> None:
        self._billing.fail_next(CRASH, after=True)


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

    def credit(self, stripe_id: str, amount: Money, way: CreditWay) -> None:
        sent = {"amount": amount.minor, "how": way.value}
        self._stage.lever(f"invoices/{stripe_id}/credit", sent)

    def refund(self, stripe_id: str, amount: Money) -> None:
        self._stage.lever(f"invoices/{stripe_id}/refund", {"amount": amount.minor})

    def dispute(self, stripe_id: str, amount: Money) -> None:
        self._stage.lever(f"invoices/{stripe_id}/dispute", {"amount": amount.minor})

    def win(self, stripe_id: str) -> None:
        self._stage.lever(f"invoices/{stripe_id}/dispute/win", {})

    def lose(self, stripe_id: str) -> None:
        self._stage.lever(f"invoices/{stripe_id}/dispute/lose", {})

    def cancel(self, subscription: str) -> None:
        self._stage.lever(f"subscriptions/{subscription}/cancel", {})

    def tax_rate(self, percent: str) -> str:
        rate = self._stage.v1.tax_rates.create(
            {"display_name": "VAT", "inclusive": False, "percentage": float(percent)}
        )
        return rate.id

    def unlocate(self, customer: str) -> None:
        self._stage.v1.customers.update(customer, {"address": ""})

    def mail_by_itself(self, *, on: bool) -> None:
        self._stage.lever("settings", {"email_finalized": on})

    def move(self, **by: float) -> None:
        self._stage.advance(**by)

    def forget_keys(self) -> None:
        self._stage.advance(hours=25)

    def mailed(self) -> list[tuple[str, str]]:
        return [(mail["invoice"], mail["to"]) for mail in self._stage.seen("outbox")]

    def lose_answer(self) -> None:
        self._stage.fault(kind="reset_after")

    def break_after(self) -> None:
        self._stage.fault(kind="status_after", status=500)


def fake_desk(settings: Settings) -> Desk:
    clock, zone = FixedClock(), settings.billing_timezone
    billing = FakeBilling(clock, zone=zone)
    billing.tax_percent = NEW_YORK_TAX
    return Desk(billing, FakeLevers(billing, clock), clock, zone)


@contextlib.contextmanager
def stripe_desk(settings: Settings) -> Iterator[Desk]:
    with on_stage() as stage:
        there = {
            "stripe_api_key": SecretStr("rk_test_sandbox"),
            "stripe_api_url": f"{stage.address}/stripe",
        }
        clock = stage.world.clock
        stage.world.clock.advance(MORNING - clock.now())
        stage.lever("permissions", {"allowed": LEAST})
        billing = connect(settings.model_copy(update=there), clock=clock)
        yield Desk(billing, StageLevers(stage), clock, settings.billing_timezone)
