"""What a restricted key for closedwon is never given: payouts, transfers, webhooks."""

from collections.abc import Callable
from functools import partial

from sandbox.stripe.errors import Obj, missing
from sandbox.stripe.state import State


def _nothing(kind: str, _: State, __: Obj, ident: str) -> Obj:
    return missing(kind, ident)


ROWS: tuple[tuple[str, str, Callable[..., Obj], str, str], ...] = (
    ("POST", "/v1/payouts/{}/cancel", partial(_nothing, "payout"), "PayoutCancel", "payout"),
    ("POST", "/v1/transfers/{}", partial(_nothing, "transfer"), "TransferUpdate", "transfer"),
    (
        "DELETE",
        "/v1/webhook_endpoints/{}",
        partial(_nothing, "webhook_endpoint"),
        "WebhookEndpointDelete",
        "webhook_endpoint",
    ),
)
RESOURCES = frozenset(path.split("/")[2] for _, path, *_ in ROWS)
