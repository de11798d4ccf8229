"""What `doctor` says of a restricted key at the local Stripe: as the README has it, and broader."""

import pytest
import stripe

from bot.settings import Settings
from integrations.stripe import beyond
from tests.integrations.stripe_stage import staged

NEEDED = {
    **dict.fromkeys(("customers", "invoices", "credit_notes", "subscriptions"), "write"),
    **dict.fromkeys(("products", "payment_records"), "write"),
    **dict.fromkeys(("payment_intents", "charges", "refunds", "disputes", "events"), "read"),
}
"""What the README grants, by what is asked for."""
RESOURCES = {
    "Balance transactions": "balance_transactions",
    "Disputes": "disputes",
    "Files": "files",
    "Issuing": "issuing",
    "PaymentIntents": "payment_intents",
    "Payouts": "payouts",
    "Setup Intents": "setup_intents",
    "Top-ups": "topups",
    "Transfers": "transfers",
    "Webhook Endpoints": "webhook_endpoints",
}


def test_a_key_as_the_readme_has_it_is_fine_and_each_right_beyond_is_named(
    settings: Settings,
) -> None:
    with staged(settings) as (billing, stage):
        assert not [check for check in billing.checks() if not check.ok]
        for do, probes in (("write", beyond.WRITING), ("read", beyond.READING)):
            for name in probes:
                granted = {**NEEDED, RESOURCES[name]: do}
                stage.lever("permissions", {"allowed": granted})
                [bad] = [check for check in billing.checks() if not check.ok]
                assert f"may also {do} {name}, which" in bad.sentence
                assert name in bad.fix


def test_nothing_is_there_for_a_full_key_either(settings: Settings) -> None:
    with staged(settings) as (_, stage):
        full = stage.with_key("sk_test_sandbox")
        for reading in beyond.READING.values():
            reading(full)
        for writing in beyond.WRITING.values():
            with pytest.raises(stripe.InvalidRequestError, match="No such"):
                writing(full)
