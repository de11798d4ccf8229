"""Money that came in for an invoice: kept, counted against promises, and told in words."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.deps import Deps
from bot.facts import PaymentFact, Snapshot
from bot.ledger import Session
from bot.ledger.invoices import InvoiceRow
from bot.ledger.payments import PaymentRow
from bot.money import Money
from bot.status import InvoiceStatus
from bot.views.text import day

KINDS = {
    "card": "by card",
    "us_bank_account": "by bank debit",
    "customer_balance": "by bank transfer",
    "out_of_band": "outside Stripe",
    "": "",
}
"""How money came, in words; Stripe's own name where there is no better one."""
OPEN = InvoiceStatus.OPEN
OVER = frozenset({InvoiceStatus.PAID, InvoiceStatus.VOID, InvoiceStatus.UNCOLLECTIBLE})


class Before(NamedTuple):
    """What was known of an invoice."""

    status: InvoiceStatus
    paid: Money
    balance: Money
    overpaid: Money
    processing: bool
    issue_date: date | None

    @classmethod
    def of(cls, row: InvoiceRow) -> "Before":
        """Return what is known of it now."""
        paid, over = row.money(row.paid_minor), row.money(row.overpaid_minor)
        return cls(row.status, paid, row.balance, over, row.processing, row.issue_date)


def new_payments(s: Session, row: InvoiceRow, seen: Snapshot) -> list[str]:
    """Keep the payments that are new; return how they came, in words."""
    new = [payment for payment in seen.payments if s.get(PaymentRow, payment.id) is None]
    for payment in new:
        paid = PaymentRow(
            id=payment.id,
            invoice_id=row.id,
            amount_minor=payment.amount.minor,
            currency=payment.amount.currency,
            kind=payment.kind,
            reference=payment.reference,
            paid_at=payment.paid_at,
        )
        s.add(paid)
    return sorted({_way(payment) for payment in new})


def _way(payment: PaymentFact) -> str:
    said = KINDS.get(payment.kind, f"by {payment.kind.replace('_', ' ')}")
    return f"{said} (reference {payment.reference})".strip() if payment.reference else said


def money_news(before: Before, row: InvoiceRow, ways: list[str], *, told: bool) -> Iterator[str]:
    """Yield what came in; `told`: why the balance changed without a payment is told already."""
    received = row.money(row.paid_minor) - before.paid
    settled = row.status is InvoiceStatus.PAID and before.status is not InvoiceStatus.PAID
    if received.minor < 0:
        yield f"{-received} of what had been paid was taken back; balance {row.balance}"
    elif received:
        paid = f"{received} {' and '.join(ways)}".rstrip()
        yield f"Paid in full: {paid}" if settled else f"Paid {paid}; balance {row.balance}"
    elif settled:
        yield "Settled by credit, without a payment"
    elif row.balance != before.balance and before.status is row.status is OPEN and not told:
        yield f"The balance is {row.balance} now, it was {before.balance}"
    if settled and row.written_off:
        yield "It had been written off"
    if (more := row.money(row.overpaid_minor) - before.overpaid).minor > 0:
        yield f"Overpaid by {more}, which is the customer's credit now"
    if row.processing and not before.processing:
        yield "A bank payment is under way"
    elif before.processing and not row.processing and received.minor <= 0:
        yield "The bank payment that was under way did not succeed"


def promise_kept(deps: Deps, row: InvoiceRow, received: Money) -> str:
    """Count `received` against the promise; return the news once it is kept."""
    if row.promised_date is None:
        return ""
    left = (row.promised_minor or row.balance_minor) - received.minor
    if row.status not in OVER and (left > 0 or not received):
        row.promised_minor = left
        return ""
    said = f"The promise to pay by {day(row.promised_date, deps.today())} is kept"
    row.promised_date, row.promised_minor, row.promised_by = None, None, ""
    return said if row.status in (InvoiceStatus.OPEN, InvoiceStatus.PAID) else ""
