"""A transport that answers from a list, for what the local Stripe does not do by itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import stripe

from bot.settings import Settings
from integrations.stripe import StripeBilling
from tests.fakes.clock import FixedClock

Answer = tuple[int, dict[str, Any] | str]


@dataclass
class Sent:
    """One request as it went out."""

    method: str
    path: str
    params: dict[str, str]
    key: str


@dataclass
class Stub:
    """What was sent, and what is still to be answered."""

    answers: list[Answer]
    sent: list[Sent] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)


class StubClient(stripe.HTTPClient):
    """Answers in order."""

    name = "stub"

    def __init__(self, stub: Stub) -> None:
        super().__init__()
        self._stub = stub

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
        params = dict(parse_qsl(str(post_data or "") or parts.query, keep_blank_values=True))
        self._stub.sent.append(Sent(method, parts.path, params, headers.get("Idempotency-Key", "")))
        status, body = self._stub.answers.pop(0)
        text = body if isinstance(body, str) else json.dumps(body)
        return text, status, {"request-id": "req_1", **self._stub.headers}


def stubbed(
    settings: Settings, *answers: Answer, clock: FixedClock | None = None
) -> tuple[StripeBilling, Stub]:
    """Return the billing port over a transport that gives `answers`."""
    stub = Stub(list(answers))
    key = settings.stripe_api_key.get_secret_value()
    client = stripe.StripeClient(key, http_client=StubClient(stub))
    return StripeBilling(client, settings, clock or FixedClock()), stub


def refused(status: int, message: str, **error: str) -> Answer:
    """Return an error as Stripe answers it."""
    return status, {"error": {"message": message, "type": "invalid_request_error", **error}}


def listed(*rows: dict[str, Any], has_more: bool = False) -> dict[str, Any]:
    """Return a list object."""
    return {"object": "list", "data": list(rows), "has_more": has_more, "url": "/v1/things"}


def invoice(**changes: object) -> dict[str, Any]:
    """Return an open invoice of $100.00 as Stripe shows it."""
    return {
        "id": "in_1",
        "object": "invoice",
        "status": "open",
        "customer": "cus_1",
        "customer_name": "Acme",
        "customer_email": "ap@acme.test",
        "number": "A-1",
        "currency": "usd",
        "total": 10_000,
        "amount_due": 10_000,
        "amount_paid": 0,
        "amount_remaining": 10_000,
        "amount_overpaid": 0,
        "due_date": None,
        "created": 1_763_900_000,
        "hosted_invoice_url": None,
        "metadata": {},
        "status_transitions": {"finalized_at": 1_763_900_000, "paid_at": None},
        **changes,
    }


def payment(ident: str, **changes: object) -> dict[str, Any]:
    """Return a completed invoice payment of $40.00 by card."""
    intent = {"id": "pi_1", "object": "payment_intent", "status": "succeeded"}
    return {
        "id": ident,
        "object": "invoice_payment",
        "amount_paid": 4_000,
        "amount_requested": 4_000,
        "created": 1_763_900_100,
        "currency": "usd",
        "status": "paid",
        "status_transitions": {"paid_at": 1_763_900_200, "canceled_at": None},
        "payment": {
            "type": "payment_intent",
            "payment_intent": {**intent, "payment_method_types": ["card"]},
        },
        **changes,
    }
