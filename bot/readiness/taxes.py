"""Findings about tax: what it comes to, and why Stripe cannot tell."""

from collections.abc import Iterator, Sequence

from bot.deal import Address
from bot.finding import Finding, Fix, block, fact
from bot.payer import TaxMode
from bot.places import country_code, has_zip
from bot.plan import Plan
from bot.readiness.around import PayerTax

NO_PLACE = "customer_tax_location_invalid"
"""Stripe's code when it cannot tell where the customer is."""


def about_tax(plan: Plan, taxes: Sequence[PayerTax]) -> Iterator[Finding]:
    """Yield net, tax and gross of the plan, a payer each, or what keeps Stripe from telling."""
    if plan.tax.mode is TaxMode.AUTOMATIC and any(
        line.amount.minor < 0 for part in plan.installments for line in part.lines
    ):
        yield block(
            "negative_line_taxed",
            "Stripe cannot work out tax where a line is below zero: combine it with the line that "
            "it lowers.",
            Fix.LINES,
        )
    for one in taxes:
        if one.shown.problem:
            yield block("tax_failed", _why(one))
        else:
            yield fact("tax", _sums(plan, one, several=len(taxes) > 1))


def has_line_below_zero(plan: Plan) -> bool:
    """Return whether Stripe would refuse to work out the tax of the plan."""
    if plan.tax.mode is not TaxMode.AUTOMATIC:
        return False
    lines = [line for part in plan.installments for line in part.lines]
    for retainer in plan.retainers:
        lines += [*retainer.lines, *retainer.last]
    return any(line.amount.minor < 0 for line in lines)


def _sums(plan: Plan, one: PayerTax, *, several: bool) -> str:
    """Return e.g. "$100.00 net + $8.25 tax = $108.25 gross, for 12 invoices by today's rates"."""
    shown = one.shown
    whose = f"{one.bill_to.account_name}: " if several else ""
    said = f"{whose}{shown.net} net + {shown.tax} tax = {shown.gross} gross"
    if one.invoices > 1:
        said += f", for {one.invoices} invoices by today's rates"
    if any(retainer.variable for retainer in plan.retainers):
        said += ", without what is billed by quantity"
    return said


def _why(one: PayerTax) -> str:
    if one.shown.code != NO_PLACE:
        return f"Stripe cannot work out the tax: {one.shown.problem}"
    name, missing = one.bill_to.account_name, ", ".join(_missing(one.bill_to.address))
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
