"""Observing: what Stripe shows of an invoice comes into the ledger, and what is news is told."""

from collections.abc import Iterator, Sequence

from bot.actor import STRIPE, STRIPE_DASHBOARD
from bot.clock import date_in
from bot.deps import Deps
from bot.facts import BackKind, Snapshot, Urgency
from bot.ledger import Session, deals, invoices, receivables, reminders
from bot.ledger.invoices import InvoiceRow
from bot.status import INVOICE_OBSERVED, LIVE, NOT_OUT, InvoiceStatus, observe_invoice
from bot.workflows.standing import strangers
from bot.workflows.standing.issue_order import is_blank
from bot.workflows.standing.observing_back import Moved, back_news, is_older, take_back
from bot.workflows.standing.otherwise import about_amount
from bot.workflows.telling.telling import tell
from bot.workflows.tracking.adopting import adopt
from bot.workflows.tracking.giving_way import gives_way, only_one_is_left
from bot.workflows.tracking.observing_money import (
    OVER,
    Before,
    money_news,
    new_payments,
    promise_kept,
)
from bot.workflows.tracking.observing_ours import is_ours, under_way, without_ours
from bot.workflows.tracking.untaxed import about_tax

NOTIFY_PAID = "notify_paid"
NOTIFY_BACK = "notify_back"
SHOW_REMINDER = "show_reminder"
BY_HAND = "dashboard"
"""How `because` begins when no API request caused it: a person in the Dashboard, or time."""
SEE_SENT = "see_sent"
SENT = "invoice.sent"
FINALIZED = "invoice.finalized"
BEFORE_OUT = frozenset({InvoiceStatus.SCHEDULED, InvoiceStatus.CANCELED})
"""From where it goes out by itself, or by hand: what we send ourselves is noted where we do."""


def observe(deps: Deps, s: Session, seen: Snapshot, *, because: str = "") -> InvoiceRow | None:
    """Take over what Stripe shows; return our invoice, None if it is not ours.

    A snapshot older than what is known changes nothing. While an invoice is being issued, only
    what was done to it by hand is taken over: the rest is for `issue` to note.
    """
    row = invoices.by_stripe_id(s, seen.stripe_id)
    if row is None:
        row = adopt(deps, s, seen)
    if row is None:
        strangers.note(s, seen)
        receivables.see_outside(s, seen, deps.now())
        return None
    row = invoices.get(s, row.id, lock=True)
    receivables.forget_outside(s, seen.stripe_id)
    issuing = row.status is InvoiceStatus.APPROVED and not because.startswith(BY_HAND)
    if seen.status is None or issuing or _is_stale(s, row, seen):
        return row
    made_anew = row.status not in LIVE - NOT_OUT and is_blank(row, seen)
    if made_anew or not gives_way(deps, s, row, seen.status):
        return row
    before, ours = Before.of(row), under_way(s, row)
    ways = new_payments(s, row, seen)
    went_out = observe_invoice(row, seen.status) and before.status in BEFORE_OUT
    moved = take_back(s, row, seen)
    changed = _take_over(deps, s, row, seen, because)
    if went_out:
        _note_out(deps, s, row, seen)
    said = without_ours(ours, moved)
    moves_by_us = row.status is not before.status and is_ours(ours, row.status)
    news = [
        *money_news(
            before, row, ways, told=any(m.fact.kind is BackKind.CREDIT_NOTE for m in moved)
        ),
        *back_news(said, row, before.balance),
        *([] if moves_by_us else _other_news(before, row, because)),
    ]
    if kept := promise_kept(deps, row, row.money(row.paid_minor) - before.paid):
        news.append(kept)
    s.flush()
    if news:
        by_hand = _is_by_hand(before, row, said, because)
        _tell(deps, s, before, row, ". ".join(news) + ".", by_hand=by_hand)
    elif changed or moved:
        deals.get(s, row.deal_id).write_back_due = True
    _notify(deps, s, before, row, moved)
    if before.status is not row.status:
        about_tax(deps, s, row, seen)
        about_amount(deps, s, row, seen)
        only_one_is_left(deps, s, row)
    return row


def _note_out(deps: Deps, s: Session, row: InvoiceRow, seen: Snapshot) -> None:
    """Note the day it went out; whether it was e-mailed as well is seen to."""
    row.stripe_id = seen.stripe_id
    gone = seen.finalized_at or deps.now()
    row.issue_date = date_in(deps.settings.billing_timezone, gone)
    if row.status in (InvoiceStatus.OPEN, InvoiceStatus.PAID):
        row.sent_at = None  # noted once Stripe does nothing more by itself
        unique = f"see-sent:{row.id}:{seen.stripe_id}"
        deps.engine.enqueue(s, SEE_SENT, row.id, id=unique, urgency=Urgency.BULK)


def _is_stale(s: Session, row: InvoiceRow, seen: Snapshot) -> bool:
    """Return whether it was read before what is known; where that is not clear, what it lacks."""
    if seen.status is not row.status and seen.status not in INVOICE_OBSERVED[row.status]:
        return True
    if seen.read_at and row.read_at and seen.read_at != row.read_at:
        return seen.read_at < row.read_at
    return seen.paid.minor < row.paid_minor or is_older(s, row, seen)


def _take_over(deps: Deps, s: Session, row: InvoiceRow, seen: Snapshot, because: str) -> bool:
    """Copy what Stripe shows; return whether any of it was different."""
    row.number, row.url = seen.number or row.number, seen.url or row.url
    row.total_minor, row.due_minor = seen.total.minor, seen.due.minor
    row.net_minor = row.net_minor if seen.net is None else seen.net.minor
    row.tax_minor = row.tax_minor if seen.tax is None else seen.tax.minor
    row.paid_minor, row.balance_minor = seen.paid.minor, seen.balance.minor
    row.overpaid_minor = seen.overpaid.minor
    row.due_date = seen.due_date or row.due_date
    looked_up = seen.back is not None
    under_way = seen.processing if looked_up else row.processing
    row.processing = under_way and row.status is InvoiceStatus.OPEN
    row.written_off |= seen.written_off or row.status is InvoiceStatus.UNCOLLECTIBLE
    if row.status is InvoiceStatus.PAID:
        row.paid_at = row.paid_at or seen.paid_at or deps.now()
    awaited = row.advances and row.status is InvoiceStatus.OPEN  # `see_sent` says who e-mailed it
    if row.sent_at is None and (seen.sent or SENT in because) and not awaited:
        row.sent_at = deps.now()
    if row.status in OVER:
        row.snoozed_until, row.handed_to = None, ""
    changed = s.is_modified(row)
    row.read_at = seen.read_at or row.read_at
    return changed


def _other_news(before: Before, row: InvoiceRow, because: str) -> Iterator[str]:
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
    moved = row.status is not before.status
    known = FINALIZED in because and not moved  # that it went out was told, and who e-mailed it
    by_time = row.advances or known or (before.status in BEFORE_OUT and moved)
    if by_hand and SENT in because and not by_time:
        yield "Sent by hand in the Stripe Dashboard"


def _is_on_time(before: Before, row: InvoiceRow) -> bool:
    """Return whether it was time that finalized it: not before its day, and nobody's hand."""
    if before.status is not InvoiceStatus.SCHEDULED or row.status is before.status:
        return False
    was, now = before.issue_date, row.issue_date
    return was is not None and now is not None and now >= was


def _is_by_hand(before: Before, row: InvoiceRow, moved: Sequence[Moved], because: str) -> bool:
    """Return whether it was a colleague in the Dashboard, not a customer, a bank, or time."""
    received = row.paid_minor != before.paid.minor
    by_banks = any(
        one.fact.kind is BackKind.DISPUTE or (one.fact.kind is BackKind.REFUND and not one.is_new)
        for one in moved
    )
    others = received or by_banks or _is_on_time(before, row)
    return because.startswith(BY_HAND) and not others


def _tell(
    deps: Deps, s: Session, before: Before, row: InvoiceRow, what: str, *, by_hand: bool
) -> None:
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
        after={"status": row.status, "balance": row.balance_minor, "paid": row.paid_minor}
        | _taken(row),
        urgency=Urgency.NEWS,
    )
    receivables_changed(deps, s, row)


def _taken(row: InvoiceRow) -> dict[str, int]:
    """Return what was taken back, where anything was."""
    sums = {
        "credited": row.credited_minor,
        "refunded": row.refunded_minor,
        "disputed": row.disputed_minor,
    }
    return {name: minor for name, minor in sums.items() if minor}


def _notify(
    deps: Deps, s: Session, before: Before, row: InvoiceRow, moved: Sequence[Moved]
) -> None:
    """Have the deal's owner hear of it: fully paid, once the money stays; what goes back, each."""
    for one in moved:
        if one.concerns_owner:
            unique = f"notify-back:{one.fact.id}:{one.fact.status}"
            args = (row.id, one.fact.id, one.fact.status)
            deps.engine.enqueue(s, NOTIFY_BACK, *args, id=unique)
    settled = row.status is InvoiceStatus.PAID and (before.status is not row.status or moved)
    if settled and receivables.is_fully_paid(s, row.deal_id):
        deps.engine.enqueue(s, NOTIFY_PAID, row.deal_id, id=f"notify-paid:{row.id}")


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
