"""The items of a subscription and their recurring prices, checked as Stripe checks them."""

from copy import deepcopy
from decimal import Decimal

from sandbox.stripe.check import merged
from sandbox.stripe.currencies import known, stated
from sandbox.stripe.errors import Obj, missing, parameter_missing, refuse
from sandbox.stripe.events import emit
from sandbox.stripe.state import State, new_id
from sandbox.stripe.tax_rates import usable_rates

MOST_ITEMS = 20
_LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}
"""Three years, the longest interval of a price."""
_UNSUPPORTED = ("billing_thresholds", "current_trial", "discounts", "clear_usage")
_PRICING = ("price", "plan", "price_data")


def new_items(state: State, subscription: Obj, rows: list[Obj]) -> list[Obj]:
    """Return the items `rows` describe, all of one currency and one interval."""
    if not rows:
        parameter_missing("items")
    items = [_item(state, subscription, row, f"items[{n}]") for n, row in enumerate(rows)]
    return _together(items)


def changed_items(state: State, subscription: Obj, rows: list[Obj]) -> list[Obj]:
    """Return the subscription's items with `rows` put over them; a row without id is a new one."""
    items = {item["id"]: item for item in subscription["items"]["data"]}
    for number, row in enumerate(rows):
        param = f"items[{number}]"
        if "id" not in row:
            added = _item(state, subscription, row, param)
            items[added["id"]] = added
        elif row["id"] not in items:
            missing("subscription item", row["id"], f"{param}[id]", in_path=False)
        elif row.get("deleted"):
            del items[row["id"]]
        else:
            items[row["id"]] = _item(state, subscription, row, param, items[row["id"]])
    if not items:
        refuse("A subscription must have at least one active plan.", param="items")
    return _together(list(items.values()))


def keep_prices(state: State, items: list[Obj]) -> None:
    """Keep the prices that were made inline for `items`, once nothing can be refused any more."""
    for price in (item["price"] for item in items):
        if price["id"] not in state.prices:
            state.prices[price["id"]] = price
            emit(state, "price.created", price)


def _item(state: State, subscription: Obj, row: Obj, param: str, current: Obj | None = None) -> Obj:
    for name in _UNSUPPORTED:
        if row.get(name) is not None:
            refuse(f"This sandbox does not know `{name}` yet.", param=f"{param}[{name}]")
    if row.get("deleted"):
        refuse("To delete an item, pass its id.", param=f"{param}[deleted]")
    item = deepcopy(current) if current else _blank(state, subscription)
    price = _price(state, row, param, current)
    quantity: int = row["quantity"] if "quantity" in row else item["quantity"]
    if quantity < 0:
        refuse(
            "This value must be greater than or equal to 0.",
            code="parameter_invalid_integer",
            param=f"{param}[quantity]",
        )
    item |= {"price": price, "plan": _plan(price), "quantity": quantity}
    item["metadata"] = merged(item["metadata"], row.get("metadata", {}))
    if "tax_rates" in row:
        kept = [rate["id"] for rate in item["tax_rates"]]
        item["tax_rates"] = usable_rates(state, row["tax_rates"], f"{param}[tax_rates]", kept)
    return item


def _price(state: State, row: Obj, param: str, current: Obj | None) -> Obj:
    given = [name for name in _PRICING if row.get(name) is not None]
    if len(given) > 1:
        refuse(f"You may only specify one of these parameters: {', '.join(given)}.", param=param)
    if not given:
        if current is None:
            parameter_missing(f"{param}[price]")
        price: Obj = current["price"]
        return price
    if given[0] == "price_data":
        return _inline(state, row["price_data"], f"{param}[price_data]")
    if row[given[0]] not in state.prices:
        missing("price", row[given[0]], f"{param}[{given[0]}]", in_path=False)
    return refuse(
        "The price specified is inactive. This field only accepts active prices.",
        param=f"{param}[{given[0]}]",
    )


def _inline(state: State, sent: Obj, param: str) -> Obj:
    """Return a price for this one item; it cannot be used again, so it is not active."""
    product = state.products.get(sent["product"])
    if product is None:
        missing("product", sent["product"], f"{param}[product]", in_path=False)
    if not product["active"]:
        refuse(f"The product {product['id']} is not active.", param=f"{param}[product]")
    currency = known(sent["currency"], f"{param}[currency]")
    unit = _unit(sent, currency, param)
    return {
        "id": new_id("price_1", 23),
        "object": "price",
        "active": False,
        "billing_scheme": "per_unit",
        "created": state.now(),
        "currency": currency,
        "custom_unit_amount": None,
        "livemode": False,
        "lookup_key": None,
        "metadata": {},
        "nickname": None,
        "product": product["id"],
        "recurring": _recurring(sent["recurring"], f"{param}[recurring]"),
        "tax_behavior": sent.get("tax_behavior") or "unspecified",
        "tiers_mode": None,
        "transform_quantity": None,
        "type": "recurring",
        "unit_amount": int(unit) if unit == int(unit) else None,
        "unit_amount_decimal": f"{unit.normalize():f}",
    }


def _unit(sent: Obj, currency: str, param: str) -> Decimal:
    amounts = [sent.get(name) for name in ("unit_amount", "unit_amount_decimal")]
    if amounts.count(None) != 1:
        refuse(
            "You must specify exactly one of `unit_amount` or `unit_amount_decimal`.",
            param=f"{param}[unit_amount]",
        )
    if amounts[0] is not None:
        unit = Decimal(stated(amounts[0], currency, f"{param}[unit_amount]"))
    else:
        unit = Decimal(sent["unit_amount_decimal"])
    if unit < 0:
        refuse("Invalid non-negative integer", param=f"{param}[unit_amount]")
    return unit


def _recurring(sent: Obj, param: str) -> Obj:
    count = sent.get("interval_count", 1)
    if not 1 <= count <= _LONGEST[sent["interval"]]:
        refuse(
            f"Invalid `interval_count`: {count}. The interval of a price is at most three years.",
            param=f"{param}[interval_count]",
        )
    return {
        "interval": sent["interval"],
        "interval_count": count,
        "meter": None,
        "trial_period_days": None,
        "usage_type": "licensed",
    }


def _plan(price: Obj) -> Obj:
    """Return the plan: the price once more, as it was called before there were prices."""
    same = ("active", "billing_scheme", "created", "currency", "livemode", "metadata", "nickname")
    recurring = price["recurring"]
    return {
        "id": price["id"],
        "object": "plan",
        **{name: deepcopy(price[name]) for name in (*same, "product", "tiers_mode")},
        **{name: recurring[name] for name in recurring},
        "amount": price["unit_amount"],
        "amount_decimal": price["unit_amount_decimal"],
        "transform_usage": None,
    }


def _blank(state: State, subscription: Obj) -> Obj:
    return {
        "id": new_id("si", 14),
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": state.now(),
        "current_trial": None,
        "discounts": [],
        "metadata": {},
        "quantity": 1,
        "subscription": subscription["id"],
        "tax_rates": [],
    }


def _together(items: list[Obj]) -> list[Obj]:
    if len(items) > MOST_ITEMS:
        refuse(f"A subscription can have at most {MOST_ITEMS} items.", param="items")
    first = items[0]["price"]
    for item in items:
        if item["price"]["currency"] != first["currency"]:
            refuse("All prices of a subscription must have the same currency.", param="items")
        if item["price"]["recurring"] != first["recurring"]:
            refuse(
                "This sandbox does not model items of different intervals in one subscription:"
                " make one subscription for each interval.",
                param="items",
            )
    return items
