"""Asking for quantities: before a period ends, and again while they are missing.

The deal's owner in person, Finance in the card's thread. Before that, what Salesforce may know by
now is taken over.
"""

from datetime import timedelta

from bot.deps import Deps
from bot.ledger import Session, deals, desk, invoices
from bot.ledger.held import holding, retainer_of
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.periods import Period
from bot.status import InvoiceStatus
from bot.views import usage as view
from bot.workflows.showing.heads_up import card_of, notice_day
from bot.workflows.standing.chasing import calendar_of
from bot.workflows.standing.quantities import known_of, variable_of
from bot.workflows.telling.trouble import close_over, close_trouble, open_trouble
from bot.workflows.tracking.usage import look

ASK_USAGE = "ask_usage"
"""Kind of trouble, and of message; its subject is the invoice and how often it was asked."""
OFTEN, EVERY = 3, 5
"""After three business days in a row it is asked every fifth."""


def ask_usage(deps: Deps, slot: str) -> None:
    """Ask for what is missing today."""
    for invoice_id in deps.durably(waiting, slot).value or []:
        posted = deps.durably(post, invoice_id, slot)
        written = deps.durably(write_to_owner, invoice_id, slot)
        refused = posted if not posted.done else written
        deps.durably(note, invoice_id, slot, refused.to_json())


def waiting(deps: Deps, slot: str) -> list[str]:
    """Return the invoices whose quantities are asked for today; none on a day off."""
    with deps.ledger.transaction() as s:
        rows = invoices.in_status(s, InvoiceStatus.APPROVED, InvoiceStatus.SCHEDULED)
        for deal_id in sorted({row.deal_id for row in rows if row.awaits_usage}):
            look(deps, s, deals.get(s, deal_id).deal)
        s.flush()
        close_over(deps, s, ASK_USAGE, lambda one: not invoices.get(s, one).awaits_usage)
        if not calendar_of(deps).is_business_day(deps.today()):
            return []
        return [
            row.id
            for row in rows
            if row.awaits_usage
            and not holding(s, row)
            and (_is_asked_today(deps, row) or desk.find_trouble(s, row.id, ASK_USAGE))
            and desk.message(s, ASK_USAGE, f"{row.id}:{slot}") is None
        ]


def _is_asked_today(deps: Deps, row: InvoiceRow) -> bool:
    calendar, today = calendar_of(deps), deps.today()
    end = row.period_end or today
    if today <= end:
        days = deps.policy.billing.heads_up_days
        return bool(days) and notice_day(end + timedelta(days=1), days, calendar) == today
    open_days = sum(
        calendar.is_business_day(end + timedelta(days=n)) for n in range(1, (today - end).days + 1)
    )
    return open_days <= OFTEN or open_days % EVERY == 0


def about_period(deps: Deps, s: Session, row: InvoiceRow) -> view.Needed | None:
    """Return what is known of a period and what is missing; None if nothing of it is counted."""
    retainer = retainer_of(s, row)
    start, end = row.period_start, row.period_end
    if not (retainer and start and end and (variable := variable_of(s, retainer, start))):
        return None
    known = known_of(s, retainer, start)
    deal = deals.get(s, row.deal_id)
    return view.Needed(
        invoice_id=row.id,
        item=row.item,
        label=row.label,
        period=Period(start=start, end=end),
        currency=row.currency,
        lines=tuple(
            view.Counted(
                key=line.key,
                description=line.description,
                unit_price=line.unit_price,
                quantity=known[line.key].amount if line.key in known else None,
            )
            for line in variable
        ),
        deal_name=deal.name,
        deal_url=deal.deal.url,
        customer=row.account_name,
        today=deps.today(),
    )


def post(deps: Deps, invoice_id: str, slot: str) -> str:
    """Ask in the thread of the deal's card, in AR's channel if there is none."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        about = about_period(deps, s, row) if row.awaits_usage else None
        card = card_of(s, row)
    if about is None:
        return ""
    channel, thread = card or (deps.settings.ar_channel, "")
    key = f"usage:{invoice_id}:{slot}"
    return deps.messenger.post(channel, view.needed(about), key=key, thread=thread).ts


def write_to_owner(deps: Deps, invoice_id: str, slot: str) -> str:
    """Ask the deal's owner in person; return their Slack id, "" if they have no account here."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        about = about_period(deps, s, row) if row.awaits_usage else None
        owner_email = deals.get(s, row.deal_id).owner_email
    owner = deps.directory.by_email(owner_email) if owner_email else None
    if owner is None or about is None:
        return ""
    deps.messenger.direct(owner.id, view.needed(about), key=f"usage:{invoice_id}:{slot}:owner")
    return owner.id


def note(deps: Deps, invoice_id: str, slot: str, refused: dict[str, object]) -> None:
    """Note that it was asked; if Slack refused, say so: the next day asks again."""
    outcome = Outcome.from_json(refused)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id)
        if outcome.done:
            subject = f"{invoice_id}:{slot}"
            desk.shown(s, ASK_USAGE, subject, channel=deps.settings.ar_channel, ts=slot)
            close_trouble(deps, s, subject=invoice_id, kind=ASK_USAGE)
        else:
            open_trouble(deps, s, outcome, subject=invoice_id, kind=ASK_USAGE, deal_id=row.deal_id)
