"""The invoice as Stripe's API shows it, and the events of its changes."""

import contextlib
from collections.abc import Iterator
from copy import deepcopy

from sandbox.stripe.errors import Obj
from sandbox.stripe.events import difference, emit
from sandbox.stripe.state import ACCOUNT_NAME, State, new_id
from sandbox.stripe.subscription_object import follow_invoice
from sandbox.stripe.tax_ids import printed_tax_ids

SHOWN_LINES = 10
"""The embedded list of lines is only the first page."""

_NOTHING = (
    *("account_tax_ids", "application", "automatically_finalizes_at", "custom_fields"),
    *("default_payment_method", "default_source", "description", "due_date", "effective_at"),
    *("ending_balance", "footer", "from_invoice", "hosted_invoice_url", "invoice_pdf"),
    *("last_finalization_error", "latest_revision", "next_payment_attempt", "number"),
    *("on_behalf_of", "parent", "receipt_number", "rendering", "shipping_cost"),
    *("shipping_details", "statement_descriptor", "status_details", "test_clock"),
    *("threshold_reason", "customer_account", "customer_phone", "customer_shipping"),
    *("customer_address", "customer_email", "customer_name"),
)
_ZERO = (
    *("amount_due", "amount_overpaid", "amount_paid", "amount_remaining", "amount_shipping"),
    *("attempt_count", "post_payment_credit_notes_amount", "pre_payment_credit_notes_amount"),
    *("starting_balance", "subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax"),
)
_FROZEN = ("address", "email", "name", "phone", "shipping", "tax_exempt")
"""What a draft reads off its customer and a finalized invoice keeps."""


def blank(state: State, customer: Obj, currency: str) -> Obj:
    """Return a new draft with nothing on it."""
    now = state.now()
    return {
        "id": new_id("in_1", 23),
        "object": "invoice",
        **dict.fromkeys(_NOTHING),
        **dict.fromkeys(_ZERO, 0),
        "account_country": "US",
        "account_name": ACCOUNT_NAME,
        "attempted": False,
        "auto_advance": False,
        "automatic_tax": automatic_tax(enabled=False),
        "billing_reason": "manual",
        "collection_method": "charge_automatically",
        "created": now,
        "currency": currency,
        "customer": customer["id"],
        "customer_tax_exempt": "none",
        "customer_tax_ids": [],
        "default_tax_rates": [],
        "discounts": [],
        "issuer": {"type": "self"},
        "livemode": False,
        "metadata": {},
        "payment_settings": payment_settings(None),
        "period_end": now,
        "period_start": now,
        "status": "draft",
        "status_transitions": dict.fromkeys(
            ("finalized_at", "marked_uncollectible_at", "paid_at", "voided_at")
        ),
        "total_discount_amounts": [],
        "total_pretax_credit_amounts": [],
        "total_taxes": [],
        "webhooks_delivered_at": now,
    }


def automatic_tax(*, enabled: bool, status: str | None = None) -> Obj:
    """Return the automatic tax part of an invoice."""
    return {
        "disabled_reason": None,
        "enabled": enabled,
        "liability": {"type": "self"} if enabled else None,
        "provider": "stripe" if enabled else None,
        "status": status,
    }


def payment_settings(sent: Obj | None) -> Obj:
    """Return the payment settings part of an invoice."""
    names = ("default_mandate", "payment_method_options", "payment_method_types")
    return {**dict.fromkeys(names), **(sent or {})}


def rendered(state: State, invoice: Obj) -> Obj:
    """Return `invoice` as the API shows it, nothing expanded."""
    shown = deepcopy(invoice)
    customer = state.customers[invoice["customer"]]
    if invoice["status"] == "draft" and not customer.get("deleted"):
        shown |= frozen(customer)
        shown["customer_tax_ids"] = printed_tax_ids(state, customer["id"])
        shown["starting_balance"] = state.balances[customer["id"], invoice["currency"]]
    lines = state.lines[invoice["id"]]
    shown["lines"] = {
        "object": "list",
        "data": deepcopy(lines[:SHOWN_LINES]),
        "has_more": len(lines) > SHOWN_LINES,
        "total_count": len(lines),
        "url": f"/v1/invoices/{invoice['id']}/lines",
    }
    return shown


def frozen(customer: Obj) -> Obj:
    """Return what an invoice says of its customer."""
    return {f"customer_{name}": deepcopy(customer[name]) for name in _FROZEN}


@contextlib.contextmanager
def changing(state: State, invoice: Obj) -> Iterator[list[str]]:
    """Change `invoice` within; the event types put in the yielded list follow, then the update.

    Nothing is emitted when the change is refused.
    """
    before = rendered(state, invoice)
    happened: list[str] = []
    yield happened
    after = rendered(state, invoice)
    for kind in happened:
        emit(state, kind, after)
    if previous := difference(before, after):
        emit(state, "invoice.updated", after, previous)
    follow_invoice(state, invoice)
