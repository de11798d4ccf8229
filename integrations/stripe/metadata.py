"""What we write into Stripe's metadata, by which we find our own things again."""

import hashlib
from collections.abc import Mapping

INVOICE = "closedwon_invoice_id"
DEAL = "closedwon_deal_id"
OPPORTUNITY = "sf_opportunity_id"
SUBSCRIPTION = "closedwon_subscription_id"
ADJUSTMENT = "closedwon_adjustment_id"
MARK = "closedwon_change"
"""On lines and items: by which change they were written, so that a repetition knows its own."""
ACCOUNT = "sf_account_id"
ACCOUNT_ALIASES = (ACCOUNT, "salesforce_account_id")
"""Other tools' names for the same thing, read but never written."""

_KEYS, _KEY_LENGTH, _VALUE_LENGTH = 50, 40, 500
"""Stripe's limits."""


def mark(key: str) -> str:
    """Return what a change with this idempotency key writes on its lines."""
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def fitted(entries: Mapping[str, str]) -> dict[str, str]:
    """Return `entries` within Stripe's limits: what is too much is cut off."""
    pairs = list(entries.items())[:_KEYS]
    return {key[:_KEY_LENGTH]: value[:_VALUE_LENGTH] for key, value in pairs}
