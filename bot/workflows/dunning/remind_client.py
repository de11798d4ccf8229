"""Reminding the client: Stripe e-mails the invoice again, if at this moment it still should."""

from datetime import timedelta
from typing import Any

from bot.actor import CLOSEDWON, Actor
from bot.deps import Deps
from bot.errors import NotFound
from bot.facts import Urgency
from bot.ledger import Session, deals, invoices, reminders
from bot.ledger.receivables import Owed
from bot.ledger.reminders import ReminderRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.workflows.gating.gate import is_stopped
from bot.workflows.standing.chasing import calendar_of, chase_one, reason_not_to_chase, step_words
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble

REMIND_CLIENT = "remind_client"
WAITS = "waits"
REMIND = "remind"
"""Kind of trouble."""
KEYS_ARE_GOOD_FOR = timedelta(hours=20)
"""After that Stripe might have forgotten that it sent it: rather none than a second one."""


def remind_client(deps: Deps, reminder_id: str) -> None:
    """Send one reminder by e-mail, and note what became of it."""
    mailed = deps.durably(mail, reminder_id)
    if mailed.value == WAITS:
        return  # it is started again when it may go
    deps.durably(note_mail, reminder_id, mailed.to_json())


def mail(deps: Deps, reminder_id: str) -> str:
    """Have Stripe e-mail the invoice; return "", why that was left out, or `WAITS`."""
    with deps.ledger.reading() as s:
        reminder = reminders.get_reminder(s, reminder_id)
        owed = _owed(s, reminder)
        chase = chase_one(deps, s, owed)
    stripe_id = owed.invoice.stripe_id or ""
    if reminder.sent_at is not None or deps.billing.was_e_mailed(stripe_id, reminder.at):
        return ""  # by an attempt whose answer was lost, or is the same failure for a day
    if deps.now() - reminder.at > KEYS_ARE_GOOD_FOR:
        return "It could not be sent for most of a day."
    seen = deps.billing.snapshot(stripe_id)
    now = chase.model_copy(
        update={
            "is_open": seen.status is InvoiceStatus.OPEN,
            "balance": seen.balance,
            "processing": seen.processing,
        }
    )
    if reason := reason_not_to_chase(deps, now, calendar_of(deps)):
        return reason
    if is_stopped(deps, subject=reminder_id, workflow=REMIND_CLIENT, deal_id=owed.deal.id):
        return WAITS
    deps.billing.send(stripe_id, key=f"remind:{reminder_id}")
    return ""


def _owed(s: Session, reminder: ReminderRow) -> Owed:
    invoice = invoices.get(s, reminder.invoice_id)
    return Owed(invoice, deals.get(s, invoice.deal_id))


def note_mail(deps: Deps, reminder_id: str, mailed: dict[str, Any]) -> None:
    """Note that it was sent, or why not; a refusal waits for a person."""
    outcome = Outcome.from_json(mailed)
    with deps.ledger.reading() as s:
        by = reminders.get_reminder(s, reminder_id).by
    actor = actor_of(deps, by)
    with deps.ledger.transaction() as s:
        row = reminders.get_reminder(s, reminder_id)
        owed = _owed(s, row)
        if row.sent_at is not None:
            return
        if not outcome.done:
            open_trouble(deps, s, outcome, subject=reminder_id, kind=REMIND,
                         deal_id=owed.deal.id,
                         retry={"workflow": REMIND_CLIENT, "args": [reminder_id]})  # fmt: skip
            return
        close_trouble(deps, s, subject=reminder_id, kind=REMIND)
        row.skipped = outcome.value
        row.sent_at = None if row.skipped else deps.now()
        _tell(deps, s, owed, row, actor)


def _tell(deps: Deps, s: Session, owed: Owed, row: ReminderRow, actor: Actor) -> None:
    which = step_words(deps, row.step) if row.step.startswith("+") else ""
    name = f"invoice {owed.invoice.number or owed.invoice.item}"
    if row.skipped:
        action, what = "reminder.skipped", f"No reminder of {name} was e-mailed: {row.skipped}"
    else:
        action = "reminder.sent"
        what = f"The client was e-mailed {f'the {which}' if which else 'a reminder'} of {name}."
    tell(
        deps,
        s,
        owed.deal.id,
        by=actor,
        action=action,
        what=what,
        subject=owed.invoice.id,
        after={"step": row.step, "channel": row.channel, "skipped": row.skipped},
        urgency=Urgency.BULK,
    )


def actor_of(deps: Deps, user_id: str) -> Actor:
    """Return who had it sent: a person in Slack, or the bot."""
    try:
        return Actor(id=user_id, name=deps.directory.person(user_id).name)
    except NotFound:
        return CLOSEDWON
