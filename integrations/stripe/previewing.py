"""What tax an invoice would bear, asked of Stripe without making anything."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

import stripe
from stripe.params import (
    InvoiceCreatePreviewParams,
    InvoiceCreatePreviewParamsCustomerDetails,
    InvoiceCreatePreviewParamsInvoiceItem,
)

from bot.deal import Address
from bot.errors import VendorError
from bot.facts import CustomerOrder, InvoiceOrder, TaxPreview
from bot.money import Money
from bot.payer import TaxMode
from bot.plan import PlanLine
from integrations.stripe.customer_order import address_params
from integrations.stripe.days import noon
from integrations.stripe.errors import translated
from integrations.stripe.lines import line_text
from integrations.stripe.translate import tax_problem

_CODES = ("customer_tax_location_invalid", "taxes_calculation_failed")


def preview(
    client: stripe.StripeClient,
    customer: CustomerOrder,
    order: InvoiceOrder,
    lines: Sequence[PlanLine],
    zone: ZoneInfo,
) -> TaxPreview:
    """Return the tax; without any to ask for, nothing is asked.

    Raises:
        VendorError: if Stripe refuses for another reason than the customer's location.

    """
    net = Money.total((line.amount for line in lines), order.currency)
    untaxed = TaxPreview(net=net, tax=Money.zero(order.currency), gross=net)
    if order.tax.mode is TaxMode.NONE or not lines:
        return untaxed
    try:
        with translated():
            shown = client.v1.invoices.create_preview(_params(customer, order, lines, zone))
    except VendorError as refusal:
        if refusal.code not in _CODES:
            raise
        return untaxed.model_copy(update={"problem": str(refusal), "code": refusal.code})
    problem = tax_problem(shown)
    taxes = sum(tax.amount for tax in shown.total_taxes or ())
    return TaxPreview(
        net=Money(minor=shown.total_excluding_tax or 0, currency=shown.currency),
        tax=Money(minor=taxes, currency=shown.currency),
        gross=Money(minor=shown.total, currency=shown.currency),
        problem=problem,
        code=_code(shown) if problem else "",
    )


def _code(shown: stripe.Invoice) -> str:
    return _CODES[0] if shown.automatic_tax.status == "requires_location_inputs" else _CODES[1]


def _params(
    customer: CustomerOrder, order: InvoiceOrder, lines: Sequence[PlanLine], zone: ZoneInfo
) -> InvoiceCreatePreviewParams:
    params: InvoiceCreatePreviewParams = {
        "currency": order.currency.lower(),
        "automatic_tax": {"enabled": order.tax.mode is TaxMode.AUTOMATIC},
        "discounts": "",
        "invoice_items": [_item(line, order, zone) for line in lines],
    }
    if order.customer_id:
        params["customer"] = order.customer_id
    else:
        params["customer_details"] = _details(customer)
    return params


def _item(
    line: PlanLine, order: InvoiceOrder, zone: ZoneInfo
) -> InvoiceCreatePreviewParamsInvoiceItem:
    item: InvoiceCreatePreviewParamsInvoiceItem = {
        "amount": line.amount.minor,
        "currency": line.amount.currency.lower(),
        "description": line_text(line),
        "tax_behavior": "exclusive",
    }
    if order.tax.mode is TaxMode.RATES:
        item["tax_rates"] = list(order.tax.rates)
        del item["tax_behavior"]  # a rate says itself whether it is in the price
    if line.period is not None:
        item["period"] = {
            "start": noon(line.period.start, zone),
            "end": noon(line.period.end, zone),
        }
    return item


def _details(customer: CustomerOrder) -> InvoiceCreatePreviewParamsCustomerDetails:
    details: InvoiceCreatePreviewParamsCustomerDetails = {"tax_exempt": customer.tax_exempt.value}
    if customer.address != Address():
        details["address"] = address_params(customer.address)
    if customer.tax_id and customer.tax_id_type:
        details["tax_ids"] = [{"type": customer.tax_id_type, "value": customer.tax_id}]
    return details
