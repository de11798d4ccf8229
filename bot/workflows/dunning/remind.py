"""Reminding: each business morning, overdue invoices are chased, one message a customer."""

from datetime import timedelta

from bot.actor import CLOSEDWON
from bot.calendar import Calendar
from bot.deps import Deps
from bot.dunning import Advice, Channel, Chase, advise, is_broken
from bot.facts import Urgency
from bot.ledger import Session, owing, receivables
from bot.ledger.invoices import InvoiceRow
from bot.ledger.owing import Part
from bot.ledger.receivables import Owed
from bot.ledger.reminders import ReminderRow
from bot.views.text import day
from bot.workflows.dunning.remind_client import REMIND, remind_client
from bot.workflows.dunning.remind_slack import post_batch, warn_owner
from bot.workflows.standing.chasing import calendar_of, chase_one, chases, is_due
from bot.workflows.standing.comparing import paged
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble
from bot.workflows.tracking.observe import receivables_changed
from bot.workflows.tracking.track import cannot_read, read_invoice, take_over

REMIND_CUSTOMER = "remind_customer"
AT_ONCE = 100
"""Customers whose reminders are started in one transaction."""
TOO_LATE = timedelta(days=1)
"""A reminder that could not be sent for so long is given up: the next step is near."""


def remind(deps: Deps, slot: str) -> None:
    """Start the reminders of this business day, each customer by itself."""
    deps.durably(start_reminders, slot)


def start_reminders(deps: Deps, slot: str) -> int:
    """Start `remind_customer` for whom the ladder asks for something; return for how many."""
    calendar = calendar_of(deps)
    if not calendar.is_business_day(deps.today()):
        return 0
    customers = sorted(_wanting(deps, calendar))
    for batch in receivables.batched(customers, AT_ONCE):  # meanwhile, people's clicks get through
        with deps.ledger.transaction() as s:
            for customer_id in batch:
                unique = f"remind:{customer_id}:{slot}"
                deps.engine.enqueue(
                    s, REMIND_CUSTOMER, customer_id, id=unique, urgency=Urgency.BULK
                )
    return len(customers)


def _wanting(deps: Deps, calendar: Calendar) -> set[str]:
    """Return the customers for whom the ladder asks for something."""
    with deps.ledger.reading() as s:
        return {
            one.invoice.customer_id
            for page in paged(owing.each(s, Part(due_before=deps.today())))
            for one, chase in chases(deps, s, page)
            if _wants(deps, chase, calendar)
        }


def _wants(deps: Deps, chase: Chase, calendar: Calendar) -> bool:
    return is_due(deps, chase, calendar) or _promise_is_broken(deps, chase, calendar)


def _promise_is_broken(deps: Deps, chase: Chase, calendar: Calendar) -> bool:
    over = chase.promised_date and is_broken(chase.promised_date, calendar, deps.today())
    return bool(over) and not chase.processing


def remind_customer(deps: Deps, customer_id: str) -> None:
    """Read each invoice fresh, decide, then owner, client and channel hear of it."""
    due = deps.durably(to_read, customer_id)
    fresh = [stripe_id for stripe_id in due.value or [] if _read_fresh(deps, stripe_id)]
    batch = deps.durably(decide, customer_id, fresh)
    if not batch.value:
        return
    for reminder_id in batch.value[Channel.OWNER]:
        warn_owner(deps, reminder_id)
    for reminder_id in batch.value[Channel.EMAIL]:
        remind_client(deps, reminder_id)
    if batch.value[Channel.SLACK]:
        post_batch(deps, customer_id, batch.value[Channel.SLACK])


def to_read(deps: Deps, customer_id: str) -> list[str]:
    """Return the invoices, by their id at Stripe, for which something may be due."""
    calendar = calendar_of(deps)
    with deps.ledger.reading() as s:
        owed = receivables.owed(s, overdue_on=deps.today(), customer_id=customer_id)
        return [
            one.invoice.stripe_id
            for one, chase in chases(deps, s, owed)
            if one.invoice.stripe_id and _wants(deps, chase, calendar)
        ]


def _read_fresh(deps: Deps, stripe_id: str) -> bool:
    """Bring the ledger to what Stripe shows at this moment; return whether that was possible."""
    read = deps.durably(read_invoice, stripe_id)
    if not read.done:
        deps.durably(cannot_read, stripe_id, read.to_json())
        return False
    return deps.durably(take_over, read.value, "remind").done


def decide(deps: Deps, customer_id: str, fresh: list[str]) -> dict[str, list[str]]:
    """Write down what is to be sent, before it is; return it by channel.

    What an interrupted run wrote down and did not send is returned as well.
    """
    calendar = calendar_of(deps)
    with deps.ledger.transaction() as s:
        for one in receivables.owed(s, overdue_on=deps.today(), customer_id=customer_id):
            if one.invoice.stripe_id in fresh:
                _decide_one(deps, s, one, calendar)
        return _unsent(deps, s, customer_id)


def _decide_one(deps: Deps, s: Session, owed: Owed, calendar: Calendar) -> None:
    chase = chase_one(deps, s, owed)
    if _promise_is_broken(deps, chase, calendar):
        _break_promise(deps, s, owed.invoice)
        chase = chase_one(deps, s, owed)
        if _has_ended(deps, chase):
            _hand_over(deps, owed.invoice)
    advice = advise(chase, deps.policy.dunning, calendar, deps.today())
    for channel, step in _wanted(deps, advice):
        s.add(
            ReminderRow(
                invoice_id=owed.invoice.id,
                step=step,
                channel=channel,
                at=deps.now(),
                by=CLOSEDWON.id,
            )
        )
    if advice.hand_over:
        _hand_over(deps, owed.invoice)
    s.flush()


def _wanted(deps: Deps, advice: Advice) -> list[tuple[Channel, str]]:
    wanted = []
    if advice.warn_owner:
        wanted.append((Channel.OWNER, f"+{deps.policy.dunning.steps[-1]}"))
    if advice.email:
        wanted.append((Channel.EMAIL, advice.email.name))
    if advice.slack:
        wanted.append((Channel.SLACK, advice.slack.name))
    return wanted


def _has_ended(deps: Deps, chase: Chase) -> bool:
    """Return whether the last step has been sent."""
    last = f"+{deps.policy.dunning.steps[-1]}"
    return any(sent.step == last and sent.channel is Channel.SLACK for sent in chase.sent)


def _hand_over(deps: Deps, invoice: InvoiceRow) -> None:
    invoice.handed_to = deps.policy.dunning.hand_to or deps.policy.fallback


def _break_promise(deps: Deps, s: Session, invoice: InvoiceRow) -> None:
    """Flag it and go on where the ladder is."""
    on = invoice.promised_date
    said = day(on, deps.today()) if on else ""
    invoice.promised_date, invoice.promised_minor = None, None
    invoice.promises_broken += 1
    tell(
        deps,
        s,
        invoice.deal_id,
        by=CLOSEDWON,
        action="promise.broken",
        what=f"The promise to pay by {said} was not kept: {invoice.balance} is still owed.",
        subject=invoice.id,
        before={"promised_date": str(on), "by": invoice.promised_by},
        after={"broken": invoice.promises_broken},
        urgency=Urgency.BULK,
    )
    receivables_changed(deps, s, invoice)


def _unsent(deps: Deps, s: Session, customer_id: str) -> dict[str, list[str]]:
    """Return what is written down and not sent; give up what has waited for too long."""
    found: dict[str, list[str]] = {channel: [] for channel in Channel}
    for row in receivables.unsent_reminders(s, customer_id):
        if deps.now() - row.at > TOO_LATE:
            row.skipped = "It could not be sent for a day."
            close_trouble(deps, s, subject=row.id, kind=REMIND)
        else:
            found[row.channel].append(row.id)
    if not found[Channel.SLACK]:
        close_trouble(deps, s, subject=customer_id, kind=REMIND)  # nothing is left to be said
    return found if any(found.values()) else {}
