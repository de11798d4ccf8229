"""Previews: what an invoice would come to, with nothing kept.

A place that is not enough to be taxed by is no error here: `automatic_tax.status` says
`requires_location_inputs` (or `failed`), and the amounts are without tax.
"""

from copy import deepcopy

from sandbox.stripe.currencies import known
from sandbox.stripe.customers import address, shipping
from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.finalizing import after_balance
from sandbox.stripe.invoice_object import SHOWN_LINES, automatic_tax, blank, frozen
from sandbox.stripe.line_item import line_item, taxing
from sandbox.stripe.lines import MOST_LINES, totals
from sandbox.stripe.state import CURRENCY, State, Taxing, new_id
from sandbox.stripe.tax import Payer, assess, require_taxable
from sandbox.stripe.tax_ids import check_tax_id, printed_tax_ids

_NOBODY: Obj = {
    "id": None,
    "invoice_settings": {},
    **dict.fromkeys(("address", "currency", "email", "name", "phone", "shipping")),
    "tax_exempt": "none",
}
_SUBSCRIBED = ("schedule", "schedule_details", "subscription", "subscription_details")
_UNKNOWN = {"customer_account": "account", "on_behalf_of": "account"}
_TAKEN_OVER = (
    *("amount", "description", "discountable", "discounts", "metadata", "period", "quantity"),
    *("quantity_decimal", "tax_rates"),
)


def preview_invoice(state: State, params: Obj) -> Obj:
    """Answer POST /v1/invoices/create_preview for one-off items."""
    _check(params)
    payer = _payer(state, params)
    currency = known(params.get("currency") or payer.customer["currency"] or CURRENCY)
    draft = blank(state, payer.customer, currency) | {"id": new_id("upcoming_in_1", 23)}
    draft["automatic_tax"] = automatic_tax(
        enabled=(params.get("automatic_tax") or {}).get("enabled", False)
    )
    lines, taxed = _lines(state, draft, params.get("invoice_items") or [])
    require_taxable(state, draft, lines, taxed)
    _tax(state, draft, lines, taxed, payer)
    draft |= totals(lines)
    _charge(state, draft, payer.customer["id"])
    draft |= frozen(payer.customer) | {"customer_tax_ids": payer.tax_ids}
    draft["lines"] = _listed(draft, lines)
    return draft


def _check(params: Obj) -> None:
    for name in _SUBSCRIBED:
        if params.get(name) is not None:
            refuse(f"This sandbox does not preview `{name}` yet.", param=name)
    for name, kind in _UNKNOWN.items():
        if params.get(name):
            missing(kind, params[name], name, in_path=False)
    if params.get("discounts"):
        missing("coupon", str(params["discounts"][0]), "discounts", in_path=False)
    if not params.get("customer") and params.get("customer_details") is None:
        parameter_missing("customer")
    if not params.get("invoice_items"):
        refuse("Nothing to invoice for customer", code="invoice_upcoming_none")
    if len(params["invoice_items"]) > MOST_LINES:
        refuse(f"An invoice can have at most {MOST_LINES} line items.", param="invoice_items")


def _payer(state: State, params: Obj) -> Payer:
    """Return the customer on file (if any) with the details sent in place of its own."""
    customer, tax_ids = deepcopy(_NOBODY), []
    if params.get("customer"):
        customer = deepcopy(state.customer(params["customer"]))
        tax_ids = printed_tax_ids(state, customer["id"])
    details = params.get("customer_details") or {}
    if "address" in details:
        customer["address"] = address(details["address"])
    if "shipping" in details:
        customer["shipping"] = shipping(details["shipping"])
    if "tax_exempt" in details:
        customer["tax_exempt"] = details["tax_exempt"] or "none"
    for number, sent in enumerate(details.get("tax_ids") or []):
        check_tax_id(sent, f"customer_details[tax_ids][{number}][value]")
    if details.get("tax_ids"):
        tax_ids = [{"type": sent["type"], "value": sent["value"]} for sent in details["tax_ids"]]
    return Payer(customer, tax_ids)


def _lines(state: State, draft: Obj, items: list[Obj]) -> tuple[list[Obj], dict[str, Taxing]]:
    lines: list[Obj] = []
    taxed: dict[str, Taxing] = {}
    for number, item in enumerate(items):
        param = f"invoice_items[{number}]"
        row = _row(item, draft["currency"], param)
        line = line_item(state, draft, row, param)
        lines.append(line)
        said = Taxing(behavior=item.get("tax_behavior"))
        taxed[line["id"]] = taxing(state, row, param, said)
    return lines, taxed


def _row(item: Obj, currency: str, param: str) -> Obj:
    """Return the line that `item` describes, in the words of add_lines."""
    if item.get("invoiceitem"):
        missing("invoiceitem", item["invoiceitem"], f"{param}[invoiceitem]", in_path=False)
    if item.get("currency") and known(item["currency"], f"{param}[currency]") != currency:
        refuse(
            f"The currency of the item ({item['currency']}) must match the currency of the"
            f" invoice ({currency}).",
            param=f"{param}[currency]",
        )
    row = {name: item[name] for name in _TAKEN_OVER if name in item}
    units = {name: item[name] for name in ("unit_amount", "unit_amount_decimal") if name in item}
    if item.get("price"):
        row["pricing"] = {"price": item["price"]}
    if item.get("price_data"):
        row["price_data"] = dict(item["price_data"])
    elif units:
        # An amount for each, of no product on file.
        name = item.get("description") or "Item"
        row["price_data"] = {"currency": currency, "product_data": {"name": name}, **units}
    return row


def _tax(
    state: State, draft: Obj, lines: list[Obj], taxed: dict[str, Taxing], payer: Payer
) -> None:
    state.taxing |= taxed
    try:
        assess(state, draft, lines, payer)
    finally:
        for ident in taxed:
            del state.taxing[ident]


def _charge(state: State, draft: Obj, customer: str | None) -> None:
    starting = state.balances.get((customer, draft["currency"]), 0) if customer else 0
    due, ending = after_balance(draft["total"] + starting, draft["currency"])
    draft |= {"starting_balance": starting, "ending_balance": ending}
    draft |= {"amount_due": due, "amount_remaining": due}


def _listed(draft: Obj, lines: list[Obj]) -> Obj:
    """Return the first page of lines; nothing documents how a preview's list is turned over."""
    return {
        "object": "list",
        "data": lines[:SHOWN_LINES],
        "has_more": len(lines) > SHOWN_LINES,
        "total_count": len(lines),
        "url": f"/v1/invoices/{draft['id']}/lines",
    }
