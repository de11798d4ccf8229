"""Subscriptions: creating, reading, changing, listing and cancelling them."""

from copy import deepcopy
from decimal import Decimal

from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.events import emit
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.state import State
from sandbox.stripe.subscription_ending import end
from sandbox.stripe.subscription_invoices import bill
from sandbox.stripe.subscription_items import changed_items, keep_prices, new_items
from sandbox.stripe.subscription_object import blank, changing_subscription, period
from sandbox.stripe.subscription_periods import recurring_of, shifted
from sandbox.stripe.subscription_settings import changed_settings, check_tax, follow_metadata
from sandbox.stripe.subscription_terms import (
    anchor,
    cancellation,
    check,
    days,
    pause,
    refuse_prorations,
)
from sandbox.stripe.terms import require_email

_AFTER_THE_END = frozenset({"cancellation_details", "expand", "metadata"})


def create_subscription(state: State, params: Obj) -> Obj:
    """Answer POST /v1/subscriptions.

    Without an anchor the first period is billed at once. Until a future anchor nothing is
    billed when `proration_behavior` is none, and unlike at a trial there is no invoice over 0
    (docs.stripe.com/billing/subscriptions/billing-cycle).
    """
    check(params)
    if not params.get("customer"):
        parameter_missing("customer")
    customer = state.customer(params["customer"])
    subscription = blank(state, customer)
    subscription["days_until_due"] = days(params)
    require_email(state, customer["id"])
    _set_items(subscription, new_items(state, subscription, params.get("items") or []))
    _check_currency(state, subscription, params)
    _begin(state, subscription, params)
    subscription |= cancellation(state, subscription, params)
    subscription |= changed_settings(state, subscription, params)
    check_tax(state, subscription, subscription["items"]["data"])
    keep_prices(state, subscription["items"]["data"])
    customer["currency"] = customer["currency"] or subscription["currency"]
    state.subscriptions[subscription["id"]] = subscription
    start, _ = period(subscription)
    if subscription["billing_cycle_anchor"] == start:
        bill(state, subscription, "subscription_create", start)
    emit(state, "customer.subscription.created", subscription)
    return deepcopy(subscription)


def retrieve_subscription(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/subscriptions/{id}; a canceled one too."""
    return deepcopy(state.subscription(ident))


def update_subscription(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/subscriptions/{id}; new prices count from the next period on."""
    subscription = state.subscription(ident)
    if subscription["status"] == "canceled" and not _AFTER_THE_END.issuperset(params):
        refuse("A canceled subscription can only update its cancellation_details and metadata.")
    check(params)
    _check_kept(params)
    items = subscription["items"]["data"]
    if params.get("items"):
        items = changed_items(state, subscription, params["items"])
        _check_turnover(subscription, items, params)
    changed = cancellation(state, subscription, params) | pause(state, params)
    changed |= changed_settings(state, subscription, params)
    check_tax(state, subscription | changed, items)
    keep_prices(state, items)
    with changing_subscription(state, subscription):
        subscription |= changed
        for item in items:
            item |= dict(
                zip(
                    ("current_period_start", "current_period_end"),
                    period(subscription),
                    strict=True,
                )
            )
        _set_items(subscription, items)
    follow_metadata(state, subscription)
    return deepcopy(subscription)


def cancel_subscription(state: State, params: Obj, ident: str) -> Obj:
    """Answer DELETE /v1/subscriptions/{id}: it ends now, and nothing is given back."""
    subscription = state.subscription(ident)
    if subscription["status"] == "canceled":
        missing("subscription", ident)
    if params.get("prorate"):
        refuse_prorations("`prorate`", "prorate")
    subscription |= changed_settings(state, subscription, params)
    subscription["canceled_at"] = None
    end(state, subscription)
    return deepcopy(subscription)


def list_subscriptions(state: State, params: Obj) -> Obj:
    """Answer GET /v1/subscriptions: without a status, all that are not canceled."""
    if params.get("customer") and params["customer"] not in state.customers:
        missing("customer", params["customer"], "customer", in_path=False)

    def wanted(subscription: Obj) -> bool:
        start, finish = period(subscription)
        same = all(
            params.get(name) in (None, subscription[name])
            for name in ("customer", "collection_method")
        )
        prices = [item["price"]["id"] for item in subscription["items"]["data"]]
        return (
            same
            and _has_status(subscription, params.get("status"))
            and (params.get("price") or params.get("plan") or prices[0]) in prices
            and in_range(subscription["created"], params.get("created"))
            and in_range(start, params.get("current_period_start"))
            and in_range(finish, params.get("current_period_end"))
        )

    return deepcopy(page(state.subscriptions.values(), params, "/v1/subscriptions", wanted))


def _has_status(subscription: Obj, asked: str | None) -> bool:
    if asked is None:
        return bool(subscription["status"] != "canceled")
    if asked == "ended":
        return bool(subscription["status"] == "canceled")
    return asked in ("all", subscription["status"])


def _begin(state: State, subscription: Obj, params: Obj) -> None:
    """Let the first period begin now, and end at the anchor or an interval from now."""
    now = state.now()
    starts = anchor(state, subscription, params)
    subscription["billing_cycle_anchor"] = starts
    config = params.get("billing_cycle_anchor_config")
    if config is not None:
        parts = ("day_of_month", "hour", "minute", "month", "second")
        subscription["billing_cycle_anchor_config"] = {**dict.fromkeys(parts), **config}
    finish = starts if starts > now else shifted(now, recurring_of(subscription))
    for item in subscription["items"]["data"]:
        item |= {"current_period_start": now, "current_period_end": finish}


def _set_items(subscription: Obj, items: list[Obj]) -> None:
    subscription["currency"] = items[0]["price"]["currency"]
    subscription["items"] |= {"data": items, "total_count": len(items)}


def _check_currency(state: State, subscription: Obj, params: Obj) -> None:
    currency = subscription["currency"]
    if params.get("currency") and params["currency"].lower() != currency:
        refuse(f"The currency of the prices ({currency}) must match `currency`.", param="currency")
    for other in state.subscriptions.values():
        theirs = other["customer"] == subscription["customer"] and other["status"] != "canceled"
        if theirs and other["currency"] != currency:
            refuse(
                "You cannot combine currencies on a single customer. This customer has an active"
                " subscription, subscription schedule, discount, quote, or invoice item with"
                f" currency {other['currency']}."
            )


def _check_kept(params: Obj) -> None:
    """Refuse to change what this sandbox keeps as it was created."""
    if params.get("collection_method") not in (None, "send_invoice"):
        days({"collection_method": params["collection_method"]})
    if params.get("billing_cycle_anchor", {}).get("type") == "now":
        refuse(
            "This sandbox does not model a new `billing_cycle_anchor` yet.",
            param="billing_cycle_anchor",
        )
    if params.get("days_until_due") is not None:
        days({"collection_method": "send_invoice", **params})


def _check_turnover(subscription: Obj, items: list[Obj], params: Obj) -> None:
    """Refuse changes of items that would not wait for the next period."""
    before = subscription["items"]["data"]
    if items[0]["price"]["currency"] != subscription["currency"]:
        refuse("A subscription keeps its currency.", param="items")
    if items[0]["price"]["recurring"] != before[0]["price"]["recurring"]:
        refuse(
            "This sandbox does not model a change of the interval: Stripe would bill at once and"
            " move the billing date.",
            param="items",
        )
    if _is_free(before) and not _is_free(items):
        refuse(
            "This sandbox does not model the step from free to paid: Stripe would bill at once and"
            " move the billing date.",
            param="items",
        )
    if _worth(before) != _worth(items) and params.get("proration_behavior") != "none":
        refuse_prorations("a change of items")


def _is_free(items: list[Obj]) -> bool:
    return not any(
        item["quantity"] and Decimal(item["price"]["unit_amount_decimal"]) for item in items
    )


def _worth(items: list[Obj]) -> list[tuple[str, str, int]]:
    return [(item["id"], item["price"]["id"], item["quantity"]) for item in items]


def pause_subscription(state: State, _: Obj, ident: str) -> Obj:
    """Answer POST /v1/subscriptions/{id}/pause.

    Resuming is "only available for subscriptions that use charge_automatically collection"
    (the SDK on subscriptions.resume), so there would be no way back.
    """
    state.subscription(ident)
    return refuse(
        "This sandbox does not model paused subscriptions: one that sends invoices could not be"
        " resumed. Pause its collection with `pause_collection`."
    )


def resume_subscription(state: State, _: Obj, ident: str) -> Obj:
    """Answer POST /v1/subscriptions/{id}/resume: nothing here is ever `paused`."""
    status = state.subscription(ident)["status"]
    return refuse(f"You can only resume subscriptions that are paused. This one is {status}.")
