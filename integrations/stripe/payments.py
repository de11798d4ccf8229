"""The payments of one invoice, from what Stripe shows beside it."""

from collections.abc import Sequence

import stripe

from bot.facts import PaymentFact
from bot.money import Money
from integrations.stripe.translate import id_of, instant, known_instant

EXPAND = [
    "payments",
    "payments.data.payment.payment_intent",
    "payments.data.payment.payment_record",
]
"""The payments and what each was made with, in the one call that reads the invoice."""
OUT_OF_BAND = "out_of_band"
ONLINE = "online"
"""Paid on Stripe's page by a method we would need another call to know."""


def rows_of(client: stripe.StripeClient, invoice: stripe.Invoice) -> list[stripe.InvoicePayment]:
    """Return the invoice's payments; only a long list costs another call."""
    shown = getattr(invoice, "payments", None)
    if shown is None:
        return []
    if not shown.has_more:
        return list(shown.data)
    listed = client.v1.invoice_payments.list(
        {
            "invoice": invoice.id,
            "limit": 100,
            "expand": ["data.payment.payment_intent", "data.payment.payment_record"],
        }
    )
    return list(listed.auto_paging_iter())


def facts_of(
    invoice: stripe.Invoice, rows: Sequence[stripe.InvoicePayment]
) -> tuple[PaymentFact, ...]:
    """Return what was paid, oldest first, including what was paid outside of Stripe."""
    paid = [_fact(row) for row in reversed(rows) if row.status == "paid"]  # newest come first
    facts = sorted(paid, key=lambda fact: fact.paid_at)
    unexplained = invoice.amount_paid - sum(fact.amount.minor for fact in facts)
    paid_at = instant(invoice.status_transitions.paid_at)
    if unexplained > 0 and paid_at is not None:
        # Marked as paid by hand: Stripe may keep no payment for that.
        rest = Money(minor=unexplained, currency=invoice.currency)
        ident = f"{invoice.id}:{OUT_OF_BAND}"
        facts.append(PaymentFact(id=ident, amount=rest, kind=OUT_OF_BAND, paid_at=paid_at))
    return tuple(facts)


def is_processing(rows: Sequence[stripe.InvoicePayment]) -> bool:
    """Return whether money is on its way, e.g. a bank debit that takes days."""
    intents = (_intent(row) for row in rows if row.status == "open")
    return any(intent is not None and intent.status == "processing" for intent in intents)


def _fact(row: stripe.InvoicePayment) -> PaymentFact:
    return PaymentFact(
        id=row.id,
        amount=Money(minor=row.amount_paid or 0, currency=row.currency),
        kind=_kind(row),
        reference=_reference(row),
        paid_at=instant(row.status_transitions.paid_at) or known_instant(row.created),
    )


def _kind(row: stripe.InvoicePayment) -> str:
    if row.payment.type == "payment_record":
        return OUT_OF_BAND
    intent = _intent(row)
    methods = [] if intent is None else list(intent.payment_method_types)
    return methods[0] if len(methods) == 1 else ONLINE


def intents_of(rows: Sequence[stripe.InvoicePayment]) -> list[str]:
    """Return the ids of what was paid through Stripe: only that can be refunded or disputed."""
    paid = (row for row in rows if row.status == "paid" and row.payment.type == "payment_intent")
    return list(dict.fromkeys(id_of(row.payment.payment_intent) for row in paid))


def _reference(row: stripe.InvoicePayment) -> str:
    record = getattr(row.payment, "payment_record", None)
    details = getattr(getattr(record, "processor_details", None), "custom", None)
    return getattr(details, "payment_reference", None) or ""


def _intent(row: stripe.InvoicePayment) -> stripe.PaymentIntent | None:
    intent = getattr(row.payment, "payment_intent", None)
    return intent if isinstance(intent, stripe.PaymentIntent) else None
