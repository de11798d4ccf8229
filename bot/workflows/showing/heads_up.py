"""Heads-up: some business days before an invoice goes out by itself, people hear of it.

The deal's owner in person, Finance in the card's thread: once for each invoice and day.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.aging import days_past_due
from bot.calendar import Calendar
from bot.charges import charges
from bot.deps import Deps
from bot.ledger import Session, deals, desk, invoices, proposals
from bot.ledger.held import holding
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.views import heads_up as view
from bot.workflows.showing.card_state import CARD
from bot.workflows.standing.chasing import calendar_of
from bot.workflows.telling.trouble import close_over, close_trouble, open_trouble

HEADS_UP = "heads_up"


def heads_up(deps: Deps, slot: str) -> None:
    """Give notice of what goes out soon."""
    del slot
    for invoice_id in deps.durably(coming).value or []:
        posted = deps.durably(post, invoice_id)
        written = deps.durably(write_to_owner, invoice_id)
        refused = posted if not posted.done else written
        deps.durably(note, invoice_id, refused.to_json())


def coming(deps: Deps) -> list[str]:
    """Return the invoices of whose day people are to have notice now; none on a day off."""
    calendar, days = calendar_of(deps), deps.policy.billing.heads_up_days
    with deps.ledger.transaction() as s:
        close_over(
            deps, s, HEADS_UP, lambda invoice_id: _is_over(deps, invoices.get(s, invoice_id))
        )
    if not days or not calendar.is_business_day(deps.today()):
        return []
    with deps.ledger.reading() as s:
        return [
            row.id
            for row in invoices.in_status(s, InvoiceStatus.SCHEDULED)
            if row.issue_date
            and not row.subscription_id
            and row.warned_for != row.issue_date
            and notice_day(row.issue_date, days, calendar) <= deps.today() < row.issue_date
            and not holding(s, row)
        ]


def _is_over(deps: Deps, row: InvoiceRow) -> bool:
    """Return whether notice would come too late, or for nothing."""
    gone = row.status is not InvoiceStatus.SCHEDULED or row.issue_date is None
    return gone or (row.issue_date is not None and row.issue_date <= deps.today())


def notice_day(on: date, days: int, calendar: Calendar) -> date:
    """Return the day that is so many business days before `on`."""
    while days:
        on -= timedelta(days=1)
        days -= calendar.is_business_day(on)
    return on


def post(deps: Deps, invoice_id: str) -> str:
    """Say it in the thread of the deal's card, in AR's channel if there is none."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        message = view.heads_up(_about(deps, s, row))
        card = card_of(s, row)
    channel, thread = card or (deps.settings.ar_channel, "")
    return deps.messenger.post(channel, message, key=_key(row), thread=thread).ts


def card_of(s: Session, row: InvoiceRow) -> tuple[str, str] | None:
    """Return channel and thread of the deal's card, None if there is none."""
    latest = proposals.latest_of(s, row.deal_id)
    for proposal_id in (latest.id if latest else "", row.proposal_id):
        if card := desk.message(s, CARD, proposal_id):
            return card.channel, card.ts
    return None


def write_to_owner(deps: Deps, invoice_id: str) -> str:
    """Tell the deal's owner in person; return their Slack id, "" if they have no account here."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        message = view.heads_up(_about(deps, s, row))
        owner_email = deals.get(s, row.deal_id).owner_email
    owner = deps.directory.by_email(owner_email) if owner_email else None
    if owner is None:
        return ""
    deps.messenger.direct(owner.id, message, key=f"{_key(row)}:owner")
    return owner.id


def _key(row: InvoiceRow) -> str:
    return f"heads-up:{row.id}:{row.issue_date}"


def note(deps: Deps, invoice_id: str, refused: dict[str, Any]) -> None:
    """Note that people had notice; if Slack refused, say so: the next morning tries again."""
    outcome = Outcome.from_json(refused)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if outcome.done:
            row.warned_for = row.issue_date
            close_trouble(deps, s, subject=invoice_id, kind=HEADS_UP)
        else:
            open_trouble(deps, s, outcome, subject=invoice_id, kind=HEADS_UP, deal_id=row.deal_id)


def _about(deps: Deps, s: Session, row: InvoiceRow) -> view.HeadsUp:
    deal = deals.get(s, row.deal_id)
    plan = proposals.get(s, row.proposal_id).plan
    return view.HeadsUp(
        invoice_id=row.id,
        item=row.item,
        of=max((charge.number for charge in charges(plan)), default=row.item),
        label=row.label if row.label != deal.name else "",
        amount=row.money(row.total_minor),
        customer=row.account_name,
        email=row.bill_to_email,
        deal_name=deal.name,
        deal_url=deal.deal.url,
        on=row.issue_date or deps.today(),
        due=row.due_date,
        unpaid=_unpaid(deps, invoices.of_deal(s, row.deal_id)),
        today=deps.today(),
    )


def _unpaid(deps: Deps, rows: Sequence[InvoiceRow]) -> tuple[view.Unpaid, ...]:
    return tuple(
        view.Unpaid(
            number=row.number or f"Invoice {row.item}",
            balance=row.balance,
            days_past_due=days_past_due(row.due_date, deps.today()),
            url=row.url,
        )
        for row in rows
        if row.status is InvoiceStatus.OPEN and row.balance_minor > 0
    )
