"""One line item: its price, quantity and amount, checked as Stripe checks them."""

from copy import deepcopy
from decimal import Decimal

from sandbox.stripe.check import merged
from sandbox.stripe.currencies import known, rounded, stated
from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.state import State, Taxing, new_id
from sandbox.stripe.tax_rates import made_rate, usable_rates

MOST_TAXES = 20
_SOURCES = ("amount", "price_data", "pricing", "invoice_item")
_ABSENT = {"discounts": "coupon"}
"""Things a line can refer to that this sandbox has none of."""


def line_item(state: State, invoice: Obj, row: Obj, param: str, current: Obj | None = None) -> Obj:
    """Return the line that `row` describes, or `current` with `row` put over it."""
    given = [name for name in _SOURCES if row.get(name) is not None]
    if len(given) > 1:
        refuse(f"You may only specify one of these parameters: {', '.join(given)}.", param=param)
    if not given and current is None:
        parameter_missing(f"{param}[amount]")
    _refuse_absent(state, row, param)
    line = deepcopy(current) if current else blank_line(state, invoice)
    _describe(state, line, row, param)
    _price(line, row, invoice["currency"], param)
    if "tax_amounts" in row:
        line["taxes"] = [_tax(state, tax) for tax in row["tax_amounts"] or []]
    return line


def taxing(state: State, row: Obj, param: str, current: Taxing | None = None) -> Taxing:
    """Return how the line that `row` describes is taxed, or `current` with `row` put over it."""
    current = current or Taxing()
    chosen, stated = current.rates, current.stated
    if row.get("tax_rates") and row.get("tax_amounts"):
        refuse("You may only specify one of these parameters: tax_rates, tax_amounts.", param=param)
    if "tax_amounts" in row:
        stated = bool(row["tax_amounts"])
        if len(row["tax_amounts"] or []) > MOST_TAXES:
            refuse(f"A line can have at most {MOST_TAXES} taxes.", param=f"{param}[tax_amounts]")
    if "tax_rates" in row:
        name = f"{param}[tax_rates]"
        rates = usable_rates(state, row["tax_rates"], name, list(chosen or []))
        chosen = tuple(rate["id"] for rate in rates) or None
        stated = stated and not chosen
    behavior = (row.get("price_data") or {}).get("tax_behavior") or current.behavior
    return Taxing(chosen, behavior, stated)


def _refuse_absent(state: State, row: Obj, param: str) -> None:
    for name, kind in _ABSENT.items():
        if row.get(name):
            missing(kind, str(row[name][0]), f"{param}[{name}]", in_path=False)
    if row.get("pricing"):
        price = row["pricing"].get("price") or ""
        missing("price", price, f"{param}[pricing][price]", in_path=False)
    if row.get("invoice_item"):
        missing("invoiceitem", row["invoice_item"], f"{param}[invoice_item]", in_path=False)
    product = (row.get("price_data") or {}).get("product")
    if product and product not in state.products:
        missing("product", product, f"{param}[price_data][product]", in_path=False)


def _describe(state: State, line: Obj, row: Obj, param: str) -> None:
    price = row.get("price_data") or {}
    product = price.get("product_data") or state.products.get(price.get("product", ""))
    if product:
        line["description"] = product["name"]
    if "description" in row:
        line["description"] = row["description"]
    if row.get("discountable") is not None:
        line["discountable"] = row["discountable"]
    if row.get("period"):
        start, end = row["period"]["start"], row["period"]["end"]
        if end < start:
            refuse("The end of the period must be after its start.", param=f"{param}[period]")
        line["period"] = {"start": start, "end": end}
    line["metadata"] = merged(line["metadata"], row.get("metadata", {}))


def _price(line: Obj, row: Obj, currency: str, param: str) -> None:
    """Set the quantity, the unit price and the amount; quantity times price unless stated."""
    quantity = _quantity(row, Decimal(line["quantity_decimal"]), param)
    pricing = line["pricing"]
    if row.get("amount") is not None:
        line["amount"] = stated(row["amount"], currency, f"{param}[amount]")
        pricing["unit_amount_decimal"] = _plain(Decimal(line["amount"]) / (quantity or 1))
    else:
        if row.get("price_data"):
            unit = _unit_amount(row["price_data"], currency, f"{param}[price_data]")
            pricing["unit_amount_decimal"] = _plain(unit)
            pricing["price_details"] = _price_details(row["price_data"].get("product"))
        line["amount"] = rounded(Decimal(pricing["unit_amount_decimal"]) * quantity, currency)
    line["subtotal"] = line["amount"]
    line["quantity"], line["quantity_decimal"] = int(quantity), _plain(quantity)


def _quantity(row: Obj, current: Decimal, param: str) -> Decimal:
    given = [name for name in ("quantity", "quantity_decimal") if row.get(name) is not None]
    if len(given) > 1:
        refuse(
            "You may only specify one of these parameters: quantity, quantity_decimal.",
            param=f"{param}[quantity]",
        )
    if not given:
        return current
    quantity = Decimal(row[given[0]])
    if quantity < 0:
        refuse(
            "This value must be greater than or equal to 0.",
            code="parameter_invalid_integer",
            param=f"{param}[{given[0]}]",
        )
    return quantity


def _unit_amount(sent: Obj, currency: str, param: str) -> Decimal:
    if known(sent["currency"], f"{param}[currency]") != currency:
        refuse(
            f"The currency of the price ({sent['currency']}) must match the currency of the"
            f" invoice ({currency}).",
            param=f"{param}[currency]",
        )
    if sent.get("product_data") and sent.get("product"):
        refuse("You may only specify one of these parameters: product, product_data.", param=param)
    if not sent.get("product_data") and not sent.get("product"):
        parameter_missing(f"{param}[product]")
    amounts = [sent.get(name) for name in ("unit_amount", "unit_amount_decimal")]
    if amounts.count(None) != 1:
        refuse(
            "You must specify exactly one of `unit_amount` or `unit_amount_decimal`.",
            param=f"{param}[unit_amount]",
        )
    if amounts[0] is not None:
        return Decimal(stated(amounts[0], currency, f"{param}[unit_amount]"))
    return Decimal(sent["unit_amount_decimal"])


def _tax(state: State, sent: Obj) -> Obj:
    inclusive = sent["tax_rate_data"]["inclusive"]
    return {
        "amount": sent["amount"],
        "tax_behavior": "inclusive" if inclusive else "exclusive",
        "tax_rate_details": {"tax_rate": made_rate(state, sent["tax_rate_data"])["id"]},
        "taxability_reason": sent.get("taxability_reason") or "not_available",
        "taxable_amount": sent["taxable_amount"],
        "type": "tax_rate_details",
    }


def _plain(number: Decimal) -> str:
    text = f"{number:.12f}"
    return text.rstrip("0").rstrip(".")


def _price_details(product: str | None = None) -> Obj:
    return {"price": new_id("price_1", 23), "product": product or new_id("prod", 14)}


def blank_line(state: State, invoice: Obj) -> Obj:
    """Return a line over nothing."""
    now = state.now()
    details = {
        "invoice_item": new_id("ii_1", 23),
        "proration": False,
        "proration_details": None,
        "subscription": None,
    }
    return {
        "id": new_id("il_1", 23),
        "object": "line_item",
        "amount": 0,
        "currency": invoice["currency"],
        "description": None,
        "discount_amounts": [],
        "discountable": True,
        "discounts": [],
        "invoice": invoice["id"],
        "livemode": False,
        "metadata": {},
        "parent": {
            "type": "invoice_item_details",
            "invoice_item_details": details,
            "subscription_item_details": None,
        },
        "period": {"start": now, "end": now},
        "pretax_credit_amounts": [],
        "pricing": {
            "price_details": _price_details(),
            "type": "price_details",
            "unit_amount_decimal": "0",
        },
        "quantity": 1,
        "quantity_decimal": "1",
        "subscription": None,
        "subtotal": 0,
        "taxes": [],
    }
