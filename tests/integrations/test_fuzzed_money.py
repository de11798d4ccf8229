"""Money of no make of Stripe's: payments, refunds, disputes, credit notes, retainers, events."""

import contextlib
import copy
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import BotError
from bot.facts import CreditOrder, CreditWay, PaymentOrder
from bot.money import Money
from bot.settings import Settings
from integrations.stripe import StripeBilling
from tests.fakes.clock import FixedClock
from tests.integrations.stripe_stub import invoice, listed, payment
from tests.integrations.test_fuzzed import CUSTOMER, NOTE, ODD

few = settings(
    max_examples=500 if os.environ.get("CLOSEDWON_SOAK") else 60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
WHEN = 1_763_900_000
SINCE = datetime.fromtimestamp(WHEN, UTC)
_TAKEN = {"amount": 5, "currency": "usd", "created": WHEN, "payment_intent": "pi_1"}
REFUND = {"id": "re_1", "object": "refund", "status": "succeeded", "reason": None, **_TAKEN}
DISPUTE = {"id": "dp_1", "object": "dispute", "status": "lost", "reason": "fraudulent", **_TAKEN}
ITEM = {
    "id": "si_1", "object": "subscription_item", "quantity": 2, "metadata": {},
    "current_period_end": WHEN + 2_000_000, "price": {"id": "price_1", "object": "price",
    "unit_amount": 50, "recurring": {"interval": "month", "interval_count": 1}},
}  # fmt: skip
RETAINER = {
    "id": "sub_1", "object": "subscription", "status": "active", "customer": "cus_1",
    "currency": "usd", "created": WHEN, "cancel_at": None, "ended_at": None,
    "pause_collection": None, "billing_cycle_anchor": WHEN, "items": listed(ITEM),
    "metadata": {"closedwon_subscription_id": "s1", "closedwon_deal_id": "d1"},
}  # fmt: skip
PAID = invoice(
    amount_paid=4_000, amount_remaining=6_000, metadata={"closedwon_invoice_id": "x"},
    payments=listed(payment("inpay_1"), payment("inpay_2", status="open")),
    parent={"subscription_details": {"subscription": "sub_1", "metadata": {}}},
    lines=listed({"id": "il_1", "object": "line_item", "metadata": {},
                  "parent": {"type": "subscription_item_details"},
                  "period": {"start": WHEN, "end": WHEN + 2_000_000}}),
)  # fmt: skip
EVENT = {
    "id": "evt_1", "object": "event", "type": "refund.updated", "created": WHEN,
    "data": {"object": REFUND}, "request": {"id": "req_1", "idempotency_key": "k"},
}  # fmt: skip
WORLD: Mapping[str, Any] = {
    "invoices/in_1": PAID,
    "invoices": listed(PAID),
    "invoice_payments": listed({**payment("inpay_1"), "invoice": "in_1"}),
    "credit_notes": listed({**NOTE, "invoice": "in_1", "metadata": {}}),
    "refunds": listed(REFUND),
    "disputes": listed(DISPUTE),
    "events": listed(EVENT),
    "subscriptions": listed(RETAINER),
    "subscriptions/sub_1": RETAINER,
    "customers/cus_1": CUSTOMER,
    "POST credit_notes": NOTE,
    "POST payment_records/report_payment": {"id": "pr_1", "object": "payment_record"},
    "POST invoices/in_1/attach_payment": PAID,
}
"""What Stripe answers by path; a page that follows another is empty."""
CREDIT = CreditOrder(
    stripe_id="in_1", adjustment_id="a1", amount=Money(minor=7_000, currency="USD"),
    way=CreditWay.REFUND,
)  # fmt: skip
WIRE = PaymentOrder(
    stripe_id="in_1", adjustment_id="a2", amount=Money(minor=100, currency="USD"),
    paid_on=date(2026, 11, 2), reference="W1",
)  # fmt: skip
READING: dict[str, Callable[[StripeBilling], object]] = {
    "snapshot": lambda b: b.snapshot("in_1"),
    "back_of": lambda b: b.back_of("in_1"),
    "taken_back": lambda b: b.taken_back(SINCE, ()),
    "find_invoice": lambda b: b.find_invoice("cus_1", "x", SINCE),
    "open_invoices": lambda b: list(b.open_invoices()),
    "drafts": lambda b: list(b.drafts()),
    "invoices_of": lambda b: b.invoices_of("sub_1"),
    "subscription": lambda b: b.subscription("sub_1"),
    "find_subscription": lambda b: b.find_subscription("cus_1", "s1"),
    "subscriptions": lambda b: list(b.subscriptions()),
    "events": lambda b: b.events(SINCE),
    "customer": lambda b: b.customer("cus_1"),
}
WRITING: dict[str, Callable[[StripeBilling], object]] = {
    "credit": lambda b: b.credit(CREDIT, key="k1"),
    "record_payment": lambda b: b.record_payment(WIRE, key="k2"),
}


@dataclass
class World(stripe.HTTPClient):
    """A transport that answers what is in `held`, and keeps what was written."""

    held: Mapping[str, Any]
    written: list[tuple[str, str, str]] = field(default_factory=list)
    """Path, parameters and idempotency key."""
    name = "world"

    def __post_init__(self) -> None:
        """Make it one of the SDK's."""
        super().__init__()

    def request_with_retries(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        post_data: object = None,
        max_network_retries: int | None = None,  # noqa: ARG002 - the SDK passes it
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        parts = urlsplit(url)
        path = parts.path.removeprefix("/v1/")
        if method == "post":
            sent = (path, str(post_data), headers.get("Idempotency-Key", ""))
            self.written.append(sent)
            path = f"POST {path}"
        follows = "starting_after" in dict(parse_qsl(parts.query))
        body = listed() if follows else self.held[path]
        return json.dumps(body), 200, {"request-id": "req_1"}

    def billing(self, ours: Settings) -> StripeBilling:
        """Return the billing port that speaks to it."""
        return StripeBilling(stripe.StripeClient("rk_test_1", http_client=self), ours, FixedClock())


def _places(held: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each part of something, as what holds it and its name or number there."""
    pairs = held.items() if isinstance(held, dict) else enumerate(held)
    for name, part in pairs:
        yield held, name
        if isinstance(part, dict | list):
            yield from _places(part)


@st.composite
def broken_worlds(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the world with parts of its answers, however deep, gone or odd."""
    world = copy.deepcopy(dict(WORLD))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(sorted(world)))
        found = list(_places(world[path]))
        if not found:
            continue
        holder, name = found[draw(st.integers(0, len(found) - 1))]
        if draw(st.booleans()):
            del holder[name]
        else:
            holder[name] = draw(ODD)
    return world


@few
@given(held=broken_worlds())
@pytest.mark.parametrize("name", READING)
def test_is_read_or_refused_and_nothing_is_written(
    settings: Settings, name: str, held: dict[str, Any]
) -> None:
    world = World(held)
    with contextlib.suppress(BotError):
        READING[name](world.billing(settings))
    assert not world.written


@few
@given(held=broken_worlds())
@pytest.mark.parametrize("name", WRITING)
def test_is_written_once_however_it_is_answered(
    settings: Settings, name: str, held: dict[str, Any]
) -> None:
    """A repetition sends the very same, under the same keys: Stripe does it once."""
    world, again = World(held), World(held)
    for each in (world, again):
        with contextlib.suppress(BotError):
            WRITING[name](each.billing(settings))
    assert world.written == again.written
    assert len({path for path, *_ in world.written}) == len(world.written)
    assert all(key.startswith(("k1", "k2")) for *_, key in world.written)


@pytest.mark.parametrize("name", [*READING, *WRITING])
def test_what_is_whole_is_read(settings: Settings, name: str) -> None:
    world = World(WORLD)
    found = (READING | WRITING)[name](world.billing(settings))
    assert found
    assert len(world.written) == {"credit": 1, "record_payment": 2}.get(name, 0)
