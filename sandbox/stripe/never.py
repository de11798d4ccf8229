"""What a restricted key for closedwon is never given: payouts, transfers, webhooks and the like."""

from collections.abc import Callable
from functools import partial

from sandbox.stripe.errors import Obj, missing
from sandbox.stripe.paging import page
from sandbox.stripe.state import State

_Row = tuple[str, str, Callable[..., Obj], str, str]


def _none(kind: str, _: State, __: Obj, ident: str) -> Obj:
    """Change one: there is none."""
    return missing(kind, ident)


def _nothing(kind: str, _: State, params: Obj) -> Obj:
    """List them: there are none."""
    return page((), params, f"/v1/{kind}")


def _written(method: str, path: str, params: str, kind: str) -> _Row:
    return method, f"/v1/{path}", partial(_none, kind), params, kind


def _read(path: str, params: str, kind: str) -> _Row:
    return "GET", f"/v1/{path}", partial(_nothing, path), params, f"list:{kind}"


ROWS = (
    _written("POST", "payouts/{}/cancel", "PayoutCancel", "payout"),
    _written("POST", "transfers/{}", "TransferUpdate", "transfer"),
    _written("POST", "topups/{}/cancel", "TopupCancel", "topup"),
    _written("DELETE", "webhook_endpoints/{}", "WebhookEndpointDelete", "webhook_endpoint"),
    _written("POST", "payment_intents/{}/cancel", "PaymentIntentCancel", "payment_intent"),
    _read("payouts", "PayoutList", "payout"),
    _read("transfers", "TransferList", "transfer"),
    _read("topups", "TopupList", "topup"),
    _read("webhook_endpoints", "WebhookEndpointList", "webhook_endpoint"),
    _read("balance_transactions", "BalanceTransactionList", "balance_transaction"),
    _read("setup_intents", "SetupIntentList", "setup_intent"),
    _read("files", "FileList", "file"),
    _read("issuing/cards", "issuing.CardList", "issuing.card"),
)
"""Rows of `routes`."""
USUAL = {path.split("/")[2]: "none" for _, path, *_ in ROWS} | {
    "payment_intents": "read",
    "disputes": "read",
}
"""What a key made as the README says may do there; all else it may write."""
