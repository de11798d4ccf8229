"""Observing: what Stripe shows of an invoice comes into the ledger, and what is news is told."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from bot.actor import STRIPE, STRIPE_DASHBOARD
from bot.clock import date_in
from bot.deps import Deps
from bot.facts import Snapshot, Urgency
from bot.ledger import Session, deals, invoices, receivables, reminders
from bot.ledger.invoices import InvoiceRow
from bot.ledger.payments import PaymentRow
from bot.money import Money
from bot.status import InvoiceStatus, observe_invoice
from bot.views.text import day
from bot.workflows.giving_way import gives_way
from bot.workflows.telling import tell

NOTIFY_PAID = "notify_paid"
SHOW_REMINDER = "show_reminder"
BY_HAND = "dashboard"
"""How `because` begins when no API request caused it: a person in the Dashboard, or time."""
SEE_SENT = "see_sent"
SENT = "invoice.sent"
BEFORE_OUT = frozenset({InvoiceStatus.SCHEDULED, InvoiceStatus.CANCELED})
"""From where it goes out by itself, or by hand: what we send ourselves is noted where we do."""

KINDS = {
    "card": "by card",
    "us_bank_account": "by bank debit",
    "customer_balance": "by bank transfer",
    "out_of_band": "outside Stripe",
    "": "",
}
"""How money came, in words; Stripe's own name where there is no better one."""
OVER = frozenset({InvoiceStatus.PAID, InvoiceStatus.VOID, InvoiceStatus.UNCOLLECTIBLE})


class _Before(NamedTuple):
    status: InvoiceStatus
    paid: Money
    balance: Money
    overpaid: Money
    processing: bool
    issue_date: date | None


def observe(deps: Deps, s: Session, seen: Snapshot, *, because: str = "") -> InvoiceRow | None:
    """Take over what Stripe shows; return our invoice, None if it is not ours.

    A snapshot older than what is known changes nothing. While an invoice is being issued, only
    what was done to it by hand is taken over: the rest is for `issue` to note.
    """
    row = invoices.by_stripe_id(s, seen.stripe_id)
    if row is None:
        receivables.see_outside(s, seen, deps.now())
        return None
    row = invoices.get(s, row.id, lock=True)
    receivables.forget_outside(s, seen.stripe_id)
    issuing = row.status is InvoiceStatus.APPROVED and not because.startswith(BY_HAND)
    if seen.status is None or issuing or _is_stale(row, seen):
        return row
    if not gives_way(deps, s, row, seen.status):
        return row
    before = _Before(
        row.status,
        row.money(row.paid_minor),
        row.balance,
        row.money(row.overpaid_minor),
        row.processing,
        row.issue_date,
    )
    kinds = _new_payments(s, row, seen)
    went_out = observe_invoice(row, seen.status) and before.status in BEFORE_OUT
    changed = _take_over(deps, s, row, seen, because)
    if went_out:
        _note_out(deps, s, row, seen)
    news = [*_money_news(before, row, kinds), *_other_news(before, row, because)]
    if kept := _promise_kept(deps, row, row.money(row.paid_minor) - before.paid):
        news.append(kept)
    s.flush()
    if news:
        _tell(deps, s, before, row, ". ".join(news) + ".", because)
    elif changed:
        deals.get(s, row.deal_id).write_back_due = True
    return row


def _note_out(deps: Deps, s: Session, row: InvoiceRow, seen: Snapshot) -> None:
    """Note the day it went out; whether it was e-mailed as well is seen to."""
    row.stripe_id = seen.stripe_id
    if seen.finalized_at is not None:
        row.issue_date = date_in(deps.settings.billing_timezone, seen.finalized_at)
    if row.status is InvoiceStatus.OPEN:
        row.sent_at = None  # noted once Stripe does nothing more by itself
        unique = f"see-sent:{row.id}:{seen.stripe_id}"
        deps.engine.enqueue(s, SEE_SENT, row.id, id=unique, urgency=Urgency.BULK)


def _is_stale(row: InvoiceRow, seen: Snapshot) -> bool:
    reopened = row.status in OVER and seen.status is InvoiceStatus.OPEN
    return reopened or seen.paid.minor < row.paid_minor


def _take_over(deps: Deps, s: Session, row: InvoiceRow, seen: Snapshot, because: str) -> bool:
    """Copy what Stripe shows; return whether any of it was different."""
    row.number, row.url = seen.number or row.number, seen.url or row.url
    row.total_minor, row.due_minor = seen.total.minor, seen.due.minor
    row.paid_minor, row.balance_minor = seen.paid.minor, seen.balance.minor
    row.overpaid_minor = seen.overpaid.minor
    row.due_date = seen.due_date or row.due_date
    row.processing = seen.processing and row.status is InvoiceStatus.OPEN
    if row.status is InvoiceStatus.PAID:
        row.paid_at = row.paid_at or seen.paid_at or deps.now()
    if row.sent_at is None and (seen.sent or SENT in because):
        row.sent_at = deps.now()
    if row.status in OVER:
        row.snoozed_until, row.handed_to = None, ""
    return s.is_modified(row)


def _new_payments(s: Session, row: InvoiceRow, seen: Snapshot) -> list[str]:
    """Keep the payments that are new; return how they came, in words."""
    new = [payment for payment in seen.payments if s.get(PaymentRow, payment.id) is None]
    for payment in new:
        paid = PaymentRow(
            id=payment.id,
            invoice_id=row.id,
            amount_minor=payment.amount.minor,
            currency=payment.amount.currency,
            kind=payment.kind,
            paid_at=payment.paid_at,
        )
        s.add(paid)
    kinds = {payment.kind for payment in new}
    return sorted(KINDS.get(kind, f"by {kind.replace('_', ' ')}") for kind in kinds)


def _money_news(before: _Before, row: InvoiceRow, kinds: list[str]) -> Iterator[str]:
    received = row.money(row.paid_minor) - before.paid
    settled = row.status is InvoiceStatus.PAID and before.status is not InvoiceStatus.PAID
    if received:
        paid = f"{received} {' and '.join(kinds)}".rstrip()
        yield f"Paid in full: {paid}" if settled else f"Paid {paid}; balance {row.balance}"
    elif settled:
        yield "Settled by credit, without a payment"
    elif row.balance != before.balance and before.status is row.status is InvoiceStatus.OPEN:
        yield f"The balance is {row.balance} now, it was {before.balance}"
    if settled and before.status is InvoiceStatus.UNCOLLECTIBLE:
        yield "It had been written off"
    if (more := row.money(row.overpaid_minor) - before.overpaid).minor > 0:
        yield f"Overpaid by {more}, which is the customer's credit now"
    if row.processing and not before.processing:
        yield "A bank payment is under way"
    elif before.processing and not row.processing and not received:
        yield "The bank payment that was under way did not succeed"


def _other_news(before: _Before, row: InvoiceRow, because: str) -> Iterator[str]:
    by_hand = because.startswith(BY_HAND)
    where = "in the Stripe Dashboard" if by_hand else "at Stripe"
    if row.status is not before.status:
        if row.status is InvoiceStatus.VOID:
            yield f"Voided {where}"
        elif row.status is InvoiceStatus.UNCOLLECTIBLE:
            yield f"Written off {where}"
        elif row.status is InvoiceStatus.OPEN:
            on_time = _is_on_time(before, row)
            yield "Finalized as scheduled" if on_time else f"Finalized {where}"
            if before.status is InvoiceStatus.CANCELED:
                yield "It had been canceled, but its draft was not deleted in time"
    by_time = before.status in BEFORE_OUT and row.status is not before.status
    if by_hand and SENT in because and not by_time:
        yield "Sent by hand in the Stripe Dashboard"


def _is_on_time(before: _Before, row: InvoiceRow) -> bool:
    """Return whether it was time that finalized it: not before its day, and nobody's hand."""
    if before.status is not InvoiceStatus.SCHEDULED or row.status is before.status:
        return False
    was, now = before.issue_date, row.issue_date
    return was is not None and now is not None and now >= was


def _promise_kept(deps: Deps, row: InvoiceRow, received: Money) -> str:
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


def _tell(
    deps: Deps, s: Session, before: _Before, row: InvoiceRow, what: str, because: str
) -> None:
    received = row.paid_minor != before.paid.minor
    by_hand = because.startswith(BY_HAND) and not received and not _is_on_time(before, row)
    moved = row.status is not before.status
    tell(
        deps,
        s,
        row.deal_id,
        by=STRIPE_DASHBOARD if by_hand else STRIPE,
        action=f"invoice.{row.status}" if moved else "invoice.changed",
        what=what,
        detail=f"Invoice {row.number}" if row.number else "",
        subject=row.id,
        before={"status": before.status, "balance": before.balance.minor},
        after={"status": row.status, "balance": row.balance_minor, "paid": row.paid_minor},
        urgency=Urgency.BULK,
    )
    if moved and row.status is InvoiceStatus.PAID and receivables.is_fully_paid(s, row.deal_id):
        deps.engine.enqueue(s, NOTIFY_PAID, row.deal_id, id=f"notify-paid:{row.id}")
    receivables_changed(deps, s, row)


def receivables_changed(deps: Deps, s: Session, row: InvoiceRow, *, because: str = "") -> None:
    """Have the reminder in which this invoice stands brought up to date after the commit.

    `because` names a change that is not one of the invoice itself.
    """
    if reminders.reminders_of(s, row.id):
        s.flush()
        deps.engine.enqueue(
            s,
            SHOW_REMINDER,
            row.customer_id,
            id=f"show-reminder:{row.id}:{because or row.version}",
            urgency=Urgency.BULK,
            channel=deps.settings.ar_channel,
        )
