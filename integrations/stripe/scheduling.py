"""Drafts that finalize by themselves: on a day, or not any more."""

from datetime import date
from zoneinfo import ZoneInfo

import stripe
from stripe.params import InvoiceUpdateParams

from bot.clock import Clock
from bot.errors import Trouble, VendorError
from integrations.stripe.days import due_timestamp, morning
from integrations.stripe.errors import VENDOR, translated


def schedule(
    client: stripe.StripeClient,
    stripe_id: str,
    finalizes_on: date,
    due_date: date,
    key: str,
    zone: ZoneInfo,
    clock: Clock,
) -> stripe.Invoice:
    """Have a draft finalize in the morning of a day; when that is over, in about an hour.

    The moment is tried first even if it has passed: a repetition gets the first answer back.

    Raises:
        VendorError: REFUSED, if it is a draft no more.

    """
    at = morning(finalizes_on, zone)
    due: InvoiceUpdateParams = {"auto_advance": True, "due_date": due_timestamp(due_date, zone)}
    exactly: InvoiceUpdateParams = {**due, "automatically_finalizes_at": int(at.timestamp())}
    try:
        return _update(client, stripe_id, exactly, key)
    except VendorError as refusal:
        if refusal.retryable or at > clock.now():
            raise
    # A moment the draft has already would be kept, and goes only with the switch.
    _update(client, stripe_id, {"auto_advance": False}, f"{key}:off")
    return _update(client, stripe_id, due, f"{key}:soon")


def unschedule(client: stripe.StripeClient, stripe_id: str, key: str) -> stripe.Invoice:
    """Have Stripe do nothing by itself with an invoice, and see to it that it is so.

    Raises:
        VendorError: REFUSED, if Stripe shows that it still does.

    """
    invoice = _update(client, stripe_id, {"auto_advance": False}, key)
    if invoice.auto_advance or getattr(invoice, "automatically_finalizes_at", None):
        raise VendorError(
            VENDOR,
            "Stripe still wants to finalize this invoice by itself. Turn off its automatic"
            " collection in the Stripe Dashboard.",
            trouble=Trouble.REFUSED,
            code="still_advances",
        )
    return invoice


def _update(
    client: stripe.StripeClient, stripe_id: str, params: InvoiceUpdateParams, key: str
) -> stripe.Invoice:
    with translated():
        return client.v1.invoices.update(stripe_id, params, {"idempotency_key": key})
