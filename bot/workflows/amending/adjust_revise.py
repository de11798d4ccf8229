"""Revising: an open invoice is replaced by another, which voids it when it goes out."""

from typing import Any

from bot.charges import Charge, charge_of
from bot.deps import Deps
from bot.errors import Conflict
from bot.facts import InvoiceLines, InvoiceOrder, Snapshot
from bot.ledger import Session, adjustments, holds, invoices, proposals, receivables
from bot.ledger.adjustments import AdjustmentRow
from bot.ledger.base import new_id
from bot.ledger.invoices import InvoiceRow
from bot.status import InvoiceStatus, observe_invoice
from bot.workflows.amending import adjust_attempt as attempt
from bot.workflows.amending.marks import marks_on_made
from bot.workflows.gating.gate import is_stopped
from bot.workflows.issuing.sending import is_out
from bot.workflows.standing.closed_books import closed
from bot.workflows.standing.ripe import ADJUST

NEW = "new_id"
"""In the details: our id of the invoice to be."""
CARRIED = (
    *("account_name", "bill_to_email", "customer_id", "label", "source", "do_not_chase"),
    *("promised_date", "promised_minor", "promised_by", "promises_broken", "snoozed_until"),
    *("handed_to", "touched_at", "period_start", "period_end"),
)
"""What people know or said about the old invoice is true of the new one."""


def draft(deps: Deps, adjustment_id: str, run: str) -> str:
    """Make the draft that is to replace the invoice, or find the one an earlier attempt made."""
    with deps.ledger.transaction() as s:
        row = attempt.check(s, adjustment_id, run)
        if NEW not in row.details:
            row.details = {**row.details, NEW: new_id("inv")}
        old = invoices.get(s, row.subject)
        if row.stripe_id:
            return row.stripe_id
        order = _order(deps, s, row, old)
        since = row.requested_at
    found = deps.billing.find_invoice(old.customer_id, order.invoice_id, since)
    if found is None:
        if attempt.is_doubtful(deps, row):
            row = attempt.renew(deps, adjustment_id)
        with attempt.doubting(deps, adjustment_id):
            stripe_id = deps.billing.draft(order, key=attempt.key(row, "draft"))
    else:
        stripe_id = found.stripe_id
    with deps.ledger.transaction() as s:
        adjustments.get(s, adjustment_id, lock=True).stripe_id = stripe_id
    return stripe_id


def _order(deps: Deps, s: Session, row: AdjustmentRow, old: InvoiceRow) -> InvoiceOrder:
    plan, charge = proposals.get(s, row.proposal_id).plan, _charge(s, row)
    begun = row.attempt_at or deps.now()
    counted = charge.due.date_for(begun.astimezone(deps.settings.billing_timezone).date())
    ahead = old.due_date is not None and old.due_date >= deps.today()
    return InvoiceOrder(
        invoice_id=row.details[NEW],
        deal_id=row.deal_id,
        customer_id=old.customer_id,
        currency=old.currency,
        due_date=old.due_date if ahead and old.due_date else counted,
        revises=old.stripe_id or "",
        memo=plan.memo,
        footer=plan.footer,
        po_number=plan.po_number,
        custom_fields=plan.custom_fields,
        tax=plan.tax,
        notes={"closedwon_replaces": old.number, **marks_on_made(row)},
    )


def _charge(s: Session, row: AdjustmentRow) -> Charge:
    plan = proposals.get(s, row.proposal_id).plan
    return charge_of(plan, row.details["number"], row.details["party"])


def fill(deps: Deps, adjustment_id: str, run: str, stripe_id: str) -> dict[str, Any]:
    """Put the approved lines in place of the old ones; return the draft as it stands."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        lines = _charge(s, row).lines
    seen = deps.billing.snapshot(stripe_id)
    if seen.status is not None:
        return seen.to_json()  # an earlier attempt got further
    if attempt.is_doubtful(deps, row):
        row = attempt.renew(deps, adjustment_id)
    with attempt.doubting(deps, adjustment_id):
        filled = deps.billing.replace_lines(
            stripe_id, InvoiceLines(lines=lines), key=attempt.key(row, "lines")
        )
    return filled.to_json()


def compare(deps: Deps, adjustment_id: str, run: str, filled: dict[str, Any]) -> str:
    """Return what differs between Stripe's answer and the approval, "" if nothing does."""
    seen = Snapshot.from_json(filled)
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        approved = _charge(s, row).amount_in(row.currency)
    net = seen.total if seen.net is None else seen.net
    if net != approved:
        return f"The draft is over {net}, but {approved} was approved."
    return f"The tax could not be worked out: {seen.tax_problem}" if seen.tax_problem else ""


def discard(deps: Deps, adjustment_id: str, run: str, stripe_id: str) -> None:
    """Delete a draft that must not go out; the next try makes a new one."""
    with deps.ledger.transaction() as s:
        attempt.check(s, adjustment_id, run).stripe_id = ""
    deps.billing.discard(stripe_id)
    attempt.renew(deps, adjustment_id)


def drop(deps: Deps, adjustment_id: str, run: str) -> None:
    """Delete the draft of a replacement that nobody wants any more, if an attempt made one."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        if NEW not in row.details:
            return
        customer_id = invoices.get(s, row.subject).customer_id
    stripe_id = row.stripe_id
    if not stripe_id:
        found = deps.billing.find_invoice(customer_id, row.details[NEW], row.requested_at)
        stripe_id = found.stripe_id if found else ""
    if stripe_id:
        deps.billing.discard(stripe_id)


def send(deps: Deps, adjustment_id: str, run: str, stripe_id: str) -> dict[str, Any]:
    """Send it, which voids the old one, unless it is out; return it, {} if it has to wait."""
    with deps.ledger.reading() as s:
        row = attempt.check(s, adjustment_id, run)
        shut = closed(deps, invoices.get(s, row.subject))
    if shut or attempt.is_doubtful(deps, row):
        seen = deps.billing.snapshot(stripe_id)
        if is_out(deps, row.attempt_at, seen):
            return seen.to_json()
        if shut:
            raise Conflict(shut)
        row = attempt.renew(deps, adjustment_id)
    if is_stopped(deps, subject=row.id, workflow=ADJUST, deal_id=row.deal_id):
        return {}
    with attempt.doubting(deps, adjustment_id):
        return deps.billing.send(stripe_id, key=attempt.key(row, "send")).to_json()


def revised(deps: Deps, adjustment_id: str, run: str, shown: dict[str, Any]) -> None:
    """Note in one go that the old invoice is void and the new one is out in its place."""
    seen = Snapshot.from_json(shown)
    with deps.ledger.transaction() as s:
        row = attempt.check(s, adjustment_id, run)
        if s.get(InvoiceRow, row.details[NEW]) is not None:
            return
        old = invoices.get(s, row.subject, lock=True)
        observe_invoice(old, InvoiceStatus.VOID)
        old.balance_minor = 0
        s.flush()
        receivables.forget_outside(s, seen.stripe_id)
        s.add(_row(deps, s, row, old, seen))
        hold = holds.open_on(s, old.id)
        if hold is not None:
            hold.subject = row.details[NEW]
        old.promised_date, old.promised_minor, old.snoozed_until = None, None, None
        s.flush()


def _row(deps: Deps, s: Session, row: AdjustmentRow, old: InvoiceRow, seen: Snapshot) -> InvoiceRow:
    minor = _charge(s, row).amount_in(row.currency).minor
    same = [
        r for r in invoices.of_deal(s, old.deal_id) if (r.item, r.party) == (old.item, old.party)
    ]
    return InvoiceRow(
        id=row.details[NEW],
        deal_id=old.deal_id,
        proposal_id=row.proposal_id,
        item=old.item,
        party=old.party,
        revision=max(one.revision for one in same) + 1,
        status=seen.status or InvoiceStatus.OPEN,
        currency=old.currency,
        amount_minor=minor,
        total_minor=seen.total.minor,
        net_minor=seen.net.minor if seen.net else None,
        tax_minor=seen.tax.minor if seen.tax else 0,
        due_minor=seen.due.minor,
        paid_minor=seen.paid.minor,
        balance_minor=seen.balance.minor,
        stripe_id=seen.stripe_id,
        number=seen.number,
        url=seen.url,
        issue_date=deps.today(),
        due_date=seen.due_date,
        created_at=deps.now(),
        sent_at=deps.now(),
        paid_at=seen.paid_at,
        **{name: getattr(old, name) for name in CARRIED},
    )
