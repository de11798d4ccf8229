"""Collecting: what people do about an unpaid invoice. Each of it counts as a touch."""

from datetime import date, timedelta
from typing import Any

from bot import authority
from bot.actor import Actor
from bot.deps import Deps
from bot.dunning import MANUAL, Channel, Chase, last_mail, too_soon
from bot.errors import Conflict, Invalid
from bot.ledger import Session, deals, invoices
from bot.ledger.invoices import InvoiceRow
from bot.ledger.receivables import Owed
from bot.ledger.reminders import ReminderRow
from bot.money import Money
from bot.policy import Action
from bot.status import InvoiceStatus, words
from bot.views.ids import FieldId
from bot.views.text import day
from bot.workflows.dunning.remind_client import REMIND_CLIENT
from bot.workflows.standing.chasing import calendar_of, chase_one, reason_not_to_chase
from bot.workflows.telling.telling import tell
from bot.workflows.tracking.observe import receivables_changed

LONGEST_PROMISE = timedelta(days=366)


def remind_now(deps: Deps, invoice_id: str, actor: Actor) -> None:
    """Have Stripe e-mail the invoice to the client again, because somebody asks for it.

    Raises:
        NotAllowed: naming who may.
        Conflict: if something is in the way, or the last e-mail was just sent; the sentence says.

    """
    _require(deps, Action.REMIND, invoice_id, actor)
    calendar = calendar_of(deps)
    with deps.ledger.transaction() as s:
        row = _owing(s, invoice_id)
        chase = chase_one(deps, s, Owed(row, deals.get(s, row.deal_id)))
        if reason := reason_not_to_chase(deps, chase, calendar):
            raise Conflict(f"Nothing was sent. {reason}")
        _refuse_too_soon(deps, chase)
        reminder = ReminderRow(
            invoice_id=invoice_id,
            step=f"{MANUAL}:{deps.today().isoformat()}",
            channel=Channel.EMAIL,
            at=deps.now(),
            by=actor.id,
        )
        s.add(reminder)
        _touch(deps, row)
        s.flush()
        unique = f"remind-client:{reminder.id}"
        deps.engine.enqueue(s, REMIND_CLIENT, reminder.id, id=unique)


def _refuse_too_soon(deps: Deps, chase: Chase) -> None:
    rules = deps.policy.dunning
    last = last_mail(chase)
    if last is None:
        return
    if last == deps.today():
        raise Conflict("Nothing was sent: the client was e-mailed today already.")
    if too_soon(chase, rules, deps.today()):
        again = last + timedelta(days=rules.smallest_gap_days)
        raise Conflict(
            f"Nothing was sent: the client was e-mailed on {day(last, deps.today())}. "
            f"The policy allows the next e-mail on {day(again, deps.today())}."
        )


def promise(
    deps: Deps,
    invoice_id: str,
    promised_date: date,
    amount: Money | None,
    by_whom: str,
    actor: Actor,
) -> None:
    """Note that the client promised to pay `amount` (None: all of it) by a day.

    Raises:
        NotAllowed: naming who may.
        Invalid: naming the field that is wrong.
        Conflict: if the invoice is not open any more.

    """
    _require(deps, Action.PROMISE, invoice_id, actor)
    if not deps.today() <= promised_date <= deps.today() + LONGEST_PROMISE:
        raise Invalid("Choose a day from today on, within a year.", FieldId.PROMISED_DATE)
    with deps.ledger.transaction() as s:
        row = _owing(s, invoice_id)
        minor = _promised(row, amount)
        if (row.promised_date, row.promised_minor) == (promised_date, minor):
            return  # a second click on the same form
        before = {"promised_date": str(row.promised_date or "")}
        row.promised_date, row.promised_minor = promised_date, minor
        row.promised_by = by_whom
        who = f" by {by_whom}" if by_whom else ""
        until = day(promised_date, deps.today())
        what = f"{row.money(minor)} of {row.balance} is promised{who} for {until}."
        if minor == row.balance_minor:
            what = f"Payment of {row.balance} is promised{who} for {until}."
        after = {"promised_date": promised_date.isoformat(), "minor": minor, "by": by_whom}
        _note(deps, s, row, actor, "promise.made", what, before, after)


def _promised(row: InvoiceRow, amount: Money | None) -> int:
    if amount is None:
        return row.balance_minor
    if amount.currency != row.currency or not 0 < amount.minor <= row.balance_minor:
        raise Invalid(
            f"Enter an amount up to the balance of {row.balance}.", FieldId.PROMISED_AMOUNT
        )
    return amount.minor


def snooze(deps: Deps, invoice_id: str, until: date, actor: Actor) -> None:
    """Send no reminder of the invoice before `until`.

    Raises:
        NotAllowed: naming who may.
        Invalid: if the day is not after today.
        Conflict: if the invoice is not open any more.

    """
    _require(deps, Action.SNOOZE, invoice_id, actor)
    if not deps.today() < until <= deps.today() + LONGEST_PROMISE:
        raise Invalid("Choose a day after today, within a year.", FieldId.UNTIL)
    with deps.ledger.transaction() as s:
        row = _owing(s, invoice_id)
        if row.snoozed_until == until:
            return  # a second click on the same form
        before = {"until": str(row.snoozed_until or "")}
        row.snoozed_until = until
        what = f"No reminders before {day(until, deps.today())}."
        _note(deps, s, row, actor, "invoice.snoozed", what, before, {"until": until.isoformat()})


def do_not_chase(deps: Deps, invoice_id: str, on: bool, actor: Actor) -> None:  # noqa: FBT001 - a switch
    """Stop all reminders of the invoice (somebody calls), or let them go on.

    Raises:
        NotAllowed: naming who may.
        Conflict: if the invoice is not open any more, or this is so already.

    """
    _require(deps, Action.DO_NOT_CHASE, invoice_id, actor)
    with deps.ledger.transaction() as s:
        row = _owing(s, invoice_id)
        if row.do_not_chase is on:
            raise Conflict(
                "Reminders of this invoice are off already." if on else "Reminders are on already."
            )
        row.do_not_chase = on
        what = "No more reminders: somebody calls." if on else "Reminders go on."
        action = "invoice.chasing_stopped" if on else "invoice.chasing_resumed"
        _note(deps, s, row, actor, action, what, {"do_not_chase": not on}, {"do_not_chase": on})


def _require(deps: Deps, action: Action, invoice_id: str, actor: Actor) -> None:
    with deps.ledger.reading() as s:
        invoice = invoices.get(s, invoice_id)
        owner_email = deals.get(s, invoice.deal_id).owner_email
    authority.require(deps, action, actor, owner_email=owner_email)


def _owing(s: Session, invoice_id: str) -> InvoiceRow:
    row = invoices.get(s, invoice_id, lock=True)
    if row.status is not InvoiceStatus.OPEN:
        raise Conflict(f"This invoice is {words(row.status)}: there is nothing to collect.")
    return row


def _touch(deps: Deps, row: InvoiceRow) -> None:
    row.touched_at, row.handed_to = deps.now(), ""


def _note(  # noqa: PLR0913, PLR0917 - what changed, of what, by whom
    deps: Deps,
    s: Session,
    row: InvoiceRow,
    actor: Actor,
    action: str,
    what: str,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Tell a change, and have the reminder in which the invoice stands redrawn."""
    _touch(deps, row)
    s.flush()
    detail = f"Invoice {row.number}" if row.number else ""
    tell(deps, s, row.deal_id, by=actor, action=action, what=what, detail=detail,
         subject=row.id, before=before, after=after)  # fmt: skip
    receivables_changed(deps, s, row)
