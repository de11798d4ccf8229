"""The state of an invoice or a hold in a few words."""

from datetime import date

from bot.status import InvoiceStatus
from bot.views.ids import HoldReason, NotBilledReason, RejectReason
from bot.views.state import HoldLine, InvoiceLine
from bot.views.text import day, day_and_distance, joined, one_line, overdue

REASONS: dict[str, str] = {
    HoldReason.CLIENT_ASKED: "client asked",
    HoldReason.MISSING_PO: "missing PO",
    HoldReason.DISPUTE: "dispute",
    HoldReason.WRONG_TERMS: "wrong terms",
    HoldReason.OTHER: "other",
    RejectReason.WRONG_AMOUNT: "wrong amount",
    RejectReason.WRONG_CUSTOMER: "wrong customer",
    RejectReason.NOT_CLOSED: "not really closed",
    NotBilledReason.BILLED_ELSEWHERE: "billed elsewhere",
    NotBilledReason.FREE: "free of charge",
    NotBilledReason.MERGED: "part of another deal",
}
"""Reasons as people read them; those of the three lists that share a name share the words."""


def reason_words(reason: str) -> str:
    """Return a reason as a person reads it; plain text, not escaped."""
    return REASONS.get(reason, one_line(reason))


def hold_words(hold: HoldLine, today: date) -> str:
    """Return "on hold until Dec 1: missing PO"; plain text, not escaped."""
    if not hold.confirmed:
        return "holding…"
    until = f" until {day(hold.until_date, today)}" if hold.until_date else ""
    return f"on hold{until}: {reason_words(hold.reason)}"


def invoice_words(line: InvoiceLine, today: date) -> str:
    """Return the state of one invoice, e.g. "sent Nov 22, 12 days overdue"; plain text."""
    if line.status is InvoiceStatus.OPEN:
        return _open(line, today)
    if line.status is InvoiceStatus.APPROVED:
        return hold_words(line.hold, today) if line.hold else "approved, sending…"
    if line.status is InvoiceStatus.SCHEDULED:
        return _scheduled(line, today)
    if line.status is InvoiceStatus.PAID:
        return f"paid {day(line.paid_date, today)}" if line.paid_date else "paid"
    return {
        InvoiceStatus.VOID: "voided",
        InvoiceStatus.UNCOLLECTIBLE: "written off",
        InvoiceStatus.CANCELED: "canceled before it was sent",
    }[line.status]


def _scheduled(line: InvoiceLine, today: date) -> str:
    if line.hold:
        return hold_words(line.hold, today)
    return (
        f"goes out {day_and_distance(line.issue_date, today)}" if line.issue_date else "scheduled"
    )


def _open(line: InvoiceLine, today: date) -> str:
    sent = f"sent {day(line.sent_date, today)}" if line.sent_date else "open"
    part = f"{line.paid} of {line.amount} paid" if line.paid else ""
    late = overdue(line.days_past_due) if line.days_past_due > 0 else ""
    promised = f"promised for {day(line.promised_date, today)}" if line.promised_date else ""
    under_way = "payment under way" if line.processing else ""
    held = hold_words(line.hold, today) if line.hold else ""
    return joined((held or part or sent, late, under_way or promised), ", ")
