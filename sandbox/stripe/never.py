"""What a restricted key for closedwon is never given: payouts, transfers, webhooks."""

from sandbox.stripe.errors import Obj, missing
from sandbox.stripe.state import State


def cancel_payout(_: State, __: Obj, ident: str) -> Obj:
    """Cancel a payout: there is none."""
    return missing("payout", ident)


def update_transfer(_: State, __: Obj, ident: str) -> Obj:
    """Update a transfer: there is none."""
    return missing("transfer", ident)


def delete_webhook(_: State, __: Obj, ident: str) -> Obj:
    """Delete a webhook endpoint: there is none."""
    return missing("webhook_endpoint", ident)


ROWS = (
    ("POST", "/v1/payouts/{}/cancel", cancel_payout, "PayoutCancel", "payout"),
    ("POST", "/v1/transfers/{}", update_transfer, "TransferUpdate", "transfer"),
    (
        "DELETE",
        "/v1/webhook_endpoints/{}",
        delete_webhook,
        "WebhookEndpointDelete",
        "webhook_endpoint",
    ),
)
"""Rows of `routes`."""
RESOURCES = frozenset(path.split("/")[2] for _, path, *_ in ROWS)
