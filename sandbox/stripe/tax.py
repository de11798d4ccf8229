"""The taxes on an invoice's lines: by rates people chose, or worked out by Stripe Tax.

Each tax of each line is rounded by itself to what the currency can express. A draft is taxed anew
whenever it is edited and when it is finalized, by the customer's place and the rates of then
(docs.stripe.com/tax/invoicing).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sandbox.stripe.currencies import rounded
from sandbox.stripe.errors import Obj, refuse
from sandbox.stripe.state import State, Taxing
from sandbox.stripe.tax_ids import printed_tax_ids
from sandbox.stripe.tax_places import EUROPEAN_UNION, Levy, levies, located
from sandbox.stripe.tax_rates import made_rate

_BUSINESS = {
    "au_abn": frozenset({"AU"}),
    "eu_vat": EUROPEAN_UNION,
    "gb_vat": frozenset({"GB"}),
    "no_vat": frozenset({"NO"}),
    "nz_gst": frozenset({"NZ"}),
}
"""Where a business with such an id accounts for the tax itself, the account being in the US."""
UNKNOWN_PLACE = (
    "The customer's location isn't recognized. Set a valid customer address in order to"
    " automatically calculate tax."
)
UNTAXED = {
    "requires_location_inputs": (
        "customer_tax_location_invalid",
        UNKNOWN_PLACE,
        "finalization_requires_location_inputs",
    ),
    "failed": (
        "taxes_calculation_failed",
        "There was an error while calculating the taxes of this invoice. Try again later.",
        "finalization_system_error",
    ),
}
"""Why nothing could be worked out -> code, message, and the reason automatic tax is turned off."""
_EXCLUSIVE = frozenset({"cad", "usd"})
"""Currencies in which prices are without tax, where the account lets the currency decide."""
_RELIEF = {"exempt": "customer_exempt", "reverse": "reverse_charge"}


@dataclass(frozen=True)
class Payer:
    """Whom an invoice is taxed for; of a preview, perhaps nobody on file."""

    customer: Obj
    tax_ids: list[Obj]


def payer_of(state: State, invoice: Obj) -> Payer:
    """Return whom `invoice` is taxed for, as things are now."""
    ident = invoice["customer"]
    return Payer(state.customers[ident], printed_tax_ids(state, ident))


def tax_status(state: State, payer: Payer) -> str:
    """Return how Stripe Tax would fare with `payer`."""
    if located(payer.customer) is None:
        return "requires_location_inputs"
    return "failed" if state.settings.tax_fails else "complete"


def tax_of(state: State, customer: Obj) -> Obj:
    """Return the customer's `tax`: whether Stripe Tax knows where it is, and collects there."""
    place = located(customer)
    found = levies(place or {})
    where = (
        "shipping_destination" if place and place != customer.get("address") else "billing_address"
    )
    verdict = "supported" if found else "unrecognized_location"
    if found and all(levy.reason == "not_collecting" for levy in found):
        verdict = "not_collecting"
    return {
        "automatic_tax": "failed" if found and state.settings.tax_fails else verdict,
        "ip_address": None,
        "location": {"country": found[0].country, "source": where, "state": found[0].state}
        if found
        else None,
        "provider": "stripe",
    }


def assess(state: State, invoice: Obj, lines: Iterable[Obj], payer: Payer) -> None:
    """Write the taxes onto `lines`, and onto `invoice` how Stripe Tax fared."""
    automatic = invoice["automatic_tax"]
    if automatic["enabled"]:
        automatic["status"] = tax_status(state, payer)
    for line in lines:
        taxing = state.taxing.get(line["id"], Taxing())
        if automatic["enabled"]:
            line["taxes"] = _worked_out(state, line, taxing, automatic["status"], payer)
        elif not taxing.stated:
            line["taxes"] = _by_rates(state, line, taxing, invoice["default_tax_rates"], payer)


def _worked_out(state: State, line: Obj, taxing: Taxing, status: str, payer: Payer) -> list[Obj]:
    place = located(payer.customer)
    if status != "complete" or place is None:
        return []
    found = levies(place)
    reason = _RELIEF.get(payer.customer.get("tax_exempt") or "none")
    if reason is None and _is_business(payer, found[0].country):
        reason = "reverse_charge"
    inclusive = behavior_of(state, taxing, line["currency"]) == "inclusive"
    rates = [made_rate(state, _described(levy, inclusive=inclusive)) for levy in found]
    return taxes_on(line, rates, [reason or levy.reason for levy in found])


def _is_business(payer: Payer, country: str) -> bool:
    return any(country in _BUSINESS.get(sent["type"], ()) for sent in payer.tax_ids)


def behavior_of(state: State, taxing: Taxing, currency: str) -> str | None:
    """Return whether a line's amount includes its tax: as its price says, or the account."""
    if taxing.behavior not in (None, "unspecified"):
        return taxing.behavior
    default = state.settings.tax_behavior
    if default == "inferred_by_currency":
        return "exclusive" if currency in _EXCLUSIVE else "inclusive"
    return default


def _described(levy: Levy, *, inclusive: bool) -> Obj:
    return {
        "country": levy.country,
        "display_name": levy.name,
        "effective_percentage": float(levy.percent),
        "inclusive": inclusive,
        "jurisdiction": levy.state or levy.country,
        "jurisdiction_level": "state" if levy.state else "country",
        "percentage": levy.percent,
        "rate_type": "percentage" if levy.kind else None,
        "state": levy.state,
        "tax_type": levy.kind,
    }


def _by_rates(
    state: State, line: Obj, taxing: Taxing, defaults: list[Obj], payer: Payer
) -> list[Obj]:
    rates = defaults if taxing.rates is None else [state.tax_rates[name] for name in taxing.rates]
    reason = _RELIEF.get(payer.customer.get("tax_exempt") or "none")
    return taxes_on(line, rates, [reason or "standard_rated"] * len(rates))


def taxes_on(line: Obj, rates: list[Obj], reasons: list[str]) -> list[Obj]:
    """Return a line's taxes; an exclusive one is on the amount without the inclusive ones."""
    amount, currency = line["amount"], line["currency"]
    pairs = list(zip(rates, reasons, strict=True))
    included = sum(_percent(rate, reason) for rate, reason in pairs if rate["inclusive"])
    net = Decimal(amount) * 100 / (100 + included)
    within = [
        rounded(net * _percent(rate, reason) / 100, currency)
        for rate, reason in pairs
        if rate["inclusive"]
    ]
    base = amount - sum(within)
    return [
        {
            "amount": within.pop(0)
            if rate["inclusive"]
            else rounded(base * _percent(rate, reason) / 100, currency),
            "tax_behavior": "inclusive" if rate["inclusive"] else "exclusive",
            "tax_rate_details": {"tax_rate": rate["id"]},
            "taxability_reason": reason,
            "taxable_amount": base if reason == "standard_rated" else 0,
            "type": "tax_rate_details",
        }
        for rate, reason in pairs
    ]


def _percent(rate: Obj, reason: str) -> Decimal:
    return Decimal(str(rate["percentage"])) if reason == "standard_rated" else Decimal(0)


def aggregated(lines: Iterable[Obj]) -> list[Obj]:
    """Return the taxes of all lines, one row for each rate and reason."""
    rows: dict[tuple[str, str, str], Obj] = {}
    for tax in (tax for line in lines for tax in line["taxes"]):
        rate = (tax["tax_rate_details"] or {}).get("tax_rate", "")
        row = rows.setdefault(
            (rate, tax["tax_behavior"], tax["taxability_reason"]),
            {**tax, "amount": 0, "taxable_amount": 0},
        )
        row["amount"] += tax["amount"]
        row["taxable_amount"] += tax["taxable_amount"] or 0
    return list(rows.values())


def require_taxable(
    state: State, invoice: Obj, lines: list[Obj], taxed: dict[str, Taxing] | None = None
) -> None:
    """Refuse what cannot be on an invoice with automatic tax, before anything is changed.

    `taxed` is how some of the `lines` are going to be taxed. What a subscription itself puts on
    its invoices, prorations among it, is never refused.
    Those are rates and tax amounts set by hand, negative amounts, and prices of which nobody said
    whether tax is in them: see `automatic_tax[enabled]` of the API.
    """
    if not invoice["automatic_tax"]["enabled"]:
        return
    if invoice["default_tax_rates"]:
        refuse(
            "You cannot use `default_tax_rates` on an invoice with automatic tax enabled.",
            param="default_tax_rates",
        )
    for number, line in enumerate(lines):
        taxing = (taxed or {}).get(line["id"]) or state.taxing.get(line["id"], Taxing())
        param = f"lines[{number}]"
        if line["parent"]["type"] == "subscription_item_details":
            continue
        if taxing.rates is not None or taxing.stated:
            name = "tax_amounts" if taxing.stated else "tax_rates"
            refuse(
                f"You cannot use `{name}` on an invoice with automatic tax enabled.",
                param=f"{param}[{name}]",
            )
        if line["amount"] < 0:
            refuse(
                "Negative amounts are not supported on an invoice with automatic tax enabled.",
                param=f"{param}[amount]",
            )
        if behavior_of(state, taxing, line["currency"]) is None:
            refuse(
                "An amount on an invoice with automatic tax enabled needs a tax behavior: set"
                " `tax_behavior` on its price, or a default in your tax settings.",
                param=f"{param}[price_data][tax_behavior]",
            )
