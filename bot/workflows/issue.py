"""Issuing: an approved invoice is made and sent at Stripe, once, exactly as approved."""

from typing import Any

from bot.actor import CLOSEDWON
from bot.deps import Deps
from bot.facts import InvoiceLines, Snapshot
from bot.ledger import invoices, proposals
from bot.ledger.invoices import CustomerRow
from bot.outcome import Outcome
from bot.status import InvoiceStatus, move_invoice
from bot.views.text import day
from bot.workflows import attempt
from bot.workflows.issue_order import customer_key, customer_order, invoice_order, mismatch
from bot.workflows.recheck import GO, may_go, read_again
from bot.workflows.telling import tell
from bot.workflows.trouble import close_trouble, open_trouble

ISSUE = "issue"


class _Stopped(Exception):  # noqa: N818 - not an error: the workflow ends here
    """A step did not do what it was for."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


def issue(deps: Deps, invoice_id: str) -> None:
    """Check the deal once more, then customer, draft, lines, send; three writes if all is known."""
    try:
        deal = _must(deps.durably(read_again, invoice_id))
        if _must(deps.durably(may_go, invoice_id, deal)) != GO:
            return
        customer_id = _must(deps.durably(known_customer, invoice_id))
        if not customer_id:
            customer_id = _must(deps.durably(make_customer, invoice_id))
        stripe_id = _must(deps.durably(draft, invoice_id, customer_id))
        _must(deps.durably(remember_draft, invoice_id, customer_id, stripe_id))
        filled = _must(deps.durably(fill, invoice_id, stripe_id))
        if wrong := _must(deps.durably(compare, invoice_id, filled)):
            _must(deps.durably(discard, invoice_id, stripe_id))
            _must(Outcome.refused(wrong, vendor="Stripe", code="not_as_approved"))
        snapshot = _must(deps.durably(send, invoice_id, stripe_id))
        _must(deps.durably(sent, invoice_id, snapshot))
    except _Stopped as stopped:
        deps.durably(stop, invoice_id, stopped.outcome.to_json())


def _must(outcome: Outcome) -> Any:  # noqa: ANN401 - what steps return is JSON
    if not outcome.done:
        raise _Stopped(outcome)
    return outcome.value


def known_customer(deps: Deps, invoice_id: str) -> str:
    """Return the Stripe customer of the account and bill-to, "" if there is none yet."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        bill_to = proposals.get(s, row.proposal_id).plan.bill_to
        if row.customer_id or bill_to is None:
            return row.customer_id
        return invoices.customer_of(s, bill_to.account_id, bill_to.email) or ""


def make_customer(deps: Deps, invoice_id: str) -> str:
    """Make the customer. Two invoices that need the same one share its key, and so the customer."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        order = customer_order(proposals.get(s, row.proposal_id).plan)
    if attempt.is_doubtful(deps, row):
        for candidate in deps.billing.find_customers(order.account_id, order.email):
            same_email = candidate.email.casefold() == order.email.casefold()
            if candidate.account_id == order.account_id and same_email:
                return candidate.id
        row = attempt.renew(deps, invoice_id)
    with attempt.doubting(deps, invoice_id):
        return deps.billing.create_customer(order, key=customer_key(order, row)).id


def draft(deps: Deps, invoice_id: str, customer_id: str) -> str:
    """Make the draft, or find the one an earlier attempt made; return its Stripe id."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        order = invoice_order(s, row, customer_id)
    if row.stripe_id:
        return row.stripe_id
    if attempt.is_doubtful(deps, row):
        found = deps.billing.find_invoice(customer_id, invoice_id, row.created_at)
        if found is not None:
            return found.stripe_id
        row = attempt.renew(deps, invoice_id)
    with attempt.doubting(deps, invoice_id):
        return deps.billing.draft(order, key=attempt.key(row, "create"))


def remember_draft(deps: Deps, invoice_id: str, customer_id: str, stripe_id: str) -> None:
    """Note the draft and whose it is, before anything else is done with it."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        row.customer_id, row.stripe_id = customer_id, stripe_id
        bill_to = proposals.get(s, row.proposal_id).plan.bill_to
        if bill_to is not None:
            s.merge(
                CustomerRow(
                    stripe_id=customer_id,
                    account_id=bill_to.account_id,
                    email=bill_to.email.lower(),
                )
            )


def fill(deps: Deps, invoice_id: str, stripe_id: str) -> dict[str, Any]:
    """Put the lines on the draft, unless an earlier attempt did; return it as it stands."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        plan = proposals.get(s, row.proposal_id).plan
    if attempt.is_doubtful(deps, row):
        seen = deps.billing.snapshot(stripe_id)
        if seen.status is not None or seen.total.minor:
            return seen.to_json()
        row = attempt.renew(deps, invoice_id)
    lines = next(part.lines for part in plan.installments if part.number == row.item)
    with attempt.doubting(deps, invoice_id):
        filled = deps.billing.add_lines(
            stripe_id, InvoiceLines(lines=lines), key=attempt.key(row, "lines")
        )
    return filled.to_json()


def compare(deps: Deps, invoice_id: str, filled: dict[str, Any]) -> str:
    """Return what differs between Stripe's answer and the approval, "" if nothing does."""
    with deps.ledger.reading() as s:
        return mismatch(invoices.get(s, invoice_id), Snapshot.from_json(filled))


def discard(deps: Deps, invoice_id: str, stripe_id: str) -> None:
    """Delete a draft that is not what was approved; the next try makes a new one."""
    deps.billing.discard(stripe_id)
    with deps.ledger.transaction() as s:
        invoices.get(s, invoice_id, lock=True).stripe_id = None
    attempt.renew(deps, invoice_id)


def send(deps: Deps, invoice_id: str, stripe_id: str) -> dict[str, Any]:
    """Send it, unless an earlier attempt did; return it as it stands."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
    if attempt.is_doubtful(deps, row):
        seen = deps.billing.snapshot(stripe_id)
        if seen.status is not None and seen.sent is not False:
            return seen.to_json()
        row = attempt.renew(deps, invoice_id)
    with attempt.doubting(deps, invoice_id):
        return deps.billing.send(stripe_id, key=attempt.key(row, "send")).to_json()


def sent(deps: Deps, invoice_id: str, snapshot_json: dict[str, Any]) -> None:
    """Note that it went out, and tell everybody."""
    seen = Snapshot.from_json(snapshot_json)
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id, lock=True)
        close_trouble(deps, s, subject=invoice_id, kind=ISSUE)
        if row.sent_at is not None:
            return
        if row.status is InvoiceStatus.APPROVED:
            move_invoice(row, seen.status or InvoiceStatus.OPEN)
        row.number, row.url = seen.number, seen.url
        row.total_minor, row.due_minor = seen.total.minor, seen.due.minor
        row.paid_minor, row.balance_minor = seen.paid.minor, seen.balance.minor
        row.sent_at, row.paid_at = deps.now(), seen.paid_at
        row.issue_date, row.due_date = deps.today(), seen.due_date or row.due_date
        row.in_doubt = False
        due = day(row.due_date, deps.today()) if row.due_date else "on receipt"
        what = f"Invoice {row.number} over {seen.total} was sent to {row.bill_to_email}, due {due}."
        tell(deps, s, row.deal_id, by=CLOSEDWON, action="invoice.sent", what=what, subject=row.id,
             after={"stripe_id": row.stripe_id, "total": seen.total.minor})  # fmt: skip


def stop(deps: Deps, invoice_id: str, refused: dict[str, Any]) -> None:
    """Say what Stripe or Salesforce refused, with a way to try again."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id)
        open_trouble(
            deps,
            s,
            Outcome.from_json(refused),
            subject=invoice_id,
            kind=ISSUE,
            deal_id=row.deal_id,
            retry={"workflow": ISSUE, "args": [invoice_id]},
        )
