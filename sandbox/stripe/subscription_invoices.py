"""The invoices a subscription makes: one draft for each period, billed in advance."""

from copy import deepcopy
from decimal import Decimal

from sandbox.stripe.currencies import THREE_DECIMAL, ZERO_DECIMAL, rounded
from sandbox.stripe.errors import Obj
from sandbox.stripe.events import emit
from sandbox.stripe.finalizing import finalize_closed
from sandbox.stripe.invoice_object import automatic_tax, blank, payment_settings, rendered
from sandbox.stripe.line_item import blank_line
from sandbox.stripe.lines import recount
from sandbox.stripe.printed import inherited
from sandbox.stripe.state import State, Taxing
from sandbox.stripe.subscription_object import period
from sandbox.stripe.terms import AN_HOUR, DAY

_SIGNS = {"usd": "$", "eur": "€", "gbp": "£"}
_CLOSED = {"void": "void", "mark_uncollectible": "uncollectible"}


def bill(state: State, subscription: Obj, reason: str, since: int) -> Obj:
    """Return the draft for the current period; `since` is when the period before it began.

    It is finalized an hour later, the first one too when it is to be sent
    (docs.stripe.com/billing/invoices/subscription), unless collection is paused.
    """
    customer = state.customers[subscription["customer"]]
    invoice = blank(state, customer, subscription["currency"])
    invoice |= inherited(customer) | _terms(state, subscription)
    invoice |= {"billing_reason": reason, "period_start": since, "period_end": state.now()}
    state.invoices[invoice["id"]] = invoice
    state.days_until_due[invoice["id"]] = subscription["days_until_due"]
    state.lines[invoice["id"]] = [
        _line(state, subscription, item, invoice) for item in subscription["items"]["data"]
    ]
    recount(state, invoice)
    emit(state, "invoice.created", rendered(state, invoice))
    closed = _CLOSED.get((subscription["pause_collection"] or {}).get("behavior", ""))
    if closed:
        finalize_closed(state, invoice, closed)
    subscription["latest_invoice"] = invoice["id"]
    return invoice


def _terms(state: State, subscription: Obj) -> Obj:
    settings = {name: value for name, value in subscription["invoice_settings"].items() if value}
    paying = {**subscription["payment_settings"]}
    paying.pop("save_default_payment_method", None)
    advance = subscription["pause_collection"] is None
    return {
        **deepcopy(settings),
        "auto_advance": advance,
        "automatic_tax": automatic_tax(enabled=subscription["automatic_tax"]["enabled"]),
        "automatically_finalizes_at": state.now() + AN_HOUR if advance else None,
        "collection_method": subscription["collection_method"],
        "default_tax_rates": deepcopy(subscription["default_tax_rates"]),
        "due_date": state.now() + subscription["days_until_due"] * DAY,
        "parent": {
            "quote_details": None,
            "subscription_details": {
                "metadata": dict(subscription["metadata"]),
                "subscription": subscription["id"],
                "subscription_proration_date": None,
            },
            "type": "subscription_details",
        },
        "payment_settings": payment_settings(paying),
    }


def _line(state: State, subscription: Obj, item: Obj, invoice: Obj) -> Obj:
    price, quantity = item["price"], item["quantity"]
    unit = Decimal(price["unit_amount_decimal"])
    start, end = period(subscription)
    line = blank_line(state, invoice)
    rates = tuple(rate["id"] for rate in item["tax_rates"]) or None
    state.taxing[line["id"]] = Taxing(rates, price["tax_behavior"])
    amount = rounded(unit * quantity, invoice["currency"])
    line |= {
        "amount": amount,
        "description": _description(state, item),
        "metadata": dict(subscription["metadata"]),
        "parent": {
            "type": "subscription_item_details",
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": None,
                "subscription": subscription["id"],
                "subscription_item": item["id"],
            },
        },
        "period": {"start": start, "end": end},
        "pricing": {
            "price_details": {"price": price["id"], "product": price["product"]},
            "type": "price_details",
            "unit_amount_decimal": price["unit_amount_decimal"],
        },
        "quantity": quantity,
        "quantity_decimal": str(quantity),
        "subscription": subscription["id"],
        "subtotal": amount,
    }
    return line


def _description(state: State, item: Obj) -> str:
    price = item["price"]
    every, count = price["recurring"]["interval"], price["recurring"]["interval_count"]
    per = every if count == 1 else f"every {count} {every}s"
    name = state.products[price["product"]]["name"]
    return f"{item['quantity']} × {name} (at {_money(price)} / {per})"  # noqa: RUF001 - Stripe's own sign


def _money(price: Obj) -> str:
    currency = price["currency"]
    places = 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2
    amount = Decimal(price["unit_amount_decimal"]).scaleb(-places)
    sign = _SIGNS.get(currency, f"{currency.upper()} ")
    return f"{sign}{amount:,.{places}f}"
