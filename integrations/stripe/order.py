"""An order as Stripe's parameters: the draft, and its lines as the customer reads them."""

from collections.abc import Sequence
from decimal import Decimal
from zoneinfo import ZoneInfo

from stripe.params import InvoiceAddLinesParamsLine, InvoiceCreateParams

from bot.errors import Trouble, VendorError
from bot.facts import InvoiceOrder
from bot.money import Inexpressible, Money
from bot.plan import PlanLine
from integrations.stripe import metadata
from integrations.stripe.errors import VENDOR
from integrations.stripe.translate import due_timestamp

MOST_LINES = 250
_PO_NAME, _PO_LENGTH = "PO number", 140
_DESCRIPTION_LENGTH = 500
_TIMES = "\N{MULTIPLICATION SIGN}"


def draft_params(order: InvoiceOrder, zone: ZoneInfo) -> InvoiceCreateParams:
    """Return the parameters of a draft that nothing but its lines can change the total of."""
    long_po = len(order.po_number) > _PO_LENGTH
    params: InvoiceCreateParams = {
        "customer": order.customer_id,
        "collection_method": "send_invoice",
        "due_date": due_timestamp(order.due_date, zone),
        "auto_advance": False,
        "currency": order.currency.lower(),
        "pending_invoice_items_behavior": "exclude",
        "automatic_tax": {"enabled": False},
        "discounts": "",  # the customer's coupon was not part of what was approved
        "metadata": _metadata(order),
    }
    memo = [order.memo, f"{_PO_NAME}: {order.po_number}" if long_po else ""]
    if any(memo):
        params["description"] = "\n".join(part for part in memo if part)
    if order.po_number and not long_po:
        params["custom_fields"] = [{"name": _PO_NAME, "value": order.po_number}]
    return params


def _metadata(order: InvoiceOrder) -> dict[str, str]:
    ours = {
        metadata.INVOICE: order.invoice_id,
        metadata.DEAL: order.deal_id,
        metadata.OPPORTUNITY: order.deal_id,
    }
    return metadata.fitted(ours | {k: v for k, v in order.notes.items() if k not in ours})


def line_params(lines: Sequence[PlanLine]) -> list[InvoiceAddLinesParamsLine]:
    """Return the lines as plain amounts: exact, and without a product each in the catalog.

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
    return [{"amount": line.amount.minor, "description": line_text(line)} for line in lines]


def line_text(line: PlanLine) -> str:
    """Return what the customer reads: description, quantity and unit price.

    The calculation is only shown when it is right: a part or a discount does not add up.
    """
    text = line.description
    price = line.unit_price
    if price is not None and line.quantity != 1 and line.quantity * price == line.amount.amount:
        count = f"{line.quantity.normalize():,f}"
        text = f"{text} ({count} {_TIMES} {_price(price, line.amount.currency)})"
    return text[:_DESCRIPTION_LENGTH]


def _price(price: Decimal, currency: str) -> str:
    """Return a unit price, which may be finer than money can be: $0.0125 is USD 0.0125."""
    try:
        return str(Money.of(price, currency))
    except Inexpressible:
        return f"{currency} {price.normalize():f}"
