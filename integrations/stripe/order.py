"""An order as Stripe's parameters: the draft, its terms, and what is printed on it."""

from collections.abc import Mapping
from typing import Protocol
from zoneinfo import ZoneInfo

from stripe.params import InvoiceCreateParams, InvoiceCreateParamsCustomField

from bot.facts import InvoiceOrder
from bot.payer import TaxMode
from integrations.stripe import metadata
from integrations.stripe.days import due_timestamp, morning

_PO_NAME, _NAME_LENGTH, _VALUE_LENGTH, _MOST_FIELDS = "PO number", 40, 140, 4
_MEMO_LENGTH, _FOOTER_LENGTH = 1500, 5000


class Printed(Protocol):
    """What an order says that is to be printed."""

    @property
    def memo(self) -> str:
        """Return the text beside the lines."""
        ...

    @property
    def footer(self) -> str:
        """Return the text below."""
        ...

    @property
    def po_number(self) -> str:
        """Return the client's order number."""
        ...

    @property
    def custom_fields(self) -> Mapping[str, str]:
        """Return further fields by name."""
        ...


def draft_params(order: InvoiceOrder, zone: ZoneInfo, *, soon: bool = False) -> InvoiceCreateParams:
    """Return the parameters of a draft that nothing but its lines can change the total of.

    One that finalizes by itself does so in the morning of its day or, if `soon`, in about an hour.
    """
    automatic = order.tax.mode is TaxMode.AUTOMATIC
    params: InvoiceCreateParams = {
        "collection_method": "send_invoice",
        "due_date": due_timestamp(order.due_date, zone),
        "auto_advance": order.finalizes_on is not None,
        "automatic_tax": {"enabled": automatic},
        "metadata": _metadata(order),
    }
    if order.revises:
        # Customer, currency and what else is not named here are those of the old invoice.
        params["from_invoice"] = {"action": "revision", "invoice": order.revises}
    else:
        params["customer"] = order.customer_id
        params["currency"] = order.currency.lower()
        params["pending_invoice_items_behavior"] = "exclude"
        params["discounts"] = ""  # the customer's coupon was not part of what was approved
    if order.tax.mode is TaxMode.RATES:
        params["default_tax_rates"] = list(order.tax.rates)
    if order.finalizes_on is not None and not soon:
        at = morning(order.finalizes_on, zone)
        params["automatically_finalizes_at"] = int(at.timestamp())
    if memo := memo_of(order):
        params["description"] = memo
    if order.footer:
        params["footer"] = order.footer[:_FOOTER_LENGTH]
    if fields := fields_of(order):
        params["custom_fields"] = fields
    return params


def memo_of(order: Printed) -> str:
    """Return the text beside the lines, with what does not fit into a field."""
    long_po = f"{_PO_NAME}: {order.po_number}" if len(order.po_number) > _VALUE_LENGTH else ""
    others = [f"{k}: {v}" for k, v in order.custom_fields.items() if not _fits(k, v)]
    return "\n".join(part for part in (order.memo, long_po, *others) if part)[:_MEMO_LENGTH]


def fields_of(order: Printed) -> list[InvoiceCreateParamsCustomField]:
    """Return the fields that Stripe prints: the PO number and up to three more."""
    fields = {_PO_NAME: order.po_number, **order.custom_fields}
    rows = [(name, value) for name, value in fields.items() if value and _fits(name, value)]
    return [{"name": name, "value": value} for name, value in rows[:_MOST_FIELDS]]


def _fits(name: str, value: str) -> bool:
    return len(name) <= _NAME_LENGTH and len(value) <= _VALUE_LENGTH


def _metadata(order: InvoiceOrder) -> dict[str, str]:
    ours = {
        metadata.INVOICE: order.invoice_id,
        metadata.DEAL: order.deal_id,
        metadata.OPPORTUNITY: order.deal_id,
    }
    return metadata.fitted(ours | {k: v for k, v in order.notes.items() if k not in ours})
