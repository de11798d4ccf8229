"""Reminders in Slack: one message a customer that always shows how things stand, and the owner."""

from datetime import date
from typing import Any

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.dunning import Channel, Chase, schedule
from bot.errors import NotFound
from bot.facts import Place, Urgency
from bot.ledger import Session, deals, desk, invoices, receivables, reminders
from bot.ledger.receivables import Owed
from bot.ledger.reminders import ReminderRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.views import direct
from bot.views.reminder import reminder as reminder_view
from bot.views.state_lists import DueLine, ReminderState
from bot.views.text import overdue
from bot.workflows.dunning.remind_client import REMIND
from bot.workflows.showing.card_state import card_state
from bot.workflows.standing.chasing import (
    calendar_of,
    chases,
    due_line,
    reason_not_to_chase,
    step_words,
    who,
    with_owner,
)
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble

REMIND_CUSTOMER = "remind_customer"
REMINDER = "reminder"
"""Kind of message; its subject is the customer at Stripe."""
NOTHING_TO_DO = "nothing to chase now"


def post_batch(deps: Deps, customer_id: str, reminder_ids: list[str]) -> None:
    """Post the customer's reminder, and note it for each invoice in it."""
    deps.durably(retire, customer_id)
    posted = deps.durably(post, customer_id, reminder_ids[0])
    deps.durably(note_posted, customer_id, reminder_ids, posted.to_json())


def retire(deps: Deps, customer_id: str) -> None:
    """Take the buttons from the earlier message: there is a newer one."""
    _redraw(deps, customer_id, settled="reminded again below")


def post(deps: Deps, customer_id: str, reminder_id: str) -> dict[str, Any]:
    """Post the reminder; return its place."""
    with deps.ledger.reading() as s:
        state = reminder_state(deps, s, customer_id)
    message = reminder_view(state.model_copy(update={"settled": ""}))
    key = f"reminder:{customer_id}:{reminder_id}"
    return deps.messenger.post(deps.settings.ar_channel, message, key=key).to_json()


def note_posted(
    deps: Deps, customer_id: str, reminder_ids: list[str], posted: dict[str, Any]
) -> None:
    """Note where it stands and tell the deals; a refusal waits for a person."""
    outcome = Outcome.from_json(posted)
    with deps.ledger.transaction() as s:
        if not outcome.done:
            again = {"workflow": REMIND_CUSTOMER, "args": [customer_id]}
            open_trouble(deps, s, outcome, subject=customer_id, kind=REMIND, retry=again)
            return
        close_trouble(deps, s, subject=customer_id, kind=REMIND)
        place = Place.from_json(outcome.value)
        desk.shown(s, REMINDER, customer_id, channel=place.channel, ts=place.ts)
        for reminder_id in reminder_ids:
            _note_one(deps, s, reminders.get_reminder(s, reminder_id))


def _note_one(deps: Deps, s: Session, row: ReminderRow) -> None:
    if row.sent_at is not None:
        return
    row.sent_at = deps.now()
    invoice = invoices.get(s, row.invoice_id)
    line = due_line(deps, invoice, deals.get(s, invoice.deal_id))
    which = step_words(deps, row.step) or "reminder"
    tell(
        deps,
        s,
        invoice.deal_id,
        by=CLOSEDWON,
        action="invoice.reminded",
        what=f"{which.capitalize()}: {line.balance} is {overdue(line.days_past_due)}.",
        detail=f"Invoice {invoice.number}",
        subject=invoice.id,
        after={"step": row.step, "channel": row.channel, "handed_to": invoice.handed_to},
        urgency=Urgency.BULK,
    )


def show_reminder(deps: Deps, customer_id: str) -> None:
    """Bring the customer's latest reminder up to date."""
    deps.durably(redraw, customer_id)


def redraw(deps: Deps, customer_id: str) -> None:
    """Draw it from the ledger; one that was deleted is left alone."""
    _redraw(deps, customer_id)


def _redraw(deps: Deps, customer_id: str, settled: str = "") -> None:
    with deps.ledger.reading() as s:
        shown = desk.message(s, REMINDER, customer_id)
        if shown is None:
            return
        state = reminder_state(deps, s, customer_id)
    if settled:
        state = state.model_copy(update={"settled": state.settled or settled})
    try:
        place = Place(channel=shown.channel, ts=shown.ts)
        deps.messenger.update(place, reminder_view(state))
    except NotFound:
        return


def reminder_state(deps: Deps, s: Session, customer_id: str) -> ReminderState:
    """Return how the customer's reminded invoices stand now."""
    calendar = calendar_of(deps)
    known = chases(deps, s, receivables.reminded(s, customer_id))
    latest = max((_reminded_on(chase) for _, chase in known), default=None)
    members = [
        (one, chase)
        for one, chase in known
        if one.invoice.status is InvoiceStatus.OPEN or _reminded_on(chase) == latest
    ]
    lines = tuple(_line(deps, one, chase) for one, chase in members)
    waiting = [chase for _, chase in members if not reason_not_to_chase(deps, chase, calendar)]
    handed = next((one.invoice.handed_to for one, _ in members if one.invoice.handed_to), "")
    return ReminderState(
        customer=members[0][0].invoice.account_name if members else "",
        invoices=lines,
        emailed=any(_was_mailed(chase, since=latest) for _, chase in members),
        handed_to=who(deps, handed) if handed else None,
        settled="" if waiting else _settled(lines),
        today=deps.today(),
    )


def _reminded_on(chase: Chase) -> date:
    return max(sent.date for sent in chase.sent if sent.channel is Channel.SLACK)


def _line(deps: Deps, one: Owed, chase: Chase) -> DueLine:
    latest = [sent.step for sent in chase.sent if sent.channel is Channel.SLACK][-1]
    held = chase.held and one.invoice.status is InvoiceStatus.OPEN
    line = due_line(
        deps,
        one.invoice,
        one.deal,
        step=step_words(deps, latest),
        note="on hold" if held else "",
    )
    return with_owner(deps, line, one.deal.owner_email)


def _was_mailed(chase: Chase, since: date | None) -> bool:
    mails = [sent for sent in chase.sent if sent.channel is Channel.EMAIL]
    went = [sent.date for sent in mails if not (sent.waiting or sent.skipped)]
    return since is not None and any(on >= since for on in went)


def _settled(lines: tuple[DueLine, ...]) -> str:
    notes = {line.note for line in lines}
    return notes.pop() if len(notes) == 1 and "" not in notes else NOTHING_TO_DO


def warn_owner(deps: Deps, reminder_id: str) -> None:
    """Tell the deal's owner that a firm reminder is near, while they can still do something."""
    told = deps.durably(tell_owner, reminder_id)
    if told.done:
        deps.durably(note_warned, reminder_id, told.value)


def tell_owner(deps: Deps, reminder_id: str) -> str:
    """Send the direct message; return "", or why nobody was told."""
    calendar = calendar_of(deps)
    with deps.ledger.reading() as s:
        row = reminders.get_reminder(s, reminder_id)
        invoice = invoices.get(s, row.invoice_id)
        deal = deals.get(s, invoice.deal_id)
        state = card_state(deps, s, invoice.proposal_id)
    owner = deps.directory.by_email(deal.owner_email) if deal.owner_email else None
    if owner is None or invoice.due_date is None:
        return "The owner has no active Slack account."
    on = max(schedule(invoice.due_date, deps.policy.dunning, calendar)[-1], deps.today())
    message = direct.before_firm_reminder(state, due_line(deps, invoice, deal), on)
    deps.messenger.direct(owner.id, message, key=f"firm:{reminder_id}")
    return ""


def note_warned(deps: Deps, reminder_id: str, skipped: str) -> None:
    """Note that the owner knows, or why not."""
    with deps.ledger.transaction() as s:
        row = reminders.get_reminder(s, reminder_id)
        row.skipped = skipped
        row.sent_at = None if skipped else deps.now()
