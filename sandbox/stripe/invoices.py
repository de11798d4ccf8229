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
from sandbox.stripe.lines import recount
from sandbox.stripe.paging import in_range, page
from sandbox.stripe.printed import check_printed, inherited, rendering
from sandbox.stripe.revisions import copy_of, original_of
from sandbox.stripe.state import CURRENCY, State
from sandbox.stripe.subscription_object import subscription_of
from sandbox.stripe.tax import require_taxable
from sandbox.stripe.tax_rates import usable_rates
from sandbox.stripe.terms import recount_days, terms

_COPIED = ("description", "effective_at", "footer", "number", "statement_descriptor")
_EDITABLE_WHEN_OPEN = frozenset(
    {"auto_advance", "description", "metadata", "expand", "payment_settings"}
)
_ABSENT = {
    "customer_account": "account",
    "default_payment_method": "PaymentMethod",
    "default_source": "source",
    "on_behalf_of": "account",
}
"""Things an invoice can refer to that this sandbox has none of."""
_LISTED = {"account_tax_ids": "tax id", "discounts": "coupon"}
_UNSUPPORTED = ("application_fee_amount", "shipping_cost", "subscription", "transfer_data")


def create_invoice(state: State, params: Obj) -> Obj:
    """Answer POST /v1/invoices: an empty draft."""
    if params.get("from_invoice"):
        return _revision(state, params)
    if not params.get("customer"):
        parameter_missing("customer")
    customer = state.customer(params["customer"])
    _check(state, params)
    currency = known(params.get("currency") or customer["currency"] or CURRENCY)
    invoice = blank(state, customer, currency)
    invoice |= terms(state, invoice, params)
    invoice |= inherited(customer)
    invoice |= _tax_settings(state, invoice, params, [])
    _fill(invoice, params)
    customer["currency"] = customer["currency"] or currency
    state.invoices[invoice["id"]] = invoice
    recount(state, invoice)
    shown = rendered(state, invoice)
    emit(state, "invoice.created", shown)
    return shown


def _revision(state: State, params: Obj) -> Obj:
    """Make the draft that is to replace another invoice; other parameters change the copy."""
    original = original_of(state, params)
    _check(state, params)
    invoice = copy_of(state, original)
    invoice |= terms(state, invoice, params)
    invoice |= _tax_settings(state, invoice, params, state.lines[invoice["id"]])
    _fill(invoice, {**params, "metadata": merged(invoice["metadata"], params.get("metadata", {}))})
    state.invoices[invoice["id"]] = invoice
    recount(state, invoice)
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
    if is_draft:
        changed |= _tax_settings(state, invoice, params, state.lines[ident])
    metadata = merged(invoice["metadata"], params.get("metadata", {}))
    with changing(state, invoice):
        invoice |= changed
        recount_days(state, invoice, params)
        _fill(invoice, {**params, "metadata": metadata})
        if is_draft:
            recount(state, invoice)
        if not is_draft and params.get("auto_advance") is not None:
            invoice["auto_advance"] = params["auto_advance"]
    return rendered(state, invoice)


def delete_invoice(state: State, _: Obj, ident: str) -> Obj:
    """Answer DELETE /v1/invoices/{id}; only a draft can go."""
    invoice = state.invoice(ident)
    if invoice["status"] != "draft":
        refuse("You can only delete draft invoices.", code="invoice_not_editable")
    if subscription_of(invoice):
        refuse(
            "You can only delete one-off invoices: an invoice of a subscription must be finalized"
            " and voided.",
            code="invoice_not_editable",
        )
    emit(state, "invoice.deleted", rendered(state, invoice))
    del state.invoices[ident]
    state.lines.pop(ident, None)
    return {"id": ident, "object": "invoice", "deleted": True}


def list_invoices(state: State, params: Obj) -> Obj:
    """Answer GET /v1/invoices."""
    if params.get("customer") and params["customer"] not in state.customers:
        missing("customer", params["customer"], "customer", in_path=False)
    if params.get("subscription"):
        state.subscription(params["subscription"], "subscription", in_path=False)

    def wanted(invoice: Obj) -> bool:
        same = all(
            params.get(name) in (None, invoice[name])
            for name in ("status", "customer", "collection_method")
        )
        due = in_range(invoice["due_date"], params.get("due_date"))
        same = same and params.get("subscription") in (None, subscription_of(invoice))
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
    check_printed(params)
    number = params.get("number")
    taken = {known["number"] for known in state.invoices.values() if known is not invoice}
    if number and number in taken:
        refuse("This invoice number is already in use.", param="number")


def _tax_settings(state: State, invoice: Obj, params: Obj, lines: list[Obj]) -> Obj:
    """Return the changed tax settings, refusing what does not go together."""
    changed: Obj = {}
    if params.get("automatic_tax"):
        changed["automatic_tax"] = automatic_tax(enabled=params["automatic_tax"]["enabled"])
    if "default_tax_rates" in params:
        kept = [rate["id"] for rate in invoice["default_tax_rates"]]
        sent = params["default_tax_rates"]
        changed["default_tax_rates"] = usable_rates(state, sent, "default_tax_rates", kept)
    if changed:
        require_taxable(state, {**invoice, **changed}, lines)
    return changed


def _fill(invoice: Obj, params: Obj) -> None:
    for name in (*_COPIED, "custom_fields"):
        if name in params:
            invoice[name] = params[name]
    if params.get("metadata") is not None:
        invoice["metadata"] = merged({}, params["metadata"])
    if "rendering" in params:
        invoice["rendering"] = rendering(params["rendering"], invoice["rendering"])
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
