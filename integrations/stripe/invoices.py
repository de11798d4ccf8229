"""Invoices: made, filled, sent, noted on and discarded, each by calls that may be repeated."""

from zoneinfo import ZoneInfo

import stripe

from bot.clock import Clock
from bot.errors import NotFound, VendorError
from bot.facts import InvoiceOrder
from bot.plan import PlanLine
from integrations.stripe import metadata
from integrations.stripe.days import morning
from integrations.stripe.errors import missing_is, translated, understood
from integrations.stripe.lines import line_params
from integrations.stripe.order import draft_params
from integrations.stripe.translate import entries


def draft(
    client: stripe.StripeClient, order: InvoiceOrder, key: str, zone: ZoneInfo, clock: Clock
) -> stripe.Invoice:
    """Make a draft, without lines unless it revises another invoice.

    The morning on which it is to finalize may be over: Stripe says so, and does it in an hour.
    """
    params = draft_params(order, zone)
    try:
        with translated():
            return client.v1.invoices.create(params, {"idempotency_key": key})
    except VendorError as refusal:
        day = order.finalizes_on
        if refusal.retryable or day is None or morning(day, zone) > clock.now():
            raise
    params = draft_params(order, zone, soon=True)
    with translated():
        return client.v1.invoices.create(params, {"idempotency_key": f"{key}:soon"})


def add_lines(
    client: stripe.StripeClient,
    stripe_id: str,
    lines: tuple[PlanLine, ...],
    key: str,
    zone: ZoneInfo,
    *,
    taxed: bool,
) -> stripe.Invoice:
    """Put the lines on a draft, beside those it has."""
    rows = line_params(lines, zone, taxed=taxed)
    with translated():
        return client.v1.invoices.add_lines(stripe_id, {"lines": rows}, {"idempotency_key": key})


@understood()
def replace_lines(
    client: stripe.StripeClient,
    stripe_id: str,
    lines: tuple[PlanLine, ...],
    key: str,
    zone: ZoneInfo,
    *,
    taxed: bool,
) -> stripe.Invoice:
    """Put the lines on a draft in place of those it has.

    A repetition, however late, finds its own lines by their mark and leaves them. What goes, goes
    first: a draft that is cut short bills too little, and never twice.
    """
    mark = metadata.mark(key)
    rows = line_params(lines, zone, taxed=taxed, mark=mark)
    with translated():
        listed = client.v1.invoices.line_items.list(stripe_id, {"limit": 100})
        there = list(listed.auto_paging_iter())
    old = [line.id for line in there if entries(line).get(metadata.MARK) != mark]
    if old:
        with translated():
            client.v1.invoices.remove_lines(
                stripe_id,
                {"lines": [{"id": line, "behavior": "delete"} for line in old]},
                {"idempotency_key": f"{key}:remove:{metadata.mark(''.join(old))}"},
            )
    with translated():
        if len(there) > len(old):
            return client.v1.invoices.retrieve(stripe_id)
        return client.v1.invoices.add_lines(
            stripe_id, {"lines": rows}, {"idempotency_key": f"{key}:add"}
        )


@understood()
def is_taxed(client: stripe.StripeClient, stripe_id: str) -> bool:
    """Return whether Stripe works out the tax of an invoice."""
    with translated():
        return client.v1.invoices.retrieve(stripe_id).automatic_tax.enabled


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
