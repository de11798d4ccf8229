"""Invoices: creating, reading, editing, listing and deleting them."""

from sandbox.stripe.check import merged
from sandbox.stripe.currencies import known
from sandbox.stripe.customers import address
from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.events import emit
from sandbox.stripe.invoice_object import (
    automatic_tax,
    blank,
    changing,
    payment_settings,
    rendered,
)
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.state import CURRENCY, State
from sandbox.stripe.terms import terms

_COPIED = ("description", "effective_at", "footer", "number", "rendering", "statement_descriptor")
_EDITABLE_WHEN_OPEN = frozenset(
    {"auto_advance", "description", "metadata", "expand", "payment_settings"}
)
_ABSENT = {
    "customer_account": "account",
    "default_payment_method": "PaymentMethod",
    "default_source": "source",
    "from_invoice": "invoice",
    "on_behalf_of": "account",
    "subscription": "subscription",
}
"""Things an invoice can refer to that this sandbox has none of."""
_LISTED = {"account_tax_ids": "tax id", "default_tax_rates": "tax rate", "discounts": "coupon"}
_UNSUPPORTED = ("application_fee_amount", "shipping_cost", "transfer_data")
_CUSTOM_FIELDS, _NAME, _VALUE = 4, 40, 140


def create_invoice(state: State, params: Obj) -> Obj:
    """Answer POST /v1/invoices: an empty draft."""
    if not params.get("customer"):
        parameter_missing("customer")
    customer = state.customer(params["customer"])
    _check(state, params)
    currency = known(params.get("currency") or customer["currency"] or CURRENCY)
    invoice = blank(state, customer, currency)
    invoice |= terms(state, invoice, params)
    _fill(invoice, params)
    customer["currency"] = customer["currency"] or currency
    state.invoices[invoice["id"]] = invoice
    shown = rendered(state, invoice)
    emit(state, "invoice.created", shown)
    return shown


def retrieve_invoice(state: State, _: Obj, ident: str) -> Obj:
    """Answer GET /v1/invoices/{id}."""
    return rendered(state, state.invoice(ident))


def update_invoice(state: State, params: Obj, ident: str) -> Obj:
    """Answer POST /v1/invoices/{id}; a finalized one keeps almost everything."""
    invoice = state.invoice(ident)
    is_draft = invoice["status"] == "draft"
    for name in params:
        if not is_draft and name not in _EDITABLE_WHEN_OPEN:
            refuse(
                "Finalized invoices can't be updated in this way.",
                code="invoice_not_editable",
                param=name,
            )
    _check(state, params, invoice)
    changed = terms(state, invoice, params) if is_draft else {}
    metadata = merged(invoice["metadata"], params.get("metadata", {}))
    with changing(state, invoice):
        invoice |= changed
        _fill(invoice, {**params, "metadata": metadata})
        if not is_draft and params.get("auto_advance") is not None:
            invoice["auto_advance"] = params["auto_advance"]
    return rendered(state, invoice)


def delete_invoice(state: State, _: Obj, ident: str) -> Obj:
    """Answer DELETE /v1/invoices/{id}; only a draft can go."""
    invoice = state.invoice(ident)
    if invoice["status"] != "draft":
        refuse("You can only delete draft invoices.", code="invoice_not_editable")
    emit(state, "invoice.deleted", rendered(state, invoice))
    del state.invoices[ident]
    state.lines.pop(ident, None)
    return {"id": ident, "object": "invoice", "deleted": True}


def list_invoices(state: State, params: Obj) -> Obj:
    """Answer GET /v1/invoices."""
    if params.get("customer") and params["customer"] not in state.customers:
        missing("customer", params["customer"], "customer", in_path=False)
    if params.get("subscription"):
        missing("subscription", params["subscription"], "subscription", in_path=False)

    def wanted(invoice: Obj) -> bool:
        same = all(
            params.get(name) in (None, invoice[name])
            for name in ("status", "customer", "collection_method")
        )
        due = in_range(invoice["due_date"], params.get("due_date"))
        return same and due and in_range(invoice["created"], params.get("created"))

    found = page(state.invoices.values(), params, "/v1/invoices", wanted)
    found["data"] = [rendered(state, invoice) for invoice in found["data"]]
    return found


def _check(state: State, params: Obj, invoice: Obj | None = None) -> None:
    """Refuse values Stripe refuses, before anything is changed."""
    for name, kind in _ABSENT.items():
        if params.get(name):
            missing(kind, str(params[name]), name, in_path=False)
    for name, kind in _LISTED.items():
        if params.get(name):
            missing(kind, str(params[name][0]), name, in_path=False)
    for name in _UNSUPPORTED:
        if params.get(name) is not None:
            refuse(f"This sandbox does not know `{name}` yet.", param=name)
    _check_custom_fields(params.get("custom_fields") or [])
    number = params.get("number")
    taken = {known["number"] for known in state.invoices.values() if known is not invoice}
    if number and number in taken:
        refuse("This invoice number is already in use.", param="number")


def _check_custom_fields(fields: list[Obj]) -> None:
    if len(fields) > _CUSTOM_FIELDS:
        refuse(f"You can have up to {_CUSTOM_FIELDS} custom fields.", param="custom_fields")
    for number, field in enumerate(fields):
        for name, most in (("name", _NAME), ("value", _VALUE)):
            if len(field[name] or "") > most:
                refuse(
                    f"Invalid string: must be at most {most} characters",
                    param=f"custom_fields[{number}][{name}]",
                )


def _fill(invoice: Obj, params: Obj) -> None:
    for name in (*_COPIED, "custom_fields"):
        if name in params:
            invoice[name] = params[name]
    if params.get("metadata") is not None:
        invoice["metadata"] = merged({}, params["metadata"])
    if params.get("automatic_tax"):
        invoice["automatic_tax"] = automatic_tax(enabled=params["automatic_tax"]["enabled"])
    if params.get("issuer"):
        invoice["issuer"] = params["issuer"]
    if "payment_settings" in params:
        invoice["payment_settings"] = payment_settings(params["payment_settings"])
    if params.get("shipping_details"):
        sent = params["shipping_details"]
        invoice["shipping_details"] = {
            "phone": None,
            **sent,
            "address": address(sent["address"]),
        }
