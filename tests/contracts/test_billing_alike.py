"""The Stripe in memory and the local Stripe live through the same histories alike.

What the workflows are tested on is only worth as much as that.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import VendorError
from bot.facts import CreditOrder, CreditWay, InvoiceLines, PaymentOrder
from bot.plan import PlanLine
from bot.settings import Settings
from integrations.stripe import StripeBilling
from tests.contracts.billing_desk import Desk, FakeLevers, StageLevers
from tests.contracts.billing_orders import EMAIL, order, usd
from tests.fakes.billing import FakeBilling
from tests.fakes.clock import FixedClock
from tests.sandbox.stripe_kit import Stage, on_stage

WHOLE = 10_000
STEPS = (
    *("send", "schedule", "unschedule", "replace", "pay", "pay_outside", "record", "void"),
    *("write_off", "credit", "credit_outside", "refund", "wait", "wait_long"),
)
steps = st.lists(
    st.tuples(st.sampled_from(STEPS), st.integers(1, 4).map(lambda part: part * WHOLE // 4)),
    min_size=3,
    max_size=12,
)


@dataclass
class History:
    """One invoice at one desk; each step has a key of its own."""

    desk: Desk
    customer: str
    invoice: str = ""
    taken: int = 0

    def begin(self) -> None:
        wanted = order(self.desk, self.customer)
        self.invoice = self.desk.billing.draft(wanted, key=f"{self.customer}:create")
        lines = InvoiceLines(lines=(PlanLine(description="Work", amount=usd(WHOLE)),))
        self.desk.billing.add_lines(self.invoice, lines, key=f"{self.customer}:lines")

    def take(self, step: str, minor: int) -> bool:
        """Take a step; return whether it was allowed."""
        self.taken += 1
        key = f"{self.customer}:{self.taken}"
        try:
            if step in ("pay", "pay_outside", "refund", "wait", "wait_long"):
                self._pull(step, minor)
            else:
                self._call(step, minor, key)
        except (VendorError, AssertionError):  # a lever of the local Stripe asserts
            return False
        return True

    def _pull(self, step: str, minor: int) -> None:
        levers, amount = self.desk.levers, usd(minor)
        match step:
            case "pay":
                levers.pay(self.invoice, amount)
            case "pay_outside":
                levers.pay(self.invoice, amount, kind="out_of_band")
            case "refund":
                levers.refund(self.invoice, amount)
            case _:
                levers.move(days=5 if step == "wait_long" else 1)

    def _call(self, step: str, minor: int, key: str) -> None:
        billing, ident, amount = self.desk.billing, self.invoice, usd(minor)
        today = self.desk.today
        way = CreditWay.BALANCE if step == "credit" else CreditWay.OUT_OF_BAND
        note = CreditOrder(stripe_id=ident, adjustment_id=key, amount=amount, way=way)
        line = PlanLine(description="Other", amount=amount)
        match step:
            case "schedule":
                day = today + timedelta(days=3)
                billing.schedule(ident, day, day + timedelta(days=60), key=key)
            case "replace":
                billing.replace_lines(ident, InvoiceLines(lines=(line,)), key=key)
            case "record":
                paid = PaymentOrder(
                    stripe_id=ident,
                    adjustment_id=key,
                    amount=amount,
                    paid_on=today,
                    reference="W",
                )
                billing.record_payment(paid, key=key)
            case "credit" | "credit_outside":
                billing.credit(note, key=key)
            case _:
                getattr(billing, step)(ident, key=key)

    def seen(self) -> dict[str, object]:
        """Return all that does not depend on who keeps it."""
        shown = self.desk.billing.snapshot(self.invoice)
        names = (
            *("status", "net", "total", "due", "paid", "balance", "overpaid", "credited"),
            *("due_date", "finalizes_on", "advances", "processing"),
        )
        back = sorted((f.kind, f.amount.minor, f.status) for f in shown.back or ())
        paid = sorted((f.amount.minor, f.kind) for f in shown.payments)
        credit = self.desk.billing.customer(self.customer).credit
        plain = {name: getattr(shown, name) for name in names}
        return plain | {"back": back, "payments": paid, "credit": credit}


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with on_stage() as stage:
        stage.lever("settings", {"email_finalized": False})
        yield stage


def both(stage: Stage, known: Settings) -> tuple[History, History]:
    """Return the beginning of a history at either desk, at the same moment."""
    now = stage.world.clock.now()
    stage.advance(hours=(15 - now.hour) % 24)  # far from midnight
    zone, clock = known.billing_timezone, FixedClock(stage.world.clock.now())
    fake = FakeBilling(clock, zone=zone)
    client = stripe.StripeClient(
        "sk_test_sandbox", base_addresses={"api": f"{stage.address}/stripe"}
    )
    real = StripeBilling(client, known, stage.world.clock)
    desks = (
        Desk(fake, FakeLevers(fake, clock), clock, zone),
        Desk(real, StageLevers(stage), stage.world.clock, zone),
    )
    one, other = (History(desk, desk.levers.add_customer("Acme", EMAIL)) for desk in desks)
    one.begin()
    other.begin()
    return one, other


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=steps)
def test_histories_come_out_alike(
    stage: Stage, settings: Settings, steps: list[tuple[str, int]]
) -> None:
    one, other = both(stage, settings)
    for step, minor in steps:
        allowed = one.take(step, minor), other.take(step, minor)
        assert allowed[0] == allowed[1], (step, minor, one.seen())
        assert one.seen() == other.seen(), (step, minor)
