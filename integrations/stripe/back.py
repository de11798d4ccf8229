"""What was taken back of an invoice: its credit notes, and refunds and disputes of its payments."""

from collections.abc import Collection, Sequence
from datetime import datetime

import stripe

from bot.facts import BackFact, BackKind
from bot.money import Money
from integrations.stripe.errors import translated, understood
from integrations.stripe.events import Subjects
from integrations.stripe.payments import intents_of
from integrations.stripe.translate import id_of, known_instant


def back_of(
    client: stripe.StripeClient, invoice: stripe.Invoice, rows: Sequence[stripe.InvoicePayment]
) -> tuple[BackFact, ...]:
    """Return all of it, oldest first; `rows` are the payments of the invoice."""
    if invoice.status_transitions.finalized_at is None:
        return ()
    notes = client.v1.credit_notes.list({"invoice": invoice.id, "limit": 100})
    facts = [fact_of_note(note) for note in notes.auto_paging_iter()]
    for intent in intents_of(rows):
        refunds = client.v1.refunds.list({"payment_intent": intent, "limit": 100})
        facts += [_of_refund(refund) for refund in refunds.auto_paging_iter()]
        disputes = client.v1.disputes.list({"payment_intent": intent, "limit": 100})
        facts += [_of_dispute(dispute) for dispute in disputes.auto_paging_iter()]
    return tuple(sorted(facts, key=lambda fact: (fact.at, fact.id)))


@understood()
def taken_since(
    client: stripe.StripeClient, since: datetime, known: Collection[str]
) -> tuple[str, ...]:
    """Return the invoices of which something not `known` was taken back since then.

    One list each; only what is not known costs another call, which finds its invoice.
    """
    start, subjects = int(since.timestamp()), Subjects(client)
    with translated():
        notes = client.v1.credit_notes.list({"created": {"gte": start}, "limit": 100})
        found = [id_of(n.invoice) for n in notes.auto_paging_iter() if n.id not in known]
        refunds = client.v1.refunds.list({"created": {"gte": start}, "limit": 100})
        paid = [id_of(r.payment_intent) for r in refunds.auto_paging_iter() if r.id not in known]
        disputes = client.v1.disputes.list({"created": {"gte": start}, "limit": 100})
        paid += [id_of(d.payment_intent) for d in disputes.auto_paging_iter() if d.id not in known]
    found += [subjects.paid_by(intent) for intent in paid]
    return tuple(sorted({stripe_id for stripe_id in found if stripe_id}))


@understood()
def fact_of_note(note: stripe.CreditNote) -> BackFact:
    """Return a credit note in our terms."""
    return BackFact(
        id=note.id,
        kind=BackKind.CREDIT_NOTE,
        amount=Money(minor=note.amount, currency=note.currency),
        status=note.status,
        number=note.number,
        refunded=Money(minor=_refunded(note), currency=note.currency),
        reason=note.memo or note.reason or "",
        at=known_instant(note.created),
    )


def _refunded(note: stripe.CreditNote) -> int:
    return sum(refund.amount_refunded for refund in note.refunds)


@understood()
def _of_refund(refund: stripe.Refund) -> BackFact:
    return BackFact(
        id=refund.id,
        kind=BackKind.REFUND,
        amount=Money(minor=refund.amount, currency=refund.currency),
        status=refund.status or "",
        reason=refund.reason or getattr(refund, "failure_reason", None) or "",
        at=known_instant(refund.created),
    )


@understood()
def _of_dispute(dispute: stripe.Dispute) -> BackFact:
    return BackFact(
        id=dispute.id,
        kind=BackKind.DISPUTE,
        amount=Money(minor=dispute.amount, currency=dispute.currency),
        status=dispute.status,
        reason=dispute.reason,
        at=known_instant(dispute.created),
    )
