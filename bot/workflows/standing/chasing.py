"""What is chased, and how it stands: from the ledger's rows to the facts of the dunning ladder."""

from collections.abc import Iterator, Sequence
from datetime import date

from bot.aging import days_past_due
from bot.calendar import Calendar
from bot.clock import date_in
from bot.deps import Deps
from bot.dunning import Channel, Chase, Sent, Step, advise, why_not
from bot.errors import NotFound
from bot.ledger import Session, receivables
from bot.ledger.customers import OutsideInvoiceRow
from bot.ledger.deals import DealRow
from bot.ledger.invoices import InvoiceRow
from bot.ledger.receivables import Owed
from bot.ledger.reminders import ReminderRow
from bot.money import Money
from bot.status import InvoiceStatus, words
from bot.views.state import Who
from bot.views.state_lists import DueLine
from bot.views.text import day
from bot.workflows.standing.money_words import is_contested, is_left_alone


def chase_of(deps: Deps, owed: Owed, reminders: Sequence[ReminderRow], *, held: bool) -> Chase:
    """Return what the ladder has to know about one of our invoices."""
    invoice, deal = owed
    zone = deps.settings.billing_timezone
    return Chase(
        account_id=deal.account_id,
        due_date=invoice.due_date,
        balance=invoice.balance,
        is_open=invoice.status is InvoiceStatus.OPEN,
        processing=invoice.processing,
        held=held,
        disputed=is_contested(invoice),
        small_remainder=is_left_alone(deps, invoice),
        promised_date=invoice.promised_date,
        snoozed_until=invoice.snoozed_until,
        do_not_chase=invoice.do_not_chase,
        sent=tuple(
            Sent(
                step=row.step,
                channel=Channel(row.channel),
                date=date_in(zone, row.at),
                waiting=row.sent_at is None and not row.skipped,
                skipped=bool(row.skipped),
            )
            for row in reminders
        ),
    )


def chases(deps: Deps, s: Session, owed: Sequence[Owed]) -> list[tuple[Owed, Chase]]:
    """Return these invoices with what the ladder has to know about each."""
    held = receivables.held_ids(s)
    reminders = receivables.reminders_by_invoice(s, [one.invoice.id for one in owed])
    return [
        (one, chase_of(deps, one, reminders[one.invoice.id], held=_is_held(one, held)))
        for one in owed
    ]


def chase_one(deps: Deps, s: Session, owed: Owed) -> Chase:
    """Return what the ladder has to know about one invoice."""
    [(_, chase)] = chases(deps, s, [owed])
    return chase


def _is_held(owed: Owed, held: frozenset[str]) -> bool:
    return owed.invoice.id in held or owed.deal.id in held


def calendar_of(deps: Deps) -> Calendar:
    """Return the company's business days."""
    return Calendar(deps.policy.calendar)


def reason_not_to_chase(deps: Deps, chase: Chase, calendar: Calendar) -> str:
    """Return why nobody is to be reminded of it now, "" if nothing is in the way."""
    return why_not(chase, deps.policy.dunning, calendar, deps.today())


def is_due(deps: Deps, chase: Chase, calendar: Calendar) -> bool:
    """Return whether the ladder asks for anything today."""
    advice = advise(chase, deps.policy.dunning, calendar, deps.today())
    return bool(advice.slack or advice.email or advice.warn_owner)


def step_words(deps: Deps, name: str) -> str:
    """Return a step of the ladder as people read it, "" if the ladder has no such step now."""
    steps = deps.policy.dunning.steps
    days = int(name)
    if days not in steps:
        return ""
    return Step(days=days, number=steps.index(days) + 1, of=len(steps)).words


def due_line(
    deps: Deps, invoice: InvoiceRow, deal: DealRow, *, step: str = "", note: str = ""
) -> DueLine:
    """Return one of our invoices as a line of a list; its owner by name only."""
    return DueLine(
        invoice_id=invoice.id,
        number=invoice.number,
        customer=invoice.account_name,
        balance=invoice.balance,
        due_date=invoice.due_date,
        days_past_due=days_past_due(invoice.due_date, deps.today()),
        owner=Who(name=deal.owner_name) if deal.owner_name else None,
        deal_name=deal.name,
        url=invoice.url,
        step=step,
        note=note or note_of(deps, invoice),
    )


def outside_line(deps: Deps, row: OutsideInvoiceRow) -> DueLine:
    """Return an invoice that the bot did not make as a line of a list."""
    return DueLine(
        invoice_id="",
        number=row.number,
        customer=row.customer_name,
        balance=Money(minor=row.balance_minor, currency=row.currency),
        due_date=row.due_date,
        days_past_due=days_past_due(row.due_date, deps.today()),
        url=row.url,
    )


def note_of(deps: Deps, invoice: InvoiceRow) -> str:
    """Return what is to be known about collecting it, in a few words."""
    if invoice.status is InvoiceStatus.PAID:
        return f"paid on {day(_paid_date(deps, invoice), deps.today())}"
    if invoice.status is not InvoiceStatus.OPEN:
        return words(invoice.status)
    return next(_notes(deps, invoice), "")


def _notes(deps: Deps, invoice: InvoiceRow) -> Iterator[str]:
    today = deps.today()
    if is_contested(invoice):
        yield f"{invoice.money(invoice.disputed_minor)} is disputed"
    if is_left_alone(deps, invoice):
        yield f"left alone: {invoice.balance} (bank fee?)"
    if invoice.processing:
        yield "a payment is under way"
    if invoice.promised_date:
        yield f"promised for {day(invoice.promised_date, today)}"
    if invoice.do_not_chase:
        yield "not to be chased"
    if invoice.snoozed_until and invoice.snoozed_until > today:
        yield f"snoozed until {day(invoice.snoozed_until, today)}"
    if invoice.promises_broken:
        yield "a promise was broken"


def _paid_date(deps: Deps, invoice: InvoiceRow) -> date:
    return date_in(deps.settings.billing_timezone, invoice.paid_at or deps.now())


def with_owner(deps: Deps, line: DueLine, owner_email: str) -> DueLine:
    """Return the line with its owner mentioned, if they have an active Slack account."""
    person = deps.directory.by_email(owner_email) if owner_email else None
    if person is None or line.owner is None:
        return line
    return line.model_copy(update={"owner": Who(name=line.owner.name, slack_id=person.id)})


def who(deps: Deps, user_or_group: str) -> Who:
    """Return somebody named by their Slack id, or a group named by the policy."""
    try:
        return Who(name=deps.directory.person(user_or_group).name, slack_id=user_or_group)
    except NotFound:
        return Who(name=user_or_group)
