"""Invoices: made, sent, noted on and discarded, each by one call that may be repeated."""

from zoneinfo import ZoneInfo

import stripe

from bot.errors import NotFound, VendorError
from bot.facts import InvoiceOrder
from bot.plan import PlanLine
from integrations.stripe import metadata
from integrations.stripe.errors import missing_is, translated
from integrations.stripe.order import draft_params, line_params


def draft(client: stripe.StripeClient, order: InvoiceOrder, key: str, zone: ZoneInfo) -> str:
    """Make a draft without lines; return its id."""
    with translated():
        return client.v1.invoices.create(draft_params(order, zone), {"idempotency_key": key}).id


def add_lines(
    client: stripe.StripeClient, stripe_id: str, lines: tuple[PlanLine, ...], key: str
) -> stripe.Invoice:
    """Put the lines on a draft."""
    rows = line_params(lines)
    with translated():
        return client.v1.invoices.add_lines(stripe_id, {"lines": rows}, {"idempotency_key": key})


def send(client: stripe.StripeClient, stripe_id: str, key: str) -> stripe.Invoice:
    """Finalize and e-mail a draft, or e-mail an open invoice again.

    Stripe finalizes a draft before it sends it, yet its reference allows sending only what is
    open. If it insists on that, the invoice is finalized first; then the same key is used once
    more, so that a repetition cannot e-mail twice, and another one only if Stripe kept its
    refusal under that key.
    """
    try:
        return _send(client, stripe_id, key)
    except VendorError as refusal:
        if not _wants_finalizing(refusal):
            raise
    with translated():
        client.v1.invoices.finalize_invoice(
            stripe_id, {"auto_advance": False}, {"idempotency_key": f"{key}:finalize"}
        )
    try:
        return _send(client, stripe_id, key)
    except VendorError as refusal:
        if not _wants_finalizing(refusal):
            raise
    return _send(client, stripe_id, f"{key}:finalized")


def _send(client: stripe.StripeClient, stripe_id: str, key: str) -> stripe.Invoice:
    with translated():
        return client.v1.invoices.send_invoice(stripe_id, {}, {"idempotency_key": key})


def _wants_finalizing(refusal: VendorError) -> bool:
    """Whether Stripe refused because the invoice is a draft; there is no code for it."""
    words = str(refusal).lower()
    return not refusal.retryable and ("finalize" in words or "draft" in words)


def discard(client: stripe.StripeClient, stripe_id: str) -> None:
    """Delete a draft; one that is gone is fine, as a repetition finds it so."""
    try:
        with missing_is("gone"), translated():
            client.v1.invoices.delete(stripe_id)
    except NotFound:
        return


def note(client: stripe.StripeClient, stripe_id: str, notes: dict[str, str], key: str) -> None:
    """Write `notes` into the invoice's metadata; "" removes one."""
    with translated():
        client.v1.invoices.update(
            stripe_id, {"metadata": metadata.fitted(notes)}, {"idempotency_key": key}
        )
