"""Invoices as they are now: one, one of ours by its metadata, or all that are open."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import stripe
from stripe.params import InvoiceListParams

from bot.facts import BackFact, Snapshot
from bot.status import InvoiceStatus
from integrations.stripe import metadata
from integrations.stripe.back import back_of
from integrations.stripe.errors import missing_is, translated, understood
from integrations.stripe.payments import EXPAND, facts_of, is_processing, rows_of
from integrations.stripe.translate import entries, of_ours, snapshot_of

SKEW = timedelta(minutes=10)
"""How far Stripe's clock and ours may differ."""


@understood()
def snapshot(client: stripe.StripeClient, stripe_id: str, zone: ZoneInfo) -> Snapshot:
    """Return the invoice with its payments, in one call, and with what was taken back.

    A draft has none of either. A finalized invoice costs a call for its credit notes, and two
    more for each payment through Stripe: what had no effect in the end is shown too.

    Raises:
        NotFound: if there is none.

    """
    with missing_is(f"There is no invoice {stripe_id} at Stripe (any more)."), translated():
        invoice = client.v1.invoices.retrieve(stripe_id, {"expand": EXPAND})
        rows = rows_of(client, invoice)
        back = back_of(client, invoice, rows)
    payments = facts_of(invoice, rows)
    return snapshot_of(invoice, zone, payments=payments, back=back, processing=is_processing(rows))


@understood()
def back(client: stripe.StripeClient, stripe_id: str) -> Sequence[BackFact]:
    """Return what was taken back of an invoice."""
    with translated():
        invoice = client.v1.invoices.retrieve(stripe_id, {"expand": EXPAND})
        return back_of(client, invoice, rows_of(client, invoice))


@understood()
def find(
    client: stripe.StripeClient,
    customer_id: str,
    invoice_id: str,
    since: datetime,
    zone: ZoneInfo,
) -> Snapshot | None:
    """Return the customer's invoice that carries our id: if there are several, the one that counts.

    The list is up to date at once, while Stripe's search is not.
    """
    created = int((since - SKEW).timestamp())
    params: InvoiceListParams = {
        "customer": customer_id,
        "created": {"gte": created},
        "limit": 100,
    }
    with translated():
        rows = list(client.v1.invoices.list(params).auto_paging_iter())
    ours = [row for row in rows if entries(row).get(metadata.INVOICE) == invoice_id]
    found = [snapshot_of(row, zone) for row in ours]
    return min(found, key=_how_dead, default=None)


def _how_dead(found: Snapshot) -> tuple[bool, bool, datetime]:
    return found.status is InvoiceStatus.VOID, found.status is None, found.created_at


def open_invoices(
    client: stripe.StripeClient, customer_id: str, zone: ZoneInfo
) -> Iterator[Snapshot]:
    """Yield every open invoice, newest first, a page of a hundred at a time."""
    params: InvoiceListParams = {"status": "open", "limit": 100}
    if customer_id:
        params["customer"] = customer_id
    with understood(), translated():
        for invoice in client.v1.invoices.list(params).auto_paging_iter():
            yield snapshot_of(invoice, zone)


@understood()
def of_subscription(client: stripe.StripeClient, stripe_id: str, zone: ZoneInfo) -> list[Snapshot]:
    """Return every invoice that a subscription made, oldest first."""
    with translated():
        listed = client.v1.invoices.list({"subscription": stripe_id, "limit": 100})
        rows = list(listed.auto_paging_iter())
    return [snapshot_of(row, zone) for row in rows[::-1]]


def drafts(client: stripe.StripeClient, zone: ZoneInfo) -> Iterator[Snapshot]:
    """Yield the drafts that are ours, or that a subscription of ours made, newest first."""
    with understood(), translated():
        for invoice in client.v1.invoices.list(
            {"status": "draft", "limit": 100}
        ).auto_paging_iter():
            if of_ours(invoice):
                yield snapshot_of(invoice, zone)
