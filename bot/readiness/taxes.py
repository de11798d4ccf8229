"""Findings about tax: what it comes to, and why Stripe cannot tell."""

from collections.abc import Iterator

from bot.deal import Address
from bot.facts import TaxPreview
from bot.finding import Finding, Fix, block, warn
from bot.payer import BillTo, TaxMode
from bot.places import country_code, has_zip
from bot.plan import Plan

NO_PLACE = "customer_tax_location_invalid"
"""Stripe's code when it cannot tell where the customer is."""


def about_places(plan: Plan) -> Iterator[Finding]:
    """Yield the further payers whose tax Stripe will not be able to tell: it is asked of none."""
    for share in plan.shares if plan.tax.mode is TaxMode.AUTOMATIC else ():
        if lacks := ", ".join(_missing(share.bill_to.address)):
            yield block(
                "tax_place",
                f"{share.bill_to.account_name} is taxed by its address: correct that of the "
                f"account in Salesforce (missing: {lacks}).",
            )


def about_tax(plan: Plan, tax: TaxPreview | None) -> Iterator[Finding]:
    """Yield net, tax and gross of the first invoice, or what keeps Stripe from telling."""
    if has_line_below_zero(plan):
        yield block(
            "negative_line_taxed",
            "Stripe cannot work out tax where a line is below zero: combine it with the line that "
            "it lowers.",
            Fix.LINES,
        )
    if tax is None:
        return
    if tax.problem:
        yield block("tax_failed", _why(plan.bill_to, tax))
        return
    several = len(plan.installments) + sum(retainer.periods for retainer in plan.retainers) > 1
    which = " on the first invoice" if several else ""
    yield warn("tax", f"Tax{which}: {tax.net} net + {tax.tax} tax = {tax.gross} gross.")


def has_line_below_zero(plan: Plan) -> bool:
    """Return whether Stripe would refuse to work out the tax of an installment."""
    if plan.tax.mode is not TaxMode.AUTOMATIC:
        return False
    return any(line.amount.minor < 0 for part in plan.installments for line in part.lines)


def _why(bill_to: BillTo | None, tax: TaxPreview) -> str:
    if tax.code != NO_PLACE or bill_to is None:
        return f"Stripe cannot work out the tax: {tax.problem}"
    name, missing = bill_to.account_name, ", ".join(_missing(bill_to.address))
    lacks = f" (missing: {missing})" if missing else ""
    return (
        f"Stripe cannot tell where {name} is taxed: correct the billing address of the account in "
        f"Salesforce{lacks}."
    )


def _missing(address: Address) -> Iterator[str]:
    for name, value in (
        ("street", address.street),
        ("city", address.city),
        ("postal code", address.postal_code),
        ("country", address.country),
    ):
        if not value.strip():
            yield name
    country = country_code(address.country)
    if address.country.strip() and not country:
        yield f'a country that is recognized, "{address.country}" is not'
    if country == "US" and address.postal_code.strip() and not has_zip(address):
        yield f'a ZIP code of five digits, "{address.postal_code}" is none'
