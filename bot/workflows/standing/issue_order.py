"""What is ordered from Stripe for an approved invoice, and how its answer is checked."""

from datetime import date

from bot.charges import Charge, charge_of
from bot.facts import CustomerOrder, InvoiceOrder, Snapshot
from bot.ledger import Session, deals, proposals
from bot.ledger.invoices import InvoiceRow
from bot.payer import BillTo
from bot.places import coded

MOST_METADATA = 500
"""Characters of one value at Stripe."""
CHANGES_KEPT = 10


def customer_order(bill_to: BillTo) -> CustomerOrder:
    """Return the customer to be made, or as it is to be from now on."""
    return CustomerOrder(
        account_id=bill_to.account_id,
        name=bill_to.account_name,
        email=bill_to.email,
        contact_name=bill_to.name,
        address=coded(bill_to.address),
        tax_exempt=bill_to.tax_exempt,
        tax_id=bill_to.tax_id,
        tax_id_type=bill_to.tax_id_type,
        language=bill_to.language,
    )


def charge_for(s: Session, row: InvoiceRow) -> Charge:
    """Return what was approved as this invoice."""
    return charge_of(proposals.get(s, row.proposal_id).plan, row.item, row.party)


def payer(charge: Charge) -> BillTo:
    """Return who receives an approved invoice: without one it is not approved."""
    if charge.bill_to is None:
        raise ValueError(f"invoice {charge.number} was approved without a bill-to")
    return charge.bill_to


def customer_key(order: CustomerOrder, attempt: int, gone: int) -> str:
    """Return the key that makes a customer once, however many invoices ask for them at a time.

    `gone` counts those made before and deleted since: Stripe would give them back under their key.
    """
    return f"customer:{order.digest()[:40]}:{gone}:{attempt}"


def invoice_order(s: Session, row: InvoiceRow, customer_id: str, begun_on: date) -> InvoiceOrder:
    """Return the invoice to be made, with what was decided on the way in its notes.

    `begun_on` is the day on which the attempt began: what is for a later day finalizes by itself.
    """
    plan = proposals.get(s, row.proposal_id).plan
    if row.due_date is None:
        raise ValueError(f"{row.id} was approved without a due date")
    return InvoiceOrder(
        invoice_id=row.id,
        deal_id=row.deal_id,
        customer_id=customer_id,
        currency=row.currency,
        due_date=row.due_date,
        finalizes_on=row.issue_date if row.issue_date and row.issue_date > begun_on else None,
        memo=plan.memo,
        footer=plan.footer,
        po_number=plan.po_number,
        custom_fields=plan.custom_fields,
        tax=plan.tax,
        notes=_notes(s, row),
    )


def _notes(s: Session, row: InvoiceRow) -> dict[str, str]:
    """Return who approved it and what was changed before, for whoever reads it at Stripe.

    Only what happened before the attempt began: a repeated call has to say the same again.
    """
    approvals = ", ".join(d.actor_name for d in proposals.decisions(s, row.proposal_id))
    before = [e for e in deals.history(s, row.deal_id) if row.attempt_at and e.at < row.attempt_at]
    notes = {"closedwon_approved_by": approvals[:MOST_METADATA]}
    for number, event in enumerate(before[-CHANGES_KEPT:], start=1):
        line = f"{event.at:%Y-%m-%d} {event.who}: {event.what}"
        notes[f"closedwon_log_{number}"] = line[:MOST_METADATA]
    return notes


def is_blank(row: InvoiceRow, seen: Snapshot) -> bool:
    """Return whether an invoice finalized without its lines: it asks for nothing.

    So it is when we were away between making a draft and filling it, until its day had come.
    """
    return seen.status is not None and not seen.total and row.amount_minor > 0


def mismatch(row: InvoiceRow, seen: Snapshot) -> str:
    """Return how the draft at Stripe differs from what was approved, "" if it does not.

    What is approved is net; Stripe adds the tax, and has to have worked it out.
    """
    if seen.customer_id != row.customer_id:
        return f"The draft is for another customer ({seen.customer_id})."
    if seen.customer_email.casefold() != row.bill_to_email.casefold():
        return (
            f"Stripe would send it to {seen.customer_email or 'nobody'}, "
            f"but {row.bill_to_email} was approved."
        )
    net, approved = seen.total if seen.net is None else seen.net, row.money(row.amount_minor)
    if net != approved:
        return f"The draft is over {net}, but {approved} was approved."
    if seen.tax_problem:
        return f"The tax could not be worked out: {seen.tax_problem}"
    if seen.finalizes_on is not None and seen.finalizes_on != row.issue_date:
        return f"The draft would go out on {seen.finalizes_on}, but {row.issue_date} was approved."
    return ""
