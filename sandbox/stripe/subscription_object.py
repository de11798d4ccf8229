"""The subscription as Stripe's API shows it, and the events of its changes."""

import contextlib
from collections.abc import Iterator
from copy import deepcopy

from sandbox.stripe.errors import Obj
from sandbox.stripe.events import difference, emit
from sandbox.stripe.state import State, new_id

_NOTHING = (
    *("application", "application_fee_percent", "billing_cycle_anchor_config"),
    *("billing_thresholds", "cancel_at", "canceled_at", "customer_account", "days_until_due"),
    *("default_payment_method", "default_source", "description", "ended_at", "latest_invoice"),
    *("managed_payments", "next_pending_invoice_item_invoice", "on_behalf_of"),
    *("pause_collection", "pending_invoice_item_interval", "pending_setup_intent"),
    *("pending_update", "presentment_details", "schedule", "status_details", "test_clock"),
    *("transfer_data", "trial_end", "trial_settings", "trial_start"),
)
_SETTLED = ("paid", "void", "uncollectible")


def blank(state: State, customer: Obj) -> Obj:
    """Return a new subscription without items."""
    now = state.now()
    ident = new_id("sub_1", 23)
    return {
        "id": ident,
        "object": "subscription",
        **dict.fromkeys(_NOTHING),
        "automatic_tax": automatic_tax(enabled=False),
        "billing_cycle_anchor": now,
        "billing_mode": {
            "flexible": {"proration_discounts": "included"},
            "type": "flexible",
            "updated_at": now,
        },
        "billing_schedules": [],
        "cancel_at_period_end": False,
        "cancellation_details": dict.fromkeys(("comment", "feedback", "feedback_option", "reason")),
        "collection_method": "send_invoice",
        "created": now,
        "currency": None,
        "customer": customer["id"],
        "default_tax_rates": [],
        "discounts": [],
        "invoice_settings": {
            **dict.fromkeys(("account_tax_ids", "custom_fields", "description", "footer")),
            "issuer": {"type": "self"},
        },
        "items": {
            "object": "list",
            "data": [],
            "has_more": False,
            "total_count": 0,
            "url": f"/v1/subscription_items?subscription={ident}",
        },
        "livemode": False,
        "metadata": {},
        "payment_settings": {
            "payment_method_options": None,
            "payment_method_types": None,
            "save_default_payment_method": "off",
        },
        "start_date": now,
        "status": "active",
    }


def automatic_tax(*, enabled: bool, disabled_reason: str | None = None) -> Obj:
    """Return the automatic tax part of a subscription."""
    return {
        "disabled_reason": disabled_reason,
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
    }


@contextlib.contextmanager
def changing_subscription(state: State, subscription: Obj) -> Iterator[None]:
    """Change `subscription` within; its update is emitted unless the change is refused."""
    before = deepcopy(subscription)
    yield
    if previous := difference(before, subscription):
        emit(state, "customer.subscription.updated", subscription, previous)


def period(subscription: Obj) -> tuple[int, int]:
    """Return the start and the end of the current period; all items share it."""
    item = subscription["items"]["data"][0]
    return item["current_period_start"], item["current_period_end"]


def subscription_of(invoice: Obj) -> str | None:
    """Return the id of the subscription that made `invoice`, if one did."""
    details = (invoice["parent"] or {}).get("subscription_details")
    return details["subscription"] if details else None


def invoices_of(state: State, subscription: Obj) -> list[Obj]:
    """Return the invoices the subscription made, oldest first."""
    ident = subscription["id"]
    return [invoice for invoice in state.invoices.values() if subscription_of(invoice) == ident]


def follow_invoice(state: State, invoice: Obj) -> None:
    """Let a subscription that is past due be active again when its debt is settled.

    That is when its latest finalized invoice is paid, void or uncollectible
    (docs.stripe.com/billing/subscriptions/overview#subscription-statuses), or when nothing of it
    is overdue any more.
    """
    subscription = state.subscriptions.get(subscription_of(invoice) or "")
    if subscription is None or subscription["status"] != "past_due":
        return
    final = [made for made in invoices_of(state, subscription) if made["status"] != "draft"]
    late = any(made["status"] == "open" and made["id"] in state.overdue for made in final)
    # While collection is paused every new invoice is closed at once, which settles nothing.
    settled = final[-1]["status"] in _SETTLED and subscription["pause_collection"] is None
    if settled or not late:
        with changing_subscription(state, subscription):
            subscription["status"] = "active"


def stop_taxing(state: State, invoice: Obj, status: str) -> None:
    """Turn off the automatic tax of a subscription whose customer is nowhere to be found."""
    subscription = state.subscriptions[subscription_of(invoice) or ""]
    if status == "requires_location_inputs":
        with changing_subscription(state, subscription):
            subscription["automatic_tax"] = automatic_tax(enabled=False, disabled_reason=status)
