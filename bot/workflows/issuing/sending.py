"""Sending: the draft goes out, the ledger notes it, and a refusal waits for a person."""

from datetime import datetime, timedelta
from typing import Any

from bot.actor import CLOSEDWON
from bot.clock import date_in
from bot.deps import Deps
from bot.facts import Snapshot, Urgency
from bot.ledger import invoices
from bot.ledger.invoices import InvoiceRow
from bot.outcome import Outcome
from bot.status import NOT_OUT, InvoiceStatus, move_invoice, observe_invoice, words
from bot.views.text import day
from bot.workflows.gating.gate import is_stopped
from bot.workflows.issuing.call_off import ISSUE
from bot.workflows.issuing.recheck import GO, OVER, asked, close_what_waited, verdict_on
from bot.workflows.issuing.undrafted import take_back
from bot.workflows.standing import attempt
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import open_trouble

EVENTS_LAST = timedelta(days=29)
"""How long Stripe tells of them; what is out for longer was e-mailed, for all that can be known."""
OUT = (InvoiceStatus.OPEN, InvoiceStatus.PAID)
"""Where sending leads to: a tiny total, or one that a credit pays, is paid at once."""


def send(deps: Deps, invoice_id: str, run: str, stripe_id: str) -> str:
    """Send it, unless an earlier attempt did, and note that; return the verdict.

    Whether it may go is asked once more, since Stripe may have been away for hours.
    """
    with deps.ledger.reading() as s:
        attempt.check(s, invoice_id, run)
        row = invoices.get(s, invoice_id)
        verdict = verdict_on(deps, s, row)
    later = row.issue_date is not None and row.issue_date > deps.today()
    if verdict != GO or later:  # it may have been moved meanwhile
        return OVER if verdict == GO else verdict
    if is_stopped(deps, **asked(deps, row)):
        return OVER
    _note_sent(deps, invoice_id, sent_once(deps, row, stripe_id))
    return GO


def sent_once(deps: Deps, row: InvoiceRow, stripe_id: str) -> Snapshot:
    """Send it, unless an earlier attempt did; return it as it went out."""
    if attempt.is_doubtful(deps, row):
        seen = deps.billing.snapshot(stripe_id)
        if is_out(deps, row.attempt_at, seen):
            return seen
        row = attempt.renew(deps, row.id)
    with attempt.doubting(deps, row.id):
        return deps.billing.send(stripe_id, key=attempt.key(row, "send"))


def is_out(deps: Deps, since: datetime | None, seen: Snapshot) -> bool:
    """Return whether the customer has it: finalizing can succeed where the e-mail did not.

    `since` is when the attempt began; None: it did not.
    """
    if seen.status is not InvoiceStatus.OPEN or since is None:
        return seen.status is not None
    first = min(since, seen.finalized_at or since)  # an attempt that was forgotten counts as well
    return first < deps.now() - EVENTS_LAST or deps.billing.was_e_mailed(seen.stripe_id, first)


def sent(deps: Deps, invoice_id: str, snapshot_json: dict[str, Any]) -> None:
    """Note that it went out, and tell everybody."""
    _note_sent(deps, invoice_id, Snapshot.from_json(snapshot_json))


def _note_sent(deps: Deps, invoice_id: str, seen: Snapshot) -> None:
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        close_what_waited(deps, s, invoice_id)
        attempt.finish(s, invoice_id)
        if row.sent_at is not None:
            return
        _take_over(row, seen)
        row.sent_at, row.in_doubt, row.advances = deps.now(), False, False
        zone = deps.settings.billing_timezone
        row.issue_date = date_in(zone, seen.finalized_at or deps.now())
        tell(
            deps,
            s,
            row.deal_id,
            by=CLOSEDWON,
            action="invoice.sent",
            what=_said(deps, row, seen),
            subject=row.id,
            after={"stripe_id": row.stripe_id, "total": row.total_minor},
            urgency=Urgency.BULK,
        )


def _take_over(row: InvoiceRow, seen: Snapshot) -> None:
    """Copy how it stood when it went out, unless more was observed since."""
    row.number, row.url = row.number or seen.number, row.url or seen.url
    status = seen.status or InvoiceStatus.OPEN
    if row.status in NOT_OUT and status in OUT:
        move_invoice(row, status)
    elif not observe_invoice(row, status):
        return
    row.stripe_id = seen.stripe_id
    row.total_minor, row.due_minor = seen.total.minor, seen.due.minor
    row.paid_minor, row.balance_minor = seen.paid.minor, seen.balance.minor
    row.paid_at, row.due_date = seen.paid_at, seen.due_date or row.due_date
    row.net_minor = seen.net.minor if seen.net else row.net_minor
    row.tax_minor = seen.tax.minor if seen.tax else row.tax_minor


def _said(deps: Deps, row: InvoiceRow, seen: Snapshot) -> str:
    if row.status not in OUT:
        return f"Invoice {row.number} over {seen.total} is {words(row.status)} at Stripe."
    due = day(row.due_date, deps.today()) if row.due_date else "on receipt"
    return f"Invoice {row.number} over {seen.total} was sent to {row.bill_to_email}, due {due}."


def stop(deps: Deps, invoice_id: str, run: str, refused: dict[str, Any]) -> None:
    """Say what Stripe or Salesforce refused, with a way to try again, which looks first."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        if run and not attempt.is_ours(s, invoice_id, run):
            return  # a later run is at it
        row.in_doubt = row.attempt_at is not None
        take_back(row)
        open_trouble(
            deps,
            s,
            Outcome.from_json(refused),
            subject=invoice_id,
            kind=ISSUE,
            deal_id=row.deal_id,
            retry={"workflow": ISSUE, "args": [invoice_id]},
        )
