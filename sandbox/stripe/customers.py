"""Customers: whom invoices are addressed to."""

import re
from copy import deepcopy

from sandbox.stripe.check import merged
from sandbox.stripe.errors import Obj, missing, refuse
from sandbox.stripe.events import difference, emit
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.printed import check_custom_fields
from sandbox.stripe.state import CURRENCY, State, new_id, new_prefix
from sandbox.stripe.subscription_ending import end_all
from sandbox.stripe.tax import UNKNOWN_PLACE
from sandbox.stripe.tax_ids import add_tax_id, check_tax_id
from sandbox.stripe.tax_places import located

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_PREFIX = re.compile(r"[A-Z0-9]{3,12}")
_LENGTHS = {"email": 512, "name": 256, "business_name": 150, "individual_name": 150, "phone": 20}
_PLAIN = ("business_name", "description", "email", "individual_name", "name", "phone")
_ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")
_ABSENT = {"payment_method": "PaymentMethod", "source": "source", "test_clock": "test clock"}
"""Things a customer can be given that this sandbox has none of."""


def create_customer(state: State, params: Obj) -> Obj:
    """Answer POST /v1/customers."""
    _check(params)
    _check_location(params, {})
    customer: Obj = {
        "id": new_id("cus", 14),
        "object": "customer",
        "address": None,
        "balance": 0,
        **dict.fromkeys(_PLAIN),
        "created": state.now(),
        "currency": None,
        "customer_account": None,
        "default_source": None,
        "delinquent": False,
        "discount": None,
        "invoice_prefix": new_prefix(),
        "invoice_settings": _invoice_settings(None, {}),
        "livemode": False,
        "metadata": {},
        "next_invoice_sequence": 1,
        "preferred_locales": [],
        "shipping": None,
        "tax_exempt": "none",
        "test_clock": None,
    }
    _fill(state, customer, params)
    state.customers[customer["id"]] = customer
    emit(state, "customer.created", rendered_customer(state, customer))
    for tax_id in params.get("tax_id_data") or []:
        add_tax_id(state, customer["id"], tax_id)
    return rendered_customer(state, customer)


def retrieve_customer(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/customers/{id}; a deleted one is told apart by `deleted`."""
    found = state.customers.get(ident)
    if found is None:
        missing("customer", ident)
    return rendered_customer(state, found)


def update_customer(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/customers/{id}."""
    customer = state.customer(ident, "id", in_path=True)
    _check(params)
    _check_location(params, customer)
    before = rendered_customer(state, customer)
    _fill(state, customer, params)
    after = rendered_customer(state, customer)
    if previous := difference(before, after):
        emit(state, "customer.updated", after, previous)
    return after


def delete_customer(state: State, _: Obj, ident: str) -> Obj:
    """Answer DELETE /v1/customers/{id}: only the stub stays, and subscriptions end."""
    customer = state.customer(ident, "id", in_path=True)
    end_all(state, ident)
    emit(state, "customer.deleted", rendered_customer(state, customer))
    stub = {"id": ident, "object": "customer", "deleted": True, "created": customer["created"]}
    state.customers[ident] = stub
    return rendered_customer(state, stub)


def list_customers(state: State, params: Obj) -> Obj:
    """Answer GET /v1/customers; the e-mail is compared exactly, case and all."""
    alive = [customer for customer in state.customers.values() if not customer.get("deleted")]

    def wanted(customer: Obj) -> bool:
        email = params.get("email")
        return email in (None, customer["email"]) and in_range(
            customer["created"], params.get("created")
        )

    found = page(alive, params, "/v1/customers", wanted)
    found["data"] = [rendered_customer(state, customer) for customer in found["data"]]
    return found


def rendered_customer(state: State, customer: Obj) -> Obj:
    """Return `customer` as the API shows it."""
    if customer.get("deleted"):
        return {key: customer[key] for key in ("id", "object", "deleted")}
    shown = deepcopy(customer)
    if customer["currency"]:
        shown["balance"] = state.balances[customer["id"], customer["currency"]]
    return shown


def set_balance(state: State, ident: str, currency: str, balance: int) -> None:
    """Let the customer owe `balance` (negative: a credit) in `currency`."""
    customer = state.customers[ident]
    before = rendered_customer(state, customer)
    state.balances[ident, currency] = balance
    after = rendered_customer(state, customer)
    if previous := difference(before, after):
        emit(state, "customer.updated", after, previous)


def _check(params: Obj) -> None:
    """Refuse values Stripe refuses, before anything is changed."""
    for name, kind in _ABSENT.items():
        if params.get(name):
            missing(kind, params[name], name, in_path=False)
    for name, most in _LENGTHS.items():
        if len(params.get(name) or "") > most:
            refuse(f"Invalid string: must be at most {most} characters", param=name)
    email = params.get("email")
    if email and not _EMAIL.fullmatch(email):
        refuse(f"Invalid email address: {email}", code="email_invalid", param="email")
    prefix = params.get("invoice_prefix")
    if prefix and not _PREFIX.fullmatch(prefix):
        refuse(
            "The invoice prefix must be 3-12 uppercase letters or numbers.", param="invoice_prefix"
        )
    fields = (params.get("invoice_settings") or {}).get("custom_fields") or []
    check_custom_fields(fields, "invoice_settings[custom_fields]")
    for number, tax_id in enumerate(params.get("tax_id_data") or []):
        check_tax_id(tax_id, f"tax_id_data[{number}][value]")


def _check_location(params: Obj, current: Obj) -> None:
    """Refuse, when asked to look at once, a place that is not enough to be taxed by."""
    if (params.get("tax") or {}).get("validate_location") != "immediately":
        return
    after = dict(current)
    if "address" in params:
        after["address"] = address(params["address"], current.get("address"))
    if "shipping" in params:
        after["shipping"] = shipping(params["shipping"])
    if located(after) is None:
        refuse(
            UNKNOWN_PLACE,
            code="customer_tax_location_invalid",
            param="address",
        )


def _fill(state: State, customer: Obj, params: Obj) -> None:
    metadata = merged(customer["metadata"], params.get("metadata", {}))
    for name in (*_PLAIN, "invoice_prefix", "next_invoice_sequence", "preferred_locales"):
        if name in params:
            customer[name] = params[name]
    customer["preferred_locales"] = customer["preferred_locales"] or []
    customer["metadata"] = metadata
    if "address" in params:
        customer["address"] = address(params["address"], customer["address"])
    if "shipping" in params:
        customer["shipping"] = shipping(params["shipping"])
    if "tax_exempt" in params:
        customer["tax_exempt"] = params["tax_exempt"] or "none"
    if "invoice_settings" in params:
        settings = _invoice_settings(params["invoice_settings"], customer["invoice_settings"])
        customer["invoice_settings"] = settings
    if "balance" in params:
        customer["currency"] = customer["currency"] or CURRENCY
        state.balances[customer["id"], customer["currency"]] = params["balance"]


def address(sent: Obj | None, current: Obj | None = None) -> Obj | None:
    """Return the whole address object, what was `sent` put over `current`."""
    if sent is None:
        return None
    return {**dict.fromkeys(_ADDRESS), **(current or {}), **sent}


def shipping(sent: Obj | None) -> Obj | None:
    """Return the whole shipping object."""
    if sent is None:
        return None
    return {"phone": None, **sent, "address": address(sent["address"])}


def _invoice_settings(sent: Obj | None, current: Obj) -> Obj:
    blank = dict.fromkeys(("custom_fields", "default_payment_method", "footer"))
    return {**blank, "rendering_options": None, **current, **(sent or {})}
