"""Refunds: money given back; the invoice it paid stays paid."""

from sandbox.stripe.check import merged
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.events import difference, emit
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.refunding import check_refundable, make_refund
from sandbox.stripe.state import State

_UNSUPPORTED = (
    *("currency", "customer", "instructions_email", "origin"),
    *("refund_application_fee", "reverse_transfer"),
)


def create_refund(state: State, params: Obj) -> Obj:
    """Answer POST /v1/refunds: of all that is left of a charge, or of `amount` of it."""
    for name in _UNSUPPORTED:
        if params.get(name) is not None:
            refuse(f"This sandbox does not know `{name}` yet.", param=name)
    charge = _charge(state, params)
    amount = params.get("amount")
    if amount is not None and amount < 1:
        refuse("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    left = charge["amount"] - charge["amount_refunded"]
    amount = left if amount is None else amount
    check_refundable(state, charge, amount)
    metadata = merged({}, params.get("metadata"))
    return make_refund(state, charge, amount, params.get("reason"), metadata)


def _charge(state: State, params: Obj) -> Obj:
    given = [name for name in ("charge", "payment_intent") if params.get(name)]
    if len(given) != 1:
        refuse("You must pass exactly one of `charge` or `payment_intent`.", param="charge")
    ident = params[given[0]]
    if given[0] == "charge":
        return state.charges.get(ident) or missing("charge", ident, "charge", in_path=False)
    intent = state.intents.get(ident)
    if intent is None:
        missing("payment_intent", ident, "payment_intent", in_path=False)
    if intent["status"] != "succeeded":
        refuse(
            f"This PaymentIntent ({ident}) does not have a successful charge to refund.",
            param="payment_intent",
        )
    return state.charges[intent["latest_charge"]]


def retrieve_refund(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/refunds/{id}."""
    return state.refunds.get(ident) or missing("refund", ident)


def update_refund(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/refunds/{id}: only its metadata."""
    refund = retrieve_refund(state, params, ident)
    before = dict(refund)
    refund["metadata"] = merged(refund["metadata"], params.get("metadata", {}))
    if previous := difference(before, refund):
        emit(state, "refund.updated", refund, previous)
    return refund


def list_refunds(state: State, params: Obj) -> Obj:
    """Answer GET /v1/refunds."""

    def wanted(refund: Obj) -> bool:
        same = all(
            params.get(name) in (None, refund[name]) for name in ("charge", "payment_intent")
        )
        return same and in_range(refund["created"], params.get("created"))

    return page(state.refunds.values(), params, "/v1/refunds", wanted)
