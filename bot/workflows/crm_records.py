"""What Salesforce is to show about a deal: one status, a record an invoice, a record an event."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import date_in
from bot.deps import Deps
from bot.facts import DealStatus, EventRecord, InvoiceRecord
from bot.ledger import Session, deals, holds, invoices, proposals, reminders
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.money import Money
from bot.status import InvoiceStatus, ProposalStatus, words
from bot.views.status_words import reason_words

COUNTED = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE})
"""States in which an invoice counts as invoiced, whoever finalized it."""


def deal_status(deps: Deps, s: Session, deal_id: str) -> DealStatus:
    """Return what the opportunity is to show."""
    rows = invoices.of_deal(s, deal_id)
    counted = [row for row in rows if row.status in COUNTED]
    said = _status(deps, s, deal_id, rows)
    if not counted:
        return DealStatus(deal_id=deal_id, status=said)
    currency = counted[0].currency
    paid_off = all(row.status is InvoiceStatus.PAID for row in counted)
    return DealStatus(
        deal_id=deal_id,
        status=said,
        invoiced=_sum(currency, [row.total_minor for row in counted]),
        paid=_sum(currency, [min(row.paid_minor, row.total_minor) for row in counted]),
        balance=_sum(currency, [row.balance_minor for row in counted]),
        due_date=max((row.due_date for row in counted if row.due_date), default=None),
        paid_date=_latest_paid(deps, counted) if paid_off else None,
        invoice_url=counted[-1].url,
    )


def _sum(currency: str, minors: Sequence[int]) -> Money:
    return Money(minor=sum(minors), currency=currency)


def _latest_paid(deps: Deps, rows: Sequence[InvoiceRow]) -> date | None:
    zone = deps.settings.billing_timezone
    return max((date_in(zone, row.paid_at) for row in rows if row.paid_at), default=None)


def _status(deps: Deps, s: Session, deal_id: str, rows: Sequence[InvoiceRow]) -> str:
    """Return where the deal's billing stands, in a few words."""
    hold = holds.open_on(s, deal_id) or next(
        (h for row in rows if (h := holds.open_on(s, row.id))), None
    )
    if hold is not None:
        return _held(hold)
    live = [row for row in rows if row.is_live]
    if live:
        return _invoice_words(deps, live[-1])
    latest = proposals.latest_of(s, deal_id)
    if latest is None:
        return ""
    said = {
        ProposalStatus.PENDING: "Awaiting approval",
        ProposalStatus.APPROVED: "Approved",
        ProposalStatus.REJECTED: "Rejected",
        ProposalStatus.SUPERSEDED: "Withdrawn",
        ProposalStatus.NOT_BILLED: "Not billed here",
    }[latest.status]
    if rows and latest.status is ProposalStatus.APPROVED:
        return words(rows[-1].status).capitalize()
    return said


def _held(hold: HoldRow) -> str:
    until = f" until {hold.until_date.isoformat()}" if hold.until_date else ""
    return f"On hold{until}: {reason_words(hold.reason)}"


def _invoice_words(deps: Deps, row: InvoiceRow) -> str:
    if row.status is InvoiceStatus.APPROVED:
        return "Approved, being sent"
    if row.status is InvoiceStatus.OPEN:
        if row.due_date is not None and row.due_date < deps.today():
            return "Overdue" if not row.paid_minor else "Partly paid, overdue"
        return "Sent" if not row.paid_minor else "Partly paid"
    return {"uncollectible": "Written off"}.get(row.status.value, words(row.status).capitalize())


def invoice_records(deps: Deps, s: Session, deal_ids: Sequence[str]) -> list[InvoiceRecord]:
    """Return a record for each invoice that exists at Stripe."""
    rows = [row for deal_id in deal_ids for row in invoices.of_deal(s, deal_id) if row.stripe_id]
    return [_record(deps, s, row) for row in rows]


def _record(deps: Deps, s: Session, row: InvoiceRow) -> InvoiceRecord:
    zone = deps.settings.billing_timezone
    hold = holds.open_on(s, row.id)
    return InvoiceRecord(
        key=row.id,
        deal_id=row.deal_id,
        stripe_id=row.stripe_id or "",
        number=row.number,
        status=_invoice_words(deps, row),
        amount=row.money(row.total_minor),
        paid=row.money(row.paid_minor),
        balance=row.balance,
        issue_date=row.issue_date,
        due_date=row.due_date,
        paid_date=_date(zone, row.paid_at),
        url=row.url,
        hold=_held(hold) if hold else "",
        dunning=_dunning(s, row),
    )


def _date(zone: ZoneInfo, instant: datetime | None) -> date | None:
    return date_in(zone, instant) if instant else None


def _dunning(s: Session, row: InvoiceRow) -> str:
    sent = sum(1 for reminder in reminders.reminders_of(s, row.id) if reminder.sent_at)
    said = [f"reminded {sent} {'time' if sent == 1 else 'times'}"] if sent else []
    if row.promised_date is not None:
        said.append(f"promised for {row.promised_date.isoformat()}")
    if row.promises_broken:
        said.append(f"{row.promises_broken} broken")
    if row.snoozed_until is not None:
        said.append(f"snoozed until {row.snoozed_until.isoformat()}")
    if row.do_not_chase:
        said.append("not to be chased")
    return ", ".join(said)


def event_records(s: Session, deal_ids: Sequence[str]) -> list[EventRecord]:
    """Return a record for each thing that Salesforce has not heard of."""
    return [
        EventRecord(
            key=event.id,
            deal_id=event.deal_id,
            at=event.at,
            who=event.who,
            what=event.what,
            detail=event.detail,
        )
        for event in deals.unwritten(s, deal_ids)
    ]
