"""The state of an invoice or a hold in a few words."""

from datetime import date

from bot.status import InvoiceStatus, SubscriptionStatus
from bot.views.ids import HoldReason, NotBilledReason, RejectReason
from bot.views.state import HoldLine, InvoiceLine, RetainerLine
from bot.views.text import day, day_and_distance, joined, one_line, overdue

REASONS: dict[str, str] = {
    HoldReason.CLIENT_ASKED: "client asked",
    HoldReason.MISSING_PO: "missing PO",
    HoldReason.DISPUTE: "dispute",
    HoldReason.WRONG_TERMS: "wrong terms",
    HoldReason.OTHER: "other",
    "deal_changed": "the deal changed",
    RejectReason.WRONG_AMOUNT: "wrong amount",
    RejectReason.WRONG_CUSTOMER: "wrong customer",
    RejectReason.NOT_CLOSED: "not really closed",
    NotBilledReason.BILLED_ELSEWHERE: "billed elsewhere",
    NotBilledReason.FREE: "free of charge",
    NotBilledReason.MERGED: "part of another deal",
}
"""Reasons as people read them; those of the three lists that share a name share the words."""

_SAYS_WHEN = ("on ", "after ", "when ", "once ", "upon ", "at ", "with ", "as soon ", "if ")


def reason_words(reason: str) -> str:
    """Return a reason as a person reads it; plain text, not escaped."""
    return REASONS.get(reason, one_line(reason))


def hold_words(hold: HoldLine, today: date) -> str:
    """Return "on hold until Dec 1: missing PO"; plain text, not escaped."""
    if not hold.confirmed:
        return "holding…"
    until = f" until {day(hold.until_date, today)}" if hold.until_date else ""
    return f"on hold{until}: {reason_words(hold.reason)}"


def condition_words(condition: str) -> str:
    """Return what an installment waits for as an answer to "when"; plain text, not escaped."""
    said = one_line(condition, 60)
    return said if said.casefold().startswith(_SAYS_WHEN) else f"when “{said}”"


def invoice_words(line: InvoiceLine, today: date) -> str:
    """Return the state of one invoice, e.g. "sent Nov 22, 12 days overdue"; plain text."""
    said = {
        InvoiceStatus.APPROVED: _approved,
        InvoiceStatus.SCHEDULED: _scheduled,
        InvoiceStatus.OPEN: _open,
        InvoiceStatus.PAID: _paid,
        InvoiceStatus.UNCOLLECTIBLE: _written_off,
        InvoiceStatus.VOID: _voided,
        InvoiceStatus.CANCELED: _canceled,
    }[line.status](line, today)
    replaces = f"replaces {one_line(line.replaces, 40)}" if line.replaces else ""
    return joined((said, replaces), ", ")


def retainer_words(line: RetainerLine, today: date) -> str:
    """Return where a retainer stands, e.g. "active, next on Jan 31"; plain text."""
    next_on = day_and_distance(line.next_on, today) if line.next_on else ""
    until = f"until {day(line.ends_on, today)}" if line.ends_on else ""
    if line.status is SubscriptionStatus.APPROVED:
        held = hold_words(line.hold, today) if line.hold else "approved"
        return joined((held, f"begins {next_on}" if next_on else "", until), ", ")
    if line.status is SubscriptionStatus.ACTIVE:
        waits = "waits for quantities" if line.waits_for_usage else ""
        held = f"paused, {hold_words(line.hold, today)}" if line.hold else f"active {until}".strip()
        ahead = f"next on {next_on}" if next_on else ""
        return joined((held, waits, ahead, "renews if approved" if line.renews else ""), ", ")
    if line.status is SubscriptionStatus.ENDED:
        ran_out = "ended" if line.ends_on is None or line.ends_on < today else "billed until"
        return joined((ran_out, day(line.ends_on, today) if line.ends_on else ""), " ")
    return "canceled before it began"


def _approved(line: InvoiceLine, today: date) -> str:
    if line.hold:
        return hold_words(line.hold, today)
    if line.condition:
        return f"waits: sent {condition_words(line.condition)}"
    if line.issue_date and line.issue_date > today:
        return f"approved, goes out {day_and_distance(line.issue_date, today)}"
    return "approved, sending…"


def _scheduled(line: InvoiceLine, today: date) -> str:
    if line.hold:
        return hold_words(line.hold, today)
    if line.waits_for_usage:
        return "waits for quantities"
    if line.issue_date is None:
        return "scheduled"
    return f"goes out {day_and_distance(line.issue_date, today)}"


def _open(line: InvoiceLine, today: date) -> str:
    sent = f"sent {day(line.sent_date, today)}" if line.sent_date else "open"
    part = f"{line.paid} of {line.amount} paid" if line.paid else ""
    held = hold_words(line.hold, today) if line.hold else ""
    if line.small_remainder:
        ahead = f"{line.balance} left alone"
    elif line.processing:
        ahead = "payment under way"
    elif line.promised_date:
        ahead = f"promised for {day(line.promised_date, today)}"
    else:
        ahead = ""
    chased = line.days_past_due > 0 and not line.small_remainder
    late = overdue(line.days_past_due) if chased else ""
    return joined((held or part or sent, late, ahead, _back(line)), ", ")


def _paid(line: InvoiceLine, today: date) -> str:
    paid = f"paid {day(line.paid_date, today)}" if line.paid_date else "paid"
    return joined((paid, _back(line)), ", ")


def _written_off(line: InvoiceLine, _: date) -> str:
    part = f"{line.paid} of {line.amount} paid before" if line.paid else ""
    return joined(("written off", part, _back(line)), ", ")


def _voided(_: InvoiceLine, __: date) -> str:
    return "voided"


def _canceled(_: InvoiceLine, __: date) -> str:
    return "canceled before it was sent"


def _back(line: InvoiceLine) -> str:
    """Return what was taken back of it."""
    credited = f"{line.credited} credited" if line.credited else ""
    refunded = f"{line.refunded} refunded" if line.refunded else ""
    return joined((credited, refunded, _dispute(line)), ", ")


def _dispute(line: InvoiceLine) -> str:
    if line.dispute.startswith("warning"):
        return "the bank inquires about it" if line.dispute != "warning_closed" else ""
    if line.dispute == "won":
        return "dispute won"
    amount = f"{line.disputed} " if line.disputed else ""
    if line.dispute == "lost":
        return f"{amount}lost in a dispute"
    return f"{amount}disputed" if line.dispute or line.disputed else ""
