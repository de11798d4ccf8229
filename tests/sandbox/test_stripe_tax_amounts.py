"""What holds of every invoice's taxes at the local Stripe."""

from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.stripe.currencies import step
from sandbox.stripe.customers import create_customer
from sandbox.stripe.invoices import create_invoice
from sandbox.stripe.lines import add_lines
from sandbox.stripe.state import State
from sandbox.stripe.tax_rates import create_tax_rate
from sandbox.world import World
from tests.sandbox.stripe_kit import START

RATES = st.lists(
    st.tuples(st.integers(0, 30_000).map(lambda milli: Decimal(milli) / 1000), st.booleans()),
    max_size=3,
)
LINES = st.lists(st.tuples(st.integers(-10_000, 1_000_000), RATES), min_size=1, max_size=5)
CURRENCIES = st.sampled_from(["usd", "jpy", "kwd", "isk"])


def invoiced(lines: list[tuple[int, Any]], currency: str, tax_exempt: str) -> dict[str, Any]:
    """Return an invoice over `lines`: (steps of the currency, [(percentage, inclusive)])."""
    state = State(World(START).clock)
    customer = create_customer(state, {"tax_exempt": tax_exempt})["id"]
    invoice = create_invoice(state, {"customer": customer, "currency": currency})
    rows = []
    for amount, rates in lines:
        ids = [
            create_tax_rate(
                state, {"display_name": "T", "percentage": percentage, "inclusive": inclusive}
            )["id"]
            for percentage, inclusive in rates
        ]
        rows.append({"amount": amount * step(currency), "tax_rates": ids})
    return add_lines(state, {"lines": rows}, invoice["id"])


@given(LINES, CURRENCIES)
def test_totals_are_sums_of_their_parts(lines: list[tuple[int, Any]], currency: str) -> None:
    invoice = invoiced(lines, currency, "none")
    taxes = [tax for line in invoice["lines"]["data"] for tax in line["taxes"]]
    on_top = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    assert invoice["subtotal"] == sum(line["amount"] for line in invoice["lines"]["data"])
    assert invoice["total"] == invoice["subtotal"] + on_top
    assert invoice["total"] == invoice["total_excluding_tax"] + sum(tax["amount"] for tax in taxes)
    assert sum(tax["amount"] for tax in invoice["total_taxes"]) == sum(
        tax["amount"] for tax in taxes
    )
    assert all(tax["amount"] % step(currency) == 0 for tax in taxes)


@given(LINES, CURRENCIES)
def test_each_tax_is_off_by_less_than_a_step(lines: list[tuple[int, Any]], currency: str) -> None:
    invoice = invoiced(lines, currency, "none")
    for line, (_, rates) in zip(invoice["lines"]["data"], lines, strict=True):
        within = sum(percentage for percentage, inclusive in rates if inclusive)
        net = Decimal(line["amount"]) * 100 / (100 + within)
        for tax, (percentage, _) in zip(line["taxes"], rates, strict=True):
            assert abs(tax["amount"] - net * percentage / 100) <= step(currency)


@given(LINES, CURRENCIES, st.sampled_from(["exempt", "reverse"]))
def test_relief_is_complete(lines: list[tuple[int, Any]], currency: str, tax_exempt: str) -> None:
    invoice = invoiced(lines, currency, tax_exempt)
    assert invoice["total"] == invoice["subtotal"] == invoice["total_excluding_tax"]
    assert all(tax["amount"] == 0 for tax in invoice["total_taxes"])
