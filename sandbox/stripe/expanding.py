"""Expanding: ids turned into objects, and fields that are only there when asked for."""

from collections.abc import Callable, Iterable
from copy import deepcopy

from sandbox.stripe.customers import rendered_customer
from sandbox.stripe.errors import Obj, refuse
from sandbox.stripe.invoice_object import rendered
from sandbox.stripe.state import State
from sandbox.stripe.tax import tax_of
from sandbox.stripe.tax_ids import tax_ids_of

DEEPEST = 4

# Object type -> property -> what stands there: another object ("customer"), a list of them
# ("list:invoice_payment"), a plain hash to go through ("in:..."), or "" for nothing to look into.
EXPANDABLE: dict[str, dict[str, str]] = {
    "invoice": {
        "customer": "customer",
        "payments": "list:invoice_payment",
        "lines": "list:line_item",
        "amount_paid_off_stripe": "",
        "confirmation_secret": "",
        "latest_revision": "invoice",
        **dict.fromkeys(("account_tax_ids", "application", "default_payment_method"), ""),
        **dict.fromkeys(("default_source", "discounts", "on_behalf_of", "test_clock"), ""),
        "from_invoice": "in:invoice.from_invoice",
        "parent": "in:invoice.parent",
    },
    "invoice.from_invoice": {"invoice": "invoice"},
    "customer": {
        "invoice_credit_balance": "",
        **dict.fromkeys(("cash_balance", "default_source", "sources"), ""),
        "subscriptions": "list:subscription",
        **dict.fromkeys(("tax", "tax_ids", "test_clock"), ""),
    },
    "invoice_payment": {"invoice": "invoice", "payment": "in:invoice_payment.payment"},
    "invoice_payment.payment": {
        "payment_intent": "payment_intent",
        "charge": "charge",
        "payment_record": "payment_record",
    },
    "payment_intent": {"customer": "customer", "latest_charge": "charge", "payment_method": ""},
    "charge": {
        "customer": "customer",
        "payment_intent": "payment_intent",
        "refunds": "list:refund",
    },
    "refund": {"charge": "charge", "payment_intent": "payment_intent"},
    "dispute": {"charge": "charge", "payment_intent": "payment_intent"},
    "credit_note": {
        "invoice": "invoice",
        "customer": "customer",
        "refunds": "in:credit_note.refunds",
    },
    "credit_note.refunds": {"refund": "refund"},
    "line_item": {"discounts": "", "subscription": "subscription"},
    "invoice.parent": {"subscription_details": "in:invoice.parent.subscription_details"},
    "invoice.parent.subscription_details": {"subscription": "subscription"},
    "subscription": {
        "customer": "customer",
        "latest_invoice": "invoice",
        "items": "list:subscription_item",
        **dict.fromkeys(("application", "default_payment_method", "default_source"), ""),
        **dict.fromkeys(("discounts", "on_behalf_of", "pending_setup_intent"), ""),
        **dict.fromkeys(("schedule", "test_clock"), ""),
    },
    "subscription_item": {"price": "in:price", "plan": "in:price", "discounts": ""},
    "price": {"product": "product"},
    "product": {"default_price": "price", "tax_code": ""},
}


def check_expand(paths: Iterable[str], kind: str) -> None:
    """Refuse a path that cannot be expanded, before anything is done."""
    for path in paths:
        parts = path.split(".")
        if len(parts) > DEEPEST:
            refuse(f"You cannot expand more than {DEEPEST} levels of a property.", param="expand")
        _walk(parts, kind, path)


def _walk(parts: list[str], kind: str, path: str) -> None:
    for number, part in enumerate(parts):
        if kind.startswith("list:") and part == "data" and number < len(parts) - 1:
            kind = kind.removeprefix("list:")
            continue
        below = EXPANDABLE.get(kind, {}).get(part)
        if below is None or (below.startswith("in:") and number == len(parts) - 1):
            refuse(f"This property cannot be expanded ({path}).", param="expand")
        kind = below.removeprefix("in:")


def expanded(state: State, shown: Obj, paths: Iterable[str]) -> Obj:
    """Return a copy of `shown` with each path expanded (the paths are checked already)."""
    result = deepcopy(shown)
    for path in paths:
        _expand(state, result, path.split("."))
    return result


def _expand(state: State, shown: Obj, parts: list[str]) -> None:
    first, *rest = parts
    if first == "data" and shown.get("object") == "list":
        for item in shown["data"]:
            _expand(state, item, rest)
        return
    if first not in shown or isinstance(shown[first], str):
        shown[first] = _fetch(state, shown, first)
    below = shown[first]
    for part in below if isinstance(below, list) else [below]:
        if rest and isinstance(part, dict):
            _expand(state, part, rest)


def _fetch(state: State, shown: Obj, name: str) -> "Obj | int | None":
    if name in _INCLUDED:
        return _INCLUDED[name](state, shown)
    ident = shown.get(name)
    table = _TABLES.get(name)
    if ident is None or table is None:
        return None
    return deepcopy(table(state, ident))


def _payments(state: State, invoice: Obj) -> Obj:
    rows = state.payments_of(invoice["id"])[::-1]
    return {
        "object": "list",
        "data": deepcopy(rows[:10]),
        "has_more": len(rows) > 10,
        "url": f"/v1/invoice_payments?invoice={invoice['id']}",
    }


def _refunds(state: State, charge: Obj) -> Obj:
    rows = [row for row in state.refunds.values() if row["charge"] == charge["id"]][::-1]
    return {
        "object": "list",
        "data": deepcopy(rows[:10]),
        "has_more": len(rows) > 10,
        "url": f"/v1/charges/{charge['id']}/refunds",
    }


def _secret(state: State, invoice: Obj) -> Obj | None:
    for payment in state.payments_of(invoice["id"]):
        if payment["is_default"] and payment["status"] == "open":
            intent = state.intents[payment["payment"]["payment_intent"]]
            return {"client_secret": intent["client_secret"], "type": "payment_intent"}
    return None


def _credits(state: State, customer: Obj) -> Obj:
    ident = customer["id"]
    return {cur: -owed for (cus, cur), owed in state.balances.items() if cus == ident and owed}


def _tax_ids(state: State, customer: Obj) -> Obj:
    rows = tax_ids_of(state, customer["id"])[::-1]
    return {
        "object": "list",
        "data": deepcopy(rows[:10]),
        "has_more": len(rows) > 10,
        "url": f"/v1/customers/{customer['id']}/tax_ids",
    }


def _subscriptions(state: State, customer: Obj) -> Obj:
    rows = [row for row in state.subscriptions.values() if row["customer"] == customer["id"]]
    alive = [row for row in rows if row["status"] != "canceled"][::-1]
    return {
        "object": "list",
        "data": deepcopy(alive[:10]),
        "has_more": len(alive) > 10,
        "url": f"/v1/customers/{customer['id']}/subscriptions",
    }


def _empty(_: State, customer: Obj) -> Obj:
    return {"object": "list", "data": [], "has_more": False, "url": f"/v1/{customer['id']}"}


_INCLUDED: dict[str, Callable[[State, Obj], "Obj | int | None"]] = {
    "payments": _payments,
    "amount_paid_off_stripe": lambda state, invoice: state.off_stripe[invoice["id"]],
    "confirmation_secret": _secret,
    "refunds": _refunds,
    "invoice_credit_balance": _credits,
    "sources": _empty,
    "subscriptions": _subscriptions,
    "tax_ids": _tax_ids,
    "tax": tax_of,
}
_TABLES: dict[str, Callable[[State, str], Obj]] = {
    "customer": lambda state, ident: rendered_customer(state, state.customers[ident]),
    "invoice": lambda state, ident: rendered(state, state.invoices[ident]),
    "latest_revision": lambda state, ident: rendered(state, state.invoices[ident]),
    "payment_intent": lambda state, ident: state.intents[ident],
    "latest_charge": lambda state, ident: state.charges[ident],
    "charge": lambda state, ident: state.charges[ident],
    "payment_record": lambda state, ident: state.records[ident],
    "refund": lambda state, ident: state.refunds[ident],
    "subscription": lambda state, ident: state.subscriptions[ident],
    "latest_invoice": lambda state, ident: rendered(state, state.invoices[ident]),
    "product": lambda state, ident: state.products[ident],
}
