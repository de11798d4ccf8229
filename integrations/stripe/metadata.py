"""What we write into Stripe's metadata, by which we find our own things again."""

from collections.abc import Mapping

INVOICE = "closedwon_invoice_id"
DEAL = "closedwon_deal_id"
OPPORTUNITY = "sf_opportunity_id"
ACCOUNT = "sf_account_id"
ACCOUNT_ALIASES = (ACCOUNT, "salesforce_account_id")
"""Other tools' names for the same thing, read but never written."""

_KEYS, _KEY_LENGTH, _VALUE_LENGTH = 50, 40, 500
"""Stripe's limits."""


def fitted(entries: Mapping[str, str]) -> dict[str, str]:
    """Return `entries` within Stripe's limits: what is too much is cut off."""
    pairs = list(entries.items())[:_KEYS]
    return {key[:_KEY_LENGTH]: value[:_VALUE_LENGTH] for key, value in pairs}
