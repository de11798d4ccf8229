"""What is done about an invoice that is out: voided, written off, credited, paid by hand."""

from typing import cast
from zoneinfo import ZoneInfo

import stripe
from stripe.params import CreditNoteCreateParams, PaymentRecordReportPaymentParams

from bot.facts import BackFact, CreditOrder, CreditWay, PaymentOrder
from integrations.stripe import metadata
from integrations.stripe.back import fact_of_note
from integrations.stripe.days import start_of_day
from integrations.stripe.errors import translated, understood
from integrations.stripe.payments import EXPAND, rows_of
from integrations.stripe.translate import entries

_REFERENCE_LENGTH, _MEMO_LENGTH = 500, 5000
_METHOD = "Bank transfer"
_WAYS = {
    CreditWay.BALANCE: "credit_amount",
    CreditWay.REFUND: "refund_amount",
    CreditWay.OUT_OF_BAND: "out_of_band_amount",
}


def void(client: stripe.StripeClient, stripe_id: str, key: str) -> stripe.Invoice:
    """Void an open invoice."""
    with translated():
        return client.v1.invoices.void_invoice(stripe_id, {}, {"idempotency_key": key})


def write_off(client: stripe.StripeClient, stripe_id: str, key: str) -> stripe.Invoice:
    """Mark an open invoice as uncollectible."""
    with translated():
        return client.v1.invoices.mark_uncollectible(stripe_id, {}, {"idempotency_key": key})


@understood()
def credit(client: stripe.StripeClient, order: CreditOrder, key: str) -> BackFact:
    """Make a credit note, unless the invoice has it already.

    How much of it lowers what is owed, and how much goes back, depends on what is paid by now:
    so it is read at once before. A repetition would count otherwise, and finds the note instead.
    """
    with translated():
        notes = client.v1.credit_notes.list({"invoice": order.stripe_id, "limit": 100})
        for note in notes.auto_paging_iter():
            if entries(note).get(metadata.ADJUSTMENT) == order.adjustment_id:
                return fact_of_note(note)
        invoice = client.v1.invoices.retrieve(order.stripe_id)
        params = _credit_params(order, invoice)
        return fact_of_note(client.v1.credit_notes.create(params, {"idempotency_key": key}))


def _credit_params(order: CreditOrder, invoice: stripe.Invoice) -> CreditNoteCreateParams:
    owed = invoice.amount_remaining if invoice.status == "open" else 0
    back = order.amount.minor - owed
    params: dict[str, object] = {
        "invoice": order.stripe_id,
        "amount": order.amount.minor,
        "email_type": "credit_note" if order.tell_customer else "none",
        "metadata": metadata.fitted({**order.notes, metadata.ADJUSTMENT: order.adjustment_id}),
    }
    if order.memo:
        params["memo"] = order.memo[:_MEMO_LENGTH]
    if back > 0:
        params[_WAYS[order.way]] = back
    return cast("CreditNoteCreateParams", params)


@understood()
def record_payment(
    client: stripe.StripeClient, order: PaymentOrder, key: str, zone: ZoneInfo
) -> stripe.Invoice:
    """Report money that came in outside Stripe, and attach it to the invoice.

    A repetition, however late, finds the payment on the invoice and leaves it at that.
    """
    with translated():
        invoice = client.v1.invoices.retrieve(order.stripe_id, {"expand": EXPAND})
        if any(_is_of(row, order) for row in rows_of(client, invoice)):
            return invoice
    paid_at = start_of_day(order.paid_on, zone)
    params: PaymentRecordReportPaymentParams = {
        "amount_requested": {
            "currency": order.amount.currency.lower(),
            "value": order.amount.minor,
        },
        "initiated_at": paid_at,
        "outcome": "guaranteed",
        "guaranteed": {"guaranteed_at": paid_at},
        "payment_method_details": {"type": "custom", "custom": {"display_name": _METHOD}},
        "processor_details": {
            "type": "custom",
            "custom": {"payment_reference": order.reference[:_REFERENCE_LENGTH]},
        },
        "metadata": metadata.fitted({**order.notes, metadata.ADJUSTMENT: order.adjustment_id}),
    }
    with translated():
        record = client.v1.payment_records.report_payment(
            params, {"idempotency_key": f"{key}:report"}
        )
        return client.v1.invoices.attach_payment(
            order.stripe_id, {"payment_record": record.id}, {"idempotency_key": f"{key}:attach"}
        )


def _is_of(row: stripe.InvoicePayment, order: PaymentOrder) -> bool:
    record = getattr(row.payment, "payment_record", None)
    return entries(record).get(metadata.ADJUSTMENT) == order.adjustment_id
