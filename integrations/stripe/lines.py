"""The lines of a plan as Stripe's parameters, worded as the customer reads them."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from stripe.params import InvoiceAddLinesParamsLine

from bot.errors import Trouble, VendorError
from bot.money import Inexpressible, Money
from bot.plan import PlanLine
from integrations.stripe import metadata
from integrations.stripe.days import noon
from integrations.stripe.errors import VENDOR

MOST_LINES = 250
DESCRIPTION_LENGTH, NAME_LENGTH = 500, 250
_TIMES = "\N{MULTIPLICATION SIGN}"


def line_params(
    lines: Sequence[PlanLine], zone: ZoneInfo, *, taxed: bool = False, mark: str = ""
) -> list[InvoiceAddLinesParamsLine]:
    """Return the lines as plain amounts: exact, and without a product each in the catalog.

    Automatic tax has to be told that it comes on top of the amount, which only a price can; there
    it costs a product. `mark` is written on each line, by which it is recognized.

    Raises:
        VendorError: if there are more than Stripe puts on one invoice.

    """
    if len(lines) > MOST_LINES:
        raise VendorError(
            VENDOR,
            f"Stripe puts at most {MOST_LINES} lines on an invoice; this one has {len(lines)}."
            " Combine some of them.",
            trouble=Trouble.REFUSED,
            code="too_many_lines",
        )
    return [_line(line, zone, taxed=taxed, mark=mark) for line in lines]


def _line(line: PlanLine, zone: ZoneInfo, *, taxed: bool, mark: str) -> InvoiceAddLinesParamsLine:
    text = line_text(line)
    row: InvoiceAddLinesParamsLine = {"description": text}
    if taxed and line.amount.minor >= 0:
        row["price_data"] = {
            "currency": line.amount.currency.lower(),
            "product_data": {"name": text[:NAME_LENGTH]},
            "unit_amount": line.amount.minor,
            "tax_behavior": "exclusive",
        }
        row["quantity"] = 1
    else:
        row["amount"] = line.amount.minor
    if line.period is not None:
        row["period"] = {"start": noon(line.period.start, zone), "end": noon(line.period.end, zone)}
    if mark:
        row["metadata"] = {metadata.MARK: mark}
    return row


def line_text(line: PlanLine) -> str:
    """Return what the customer reads: description, quantity and unit price.

    The calculation is only shown when it is right: a part or a discount does not add up.
    """
    text = line.description
    price = line.unit_price
    if price is not None and line.quantity != 1 and line.quantity * price == line.amount.amount:
        count = f"{line.quantity.normalize():,f}"
        text = f"{text} ({count} {_TIMES} {_price(price, line.amount.currency)})"
    return text[:DESCRIPTION_LENGTH]


def _price(price: Decimal, currency: str) -> str:
    """Return a unit price, which may be finer than money can be: $0.0125 is USD 0.0125."""
    try:
        return str(Money.of(price, currency))
    except Inexpressible:
        return f"{currency} {price.normalize():f}"
