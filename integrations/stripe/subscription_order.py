"""A retainer as Stripe's parameters: its items, where its periods begin, and where it ends."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from stripe.params import (
    ProductCreateParams,
    SubscriptionCreateParams,
    SubscriptionCreateParamsInvoiceSettings,
    SubscriptionCreateParamsItem,
    SubscriptionUpdateParams,
    SubscriptionUpdateParamsInvoiceSettingsCustomField,
)

from bot.errors import Trouble, VendorError
from bot.facts import SubscriptionOrder
from bot.payer import TaxMode
from bot.periods import Interval, Rhythm
from bot.plan import PlanLine
from integrations.stripe import metadata
from integrations.stripe.days import latest_period_start, period_start
from integrations.stripe.errors import VENDOR
from integrations.stripe.lines import NAME_LENGTH, line_text
from integrations.stripe.order import fields_of, memo_of

MOST_ITEMS = 20
BY_QUANTITY = "Services billed by quantity"
"""What the one line of a period says whose other lines are known afterwards."""


def subscription_params(
    order: SubscriptionOrder, zone: ZoneInfo, *, late: bool = False
) -> SubscriptionCreateParams:
    """Return the parameters of a subscription; `late` begins it as late as its first day allows."""
    begins = (latest_period_start if late else period_start)(order.starts_on, zone)
    ends = datetime.combine(order.ends_on, begins.time(), UTC)
    params: SubscriptionCreateParams = {
        "customer": order.customer_id,
        "collection_method": "send_invoice",
        "days_until_due": order.due.net_days,
        "items": items_of(order.subscription_id, order.lines, order.currency, order.rhythm),
        "proration_behavior": "none",
        "cancel_at": int(ends.timestamp()),
        "automatic_tax": {"enabled": order.tax.mode is TaxMode.AUTOMATIC},
        "discounts": "",
        "metadata": _metadata(order),
    }
    if order.rhythm.interval is Interval.WEEK or order.anchor_day == begins.day:
        params["billing_cycle_anchor"] = int(begins.timestamp())
    else:
        # The first month is too short for the day on which the others begin.
        params["billing_cycle_anchor_config"] = {
            "day_of_month": order.anchor_day,
            "month": begins.month,
            "hour": begins.hour,
            "minute": begins.minute,
            "second": begins.second,
        }
    if order.tax.mode is TaxMode.RATES:
        params["default_tax_rates"] = list(order.tax.rates)
    if settings := _printed(order):
        params["invoice_settings"] = settings
    return params


def terms_of(order: SubscriptionOrder) -> SubscriptionUpdateParams:
    """Return the terms, tax and texts of the invoices to come; what is left out is taken off."""
    fields: list[SubscriptionUpdateParamsInvoiceSettingsCustomField] = [
        {"name": field["name"], "value": field["value"]} for field in fields_of(order)
    ]
    return {
        "days_until_due": order.due.net_days,
        "automatic_tax": {"enabled": order.tax.mode is TaxMode.AUTOMATIC},
        "default_tax_rates": list(order.tax.rates) if order.tax.mode is TaxMode.RATES else "",
        "invoice_settings": {
            "description": memo_of(order),
            "footer": order.footer,
            "custom_fields": fields or "",
        },
    }


def _printed(order: SubscriptionOrder) -> SubscriptionCreateParamsInvoiceSettings:
    settings: SubscriptionCreateParamsInvoiceSettings = {}
    if memo := memo_of(order):
        settings["description"] = memo
    if order.footer:
        settings["footer"] = order.footer
    if fields := fields_of(order):
        settings["custom_fields"] = [
            {"name": field["name"], "value": field["value"]} for field in fields
        ]
    return settings


def _metadata(order: SubscriptionOrder) -> dict[str, str]:
    ours = {
        metadata.SUBSCRIPTION: order.subscription_id,
        metadata.DEAL: order.deal_id,
        metadata.OPPORTUNITY: order.deal_id,
    }
    return metadata.fitted(ours | {k: v for k, v in order.notes.items() if k not in ours})


def items_of(
    subscription_id: str,
    lines: Sequence[PlanLine],
    currency: str,
    rhythm: Rhythm,
    mark: str = "",
) -> list[SubscriptionCreateParamsItem]:
    """Return an item for each line, of a price of its own; without lines, one of nothing.

    Raises:
        VendorError: if Stripe takes no such lines.

    """
    _check(lines)
    amounts = [line.amount.minor for line in lines] or [0]
    items: list[SubscriptionCreateParamsItem] = []
    for product, amount in zip(products_of(subscription_id, lines), amounts, strict=True):
        item: SubscriptionCreateParamsItem = {
            "price_data": {
                "currency": currency.lower(),
                "product": product["id"],
                "recurring": {
                    "interval": rhythm.interval.value,
                    "interval_count": rhythm.every,
                },
                "unit_amount": amount,
                "tax_behavior": "exclusive",
            },
            "quantity": 1,
        }
        if mark:
            item["metadata"] = {metadata.MARK: mark}
        items.append(item)
    return items


def products_of(subscription_id: str, lines: Sequence[PlanLine]) -> list[ProductCreateParams]:
    """Return the products that carry the text of the lines; equal texts share one."""
    names = [line_text(line)[:NAME_LENGTH] for line in lines] or [BY_QUANTITY]
    return [
        {
            "id": f"closedwon_{subscription_id}_{metadata.mark(name)}",
            "name": name,
            "metadata": {metadata.SUBSCRIPTION: subscription_id},
        }
        for name in names
    ]


def end_of(ends_on: date, anchor: int) -> int:
    """Return the boundary of periods on `ends_on`, of a subscription anchored at `anchor`."""
    clock = datetime.fromtimestamp(anchor, UTC).time()
    return int(datetime.combine(ends_on, clock, UTC).timestamp())


def _check(lines: Sequence[PlanLine]) -> None:
    if len(lines) > MOST_ITEMS:
        raise VendorError(
            VENDOR,
            f"Stripe bills at most {MOST_ITEMS} lines a period; this retainer has {len(lines)}."
            " Combine some of them.",
            trouble=Trouble.REFUSED,
            code="too_many_lines",
        )
    for line in lines:
        if line.amount.minor < 0:
            raise VendorError(
                VENDOR,
                f'Stripe bills no negative line again and again: take "{line.description}" off'
                " the price of another line.",
                trouble=Trouble.REFUSED,
                code="negative_line",
            )
