"""What Salesforce is to show about a deal: one status, a record an invoice, a record an event."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.clock import date_in
from bot.deps import Deps
from bot.dunning import Channel
from bot.facts import DealStatus, EventRecord, InvoiceRecord
from bot.ledger import Session, deals, holds, invoices, overview, reminders
from bot.ledger.holds import HoldRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.overview import Overview
from bot.money import Money
from bot.status import NOT_OUT, InvoiceStatus, ProposalStatus, words
from bot.views.status_words import reason_words
from bot.views.text import day
from bot.workflows.crm.crm_retainers import coming, first_items
from bot.workflows.standing.money_words import is_contested, is_overdue, money_words

PAID = words(InvoiceStatus.PAID).capitalize()
COUNTED = frozenset({InvoiceStatus.OPEN, InvoiceStatus.PAID, InvoiceStatus.UNCOLLECTIBLE})
"""States in which an invoice counts as invoiced, whoever finalized it."""


def deal_status(deps: Deps, s: Session, deal_id: str) -> DealStatus:
    """Return what the opportunity is to show."""
    [status] = deal_statuses(deps, s, [deal_id])
    return status


def deal_statuses(deps: Deps, s: Session, deal_ids: Sequence[str]) -> list[DealStatus]:
    """Return what these opportunities are to show, in their order; for many, a few queries."""
    found = overview.of_deals(s, deal_ids)
    return [_deal_status(deps, s, deal_id, found[deal_id]) for deal_id in deal_ids]


def _deal_status(deps: Deps, s: Session, deal_id: str, found: Overview) -> DealStatus:
    rows = found.invoices
    said = _status(deps, deal_id, found)
    # A deal may have changed its currency after something was out. What was billed in the old one
    # was taken back, and does not add up with the new: that of what is approved now.
    currency = found.currency or (rows[-1].currency if rows else "")
    same = [row for row in rows if row.currency == currency]
    counted = [row for row in same if row.status in COUNTED]
    waiting = [row.money(row.amount_minor) for row in same if row.status in NOT_OUT]
    runs = coming(s, deal_id) if found.retainers else []
    to_come = waiting + [one for one in runs if one.currency == currency]
    scheduled = Money.total(to_come, currency) if to_come else None
    if not counted:
        return DealStatus(deal_id=deal_id, status=said, scheduled=scheduled)
    paid_off = all(row.status is InvoiceStatus.PAID for row in counted)
    more_comes = bool(scheduled)
    return DealStatus(
        deal_id=deal_id,
        status=f"{said} so far" if said == PAID and more_comes else said,
        invoiced=_sum(currency, [invoiced(row) for row in counted]),
        paid=_sum(currency, [stayed(row) for row in counted]),
        balance=_sum(currency, [row.balance_minor for row in counted]),
        scheduled=scheduled or _sum(currency, []),
        due_date=max((row.due_date for row in counted if row.due_date), default=None),
        paid_date=_latest_paid(deps, counted) if paid_off and not more_comes else None,
        invoice_url=counted[-1].url,
    )


def stayed(row: InvoiceRow) -> int:
    """Return the money that stayed, in minor units: never more than was invoiced."""
    return max(0, min(row.kept.minor, invoiced(row)))


def invoiced(row: InvoiceRow) -> int:
    """Return what it is over, less credit notes, in minor units."""
    return row.total_minor - row.credited_minor


def _sum(currency: str, minors: Sequence[int]) -> Money:
    return Money(minor=sum(minors), currency=currency)


def _latest_paid(deps: Deps, rows: Sequence[InvoiceRow]) -> date | None:
    zone = deps.settings.billing_timezone
    return max((date_in(zone, row.paid_at) for row in rows if row.paid_at), default=None)


def _status(deps: Deps, deal_id: str, found: Overview) -> str:
    """Return where the deal's billing stands, in a few words."""
    rows, latest = found.invoices, found.latest
    subjects = (deal_id, *(row.id for row in rows), *found.retainers)
    hold = next((found.holds[one] for one in subjects if one in found.holds), None)
    if hold is not None:
        return _held(hold)
    if live := [row for row in rows if row.is_live]:
        return _invoice_words(deps, min(live, key=lambda row: _rank(deps, row)))
    if latest is None:
        return ""
    said = {
        ProposalStatus.PENDING: "Awaiting approval",
        ProposalStatus.APPROVED: "Approved",
        ProposalStatus.REJECTED: "Rejected",
        ProposalStatus.SUPERSEDED: "Withdrawn",
        ProposalStatus.NOT_BILLED: "Not billed here",
    }[latest]
    if rows and latest is ProposalStatus.APPROVED:
        return words(rows[-1].status).capitalize()
    return said


def _rank(deps: Deps, row: InvoiceRow) -> tuple[int, date, int]:
    """Return what puts the invoice first of which a deal's status speaks: what needs somebody."""
    order = {
        InvoiceStatus.OPEN: 0 if is_overdue(deps, row) else 1,
        InvoiceStatus.APPROVED: 2 if row.issue_date else 4,
        InvoiceStatus.SCHEDULED: 3,
        InvoiceStatus.UNCOLLECTIBLE: 5,
        InvoiceStatus.PAID: 5 if row.missing else 6,
    }
    if is_contested(row):
        return -1, date.min, -row.item
    # Of those that are over, the last one.
    return order.get(row.status, 6), row.issue_date or date.max, -row.item


def _held(hold: HoldRow) -> str:
    until = f" until {hold.until_date.isoformat()}" if hold.until_date else ""
    return f"On hold{until}: {reason_words(hold.reason)}"


def _invoice_words(deps: Deps, row: InvoiceRow) -> str:
    if row.status in NOT_OUT:
        return _to_come(deps, row)
    return money_words(deps, row)


def _to_come(deps: Deps, row: InvoiceRow) -> str:
    if row.issue_date is None:
        return f"Approved, waiting: {row.condition}"
    if row.status is InvoiceStatus.APPROVED and row.issue_date <= deps.today():
        return "Approved, being sent"
    return f"Scheduled for {day(row.issue_date, deps.today())}"


def invoice_records(deps: Deps, s: Session, deal_ids: Sequence[str]) -> list[InvoiceRecord]:
    """Return a record for each invoice that exists at Stripe, or may have as a draft.

    Salesforce may have been told of a draft that is deleted by now.
    """
    found: list[InvoiceRecord] = []
    for deal_id in deal_ids:
        rows = invoices.of_deal(s, deal_id)
        of = max((row.item for row in rows if row.is_live and row.period_start is None), default=1)
        firsts = first_items(s, deal_id)
        found += [
            _record(deps, s, row, _installment(row, of, firsts)) for row in rows if _is_told(row)
        ]
    return found


def _is_told(row: InvoiceRow) -> bool:
    """Return whether Salesforce is told of an invoice."""
    return bool(row.stripe_id) or row.attempt > 1


def owed(row: InvoiceRow) -> Money:
    """Return what is still to be paid: nothing of what never goes out."""
    return row.money(0) if row.status is InvoiceStatus.CANCELED else row.balance


def _record(deps: Deps, s: Session, row: InvoiceRow, installment: str) -> InvoiceRecord:
    out = row.status not in NOT_OUT and row.status is not InvoiceStatus.CANCELED
    zone = deps.settings.billing_timezone
    hold = holds.open_on(s, row.id)
    return InvoiceRecord(
        key=row.id,
        deal_id=row.deal_id,
        stripe_id=row.stripe_id or "",
        number=row.number,
        status=_invoice_words(deps, row),
        amount=row.money(row.total_minor),
        net=row.money(row.net_minor) if row.net_minor is not None else None,
        tax=row.money(row.tax_minor) if row.net_minor is not None else None,
        paid=row.money(stayed(row)),
        balance=owed(row),
        credited=row.money(row.credited_minor),
        refunded=row.money(row.refunded_minor),
        disputed=row.money(row.disputed_minor),
        installment=installment,
        send_date=row.issue_date,
        period_start=row.period_start,
        period_end=row.period_end,
        issue_date=row.issue_date if out else None,
        due_date=row.due_date,
        paid_date=_date(zone, row.paid_at),
        url=row.url,
        hold=_held(hold) if hold else "",
        dunning=_dunning(s, row),
    )


def _installment(row: InvoiceRow, of: int, firsts: Sequence[int]) -> str:
    """Return e.g. "2 of 4", "period 3"; "" where there is just one."""
    if row.period_start is not None:
        first = max((item for item in firsts if item <= row.item), default=row.item)
        return f"period {row.item - first + 1}"
    return f"{row.item} of {of}" if of > 1 else ""


def _date(zone: ZoneInfo, instant: datetime | None) -> date | None:
    return date_in(zone, instant) if instant else None


def _dunning(s: Session, row: InvoiceRow) -> str:
    sent = sum(
        1
        for reminder in reminders.reminders_of(s, row.id)
        if reminder.sent_at and reminder.channel != Channel.OWNER
    )
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
