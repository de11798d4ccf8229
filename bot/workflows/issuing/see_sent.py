"""Seeing to it that what went out by itself was also e-mailed, once, and is left alone by Stripe.

A draft that finalized on its day may have been e-mailed by Stripe or not: the account's settings
decide. First Stripe is told to do nothing more by itself, then we look, then we send. What is paid
by then is only looked at: nobody is e-mailed an invoice that they have paid.
"""

from datetime import datetime
from typing import Any

from bot.actor import CLOSEDWON, STRIPE
from bot.clock import date_in
from bot.deps import Deps
from bot.facts import Snapshot, Urgency
from bot.ledger import audit, invoices
from bot.ledger.base import new_id
from bot.ledger.held import holding
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus
from bot.views.text import day
from bot.workflows.gating.gate import is_stopped
from bot.workflows.issuing.sending import EVENTS_LAST
from bot.workflows.standing import attempt
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble
from bot.workflows.tracking.observe import SEE_SENT

HELD, OVER, WAITS = "held", "over", "waits"
NOBODY = "nobody"
"""It was paid before anybody e-mailed it."""
UNTOLD = "untold"
"""It is out for longer than Stripe tells of: whether it e-mailed it cannot be known any more."""
NOT_MAILED = "invoice.not_mailed"
GONE_OUT = (InvoiceStatus.OPEN, InvoiceStatus.PAID)


def see_sent(deps: Deps, invoice_id: str) -> None:
    """Turn Stripe's own advances off, then e-mail it unless Stripe did."""
    stripe_id = deps.durably(to_see, invoice_id).value
    if not stripe_id:
        return
    rests = deps.durably(let_rest, invoice_id, stripe_id)
    if not rests.done:
        deps.durably(cannot_send, invoice_id, rests.to_json())
        return
    mailed = deps.durably(e_mail, invoice_id, rests.value)
    if mailed.done:
        deps.durably(note_sent, invoice_id, rests.value, mailed.value)
    else:
        deps.durably(cannot_send, invoice_id, mailed.to_json())


def to_see(deps: Deps, invoice_id: str) -> str:
    """Return its id at Stripe, "" if nothing is left to see to."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
    unsent = row.status in GONE_OUT and row.sent_at is None
    left = unsent or (row.status is InvoiceStatus.OPEN and row.advances)
    return (row.stripe_id or "") if left else ""


def let_rest(deps: Deps, invoice_id: str, stripe_id: str) -> dict[str, Any]:
    """Have Stripe do nothing more by itself; return the invoice as it stands.

    Doing it twice is doing it once, so each try has a key of its own (see `align.write`). With
    one that is paid Stripe has nothing left to do.
    """
    with deps.ledger.reading() as s:
        is_paid = invoices.get(s, invoice_id).status is InvoiceStatus.PAID
    if is_paid:
        return deps.billing.snapshot(stripe_id).to_json()
    key = f"invoice:{invoice_id}:rest:{new_id('try')}"
    return deps.billing.unschedule(stripe_id, key=key).to_json()


def e_mail(deps: Deps, invoice_id: str, shown: dict[str, Any]) -> str:
    """E-mail it unless that was done; return by whom it was, or why it was not."""
    seen = Snapshot.from_json(shown)
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        held = holding(s, row)
    if row.sent_at is not None or seen.status not in GONE_OUT:
        return OVER
    since = seen.finalized_at or row.attempt_at or row.created_at
    untold = since < deps.now() - EVENTS_LAST
    if seen.sent or (not untold and deps.billing.was_e_mailed(seen.stripe_id, since)):
        return STRIPE.name
    is_paid = InvoiceStatus.PAID in (row.status, seen.status)
    if is_paid or untold:  # rather none from us than a second one: people are told to look
        return NOBODY if is_paid else UNTOLD
    if held:
        return HELD  # its release sends it
    if is_stopped(deps, subject=row.id, workflow=SEE_SENT, deal_id=row.deal_id):
        return WAITS
    return _e_mailed_once(deps, row, since)


def _e_mailed_once(deps: Deps, row: InvoiceRow, since: datetime) -> str:
    """Send it under a key of its own: repeated it replays, and after a day it is looked for."""
    if row.in_doubt or row.attempt_at is None or row.attempt_at < since:
        row = attempt.renew(deps, row.id)
    with attempt.doubting(deps, row.id):
        deps.billing.send(row.stripe_id or "", key=attempt.key(row, "e-mail"))
    return CLOSEDWON.name


def note_sent(deps: Deps, invoice_id: str, shown: dict[str, Any], by: str) -> None:
    """Note that it was e-mailed, and tell everybody; or that it waits, while it is on hold."""
    seen = Snapshot.from_json(shown)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        close_trouble(deps, s, subject=invoice_id, kind=SEE_SENT)
        row.advances = False
        if by in (OVER, WAITS) or row.sent_at is not None:
            return
        if by == HELD:
            tell(deps, s, row.deal_id, by=CLOSEDWON, action="invoice.kept_back",
                 what="It was not e-mailed, and is not while it is on hold.",
                 detail=f"Invoice {row.number}", subject=row.id)  # fmt: skip
            return
        if by == NOBODY:
            if any(entry.action == NOT_MAILED for entry in audit.entries(s, invoice_id)):
                return
            tell(deps, s, row.deal_id, by=CLOSEDWON, action=NOT_MAILED,
                 what=_paid_first(deps, row, seen), subject=row.id)  # fmt: skip
            return
        gone = seen.finalized_at or deps.now()
        row.sent_at, row.in_doubt = deps.now() if by == CLOSEDWON.name else gone, False
        row.issue_date = date_in(deps.settings.billing_timezone, gone)
        tell(deps, s, row.deal_id, by=CLOSEDWON, action="invoice.sent", what=_said(deps, row, by),
             subject=row.id, after={"stripe_id": row.stripe_id, "by": by},
             urgency=Urgency.BULK)  # fmt: skip


def _said(deps: Deps, row: InvoiceRow, by: str) -> str:
    due = day(row.due_date, deps.today()) if row.due_date else "on receipt"
    gone = day(row.issue_date, deps.today()) if row.issue_date else "its day"
    out = f"Invoice {row.number} over {row.money(row.total_minor)} went out on {gone} as scheduled"
    if by == UNTOLD:
        return (
            f"{out}, due {due}. That is too long ago for Stripe to tell whether it was e-mailed: "
            "look in the Stripe Dashboard, and send it there if it was not."
        )
    return f"{out} and was e-mailed to {row.bill_to_email} by {by}, due {due}."


def _paid_first(deps: Deps, row: InvoiceRow, seen: Snapshot) -> str:
    gone = day(row.issue_date, deps.today()) if row.issue_date else "its day"
    return (
        f"Invoice {row.number or seen.number} over {seen.total} went out on {gone} as scheduled "
        "and was paid before anybody e-mailed it: it is not e-mailed any more."
    )


def cannot_send(deps: Deps, invoice_id: str, refused: dict[str, Any]) -> None:
    """Say that Stripe refused, with a way to try again, which looks first."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        row.in_doubt = True
        open_trouble(deps, s, Outcome.from_json(refused), subject=invoice_id, kind=SEE_SENT,
                     deal_id=row.deal_id,
                     retry={"workflow": SEE_SENT, "args": [invoice_id]})  # fmt: skip
