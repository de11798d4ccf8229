"""Updating a customer: what Salesforce says of a payer reaches Stripe, once per content.

What the customer has stays as it is. What is still to be sent shows what is new; an e-mail address
counts as approved, so it changes only when nothing approved for the old one is still to be sent.
"""

import json
from typing import Any

from bot.actor import SALESFORCE
from bot.deps import Deps
from bot.facts import CustomerOrder, Urgency
from bot.ledger import Session, customers, deals, invoices, subscriptions
from bot.ledger.customers import CustomerRow
from bot.outcome import Outcome
from bot.status import NOT_OUT, RUNS, InvoiceStatus
from bot.views.text import joined
from bot.workflows.standing.issue_order import customer_order
from bot.workflows.standing.payer_changes import UPDATE_CUSTOMER, payers
from bot.workflows.telling.telling import tell
from bot.workflows.telling.trouble import close_trouble, open_trouble

GONE = frozenset({"NotFound", "resource_missing"})
"""Codes of a customer that somebody deleted: the next invoice makes another."""
OWES = (InvoiceStatus.OPEN, InvoiceStatus.UNCOLLECTIBLE)
NAMES = {
    "name": "name",
    "address": "address",
    "email": "e-mail address",
    "contact_name": "contact",
    "tax_id": "tax id",
    "tax_id_type": "tax id",
    "tax_exempt": "tax status",
    "language": "language",
}


def update_customer(deps: Deps, deal_id: str, account_id: str, before: str = "") -> None:
    """Bring the Stripe customer of an account up to date; `before`: what Stripe was told last.

    It is the JSON of a `CustomerOrder`; the e-mail address is "" when another person was meant.
    """
    wanted = deps.durably(compare, deal_id, account_id, before)
    if not wanted.value:
        return
    told = deps.durably(tell_stripe, wanted.value)
    deps.durably(note, deal_id, account_id, wanted.value, told.to_json())


def compare(deps: Deps, deal_id: str, account_id: str, before: str) -> dict[str, Any] | None:
    """Return what is to be changed, None if Stripe knows it already or has no such customer."""
    with deps.ledger.reading() as s:
        row = deals.get(s, deal_id)
        now = next(
            (p for p in payers(row.deal, row.decided, deps.policy) if p.account_id == account_id),
            None,
        )
        if now is None:
            return None
        was = CustomerOrder.from_json(json.loads(before)) if before else None
        order = customer_order(now)
        known = _known(s, order, was)
        if known is None:
            return None
        kept = known.email != order.email.lower() and is_awaited(s, known)
        if kept:
            order = order.model_copy(update={"email": known.email})
        last = CustomerOrder.from_json(json.loads(known.content)) if known.content else was
        if last == order:
            return None
        return {
            "customer_id": known.stripe_id,
            "order": order.to_json(),
            "changes": known.changes,
            "fields": _fields(last, order),
            "email_waits": kept,
        }


def _known(s: Session, order: CustomerOrder, was: CustomerOrder | None) -> CustomerRow | None:
    emails = [order.email, *([was.email] if was and was.email else [])]
    found = (customers.customer_of(s, order.account_id, email) for email in emails)
    known = next((one for one in found if one), None)
    return s.get(CustomerRow, known) if known else None


def is_awaited(s: Session, known: CustomerRow) -> bool:
    """Return whether something approved for the customer's address is still to be sent."""
    waiting = [row.bill_to_email for row in invoices.of_customer(s, known.stripe_id, *NOT_OUT)]
    waiting += [row.bill_to_email for row in subscriptions.of_customer(s, known.stripe_id, *RUNS)]
    return any(email.lower() == known.email for email in waiting)


def _fields(last: CustomerOrder | None, order: CustomerOrder) -> list[str]:
    if last is None:
        return ["details"]
    changed = [
        words for name, words in NAMES.items() if getattr(last, name) != getattr(order, name)
    ]
    return list(dict.fromkeys(changed))


def tell_stripe(deps: Deps, wanted: dict[str, Any]) -> str:
    """Change the customer."""
    order = CustomerOrder.from_json(wanted["order"])
    customer_id = wanted["customer_id"]
    key = f"customer:{customer_id}:update:{wanted['changes']}:{order.digest()[:24]}"
    return deps.billing.update_customer(customer_id, order, key=key).id


def note(
    deps: Deps, deal_id: str, account_id: str, wanted: dict[str, Any], told: dict[str, Any]
) -> None:
    """Note what Stripe knows now and tell the deals concerned; or say what it refused."""
    outcome, customer_id = Outcome.from_json(told), wanted["customer_id"]
    with deps.ledger.transaction() as s:
        if not outcome.done and outcome.code not in GONE:
            again = {"workflow": UPDATE_CUSTOMER, "args": [deal_id, account_id]}
            open_trouble(deps, s, outcome, subject=customer_id, kind=UPDATE_CUSTOMER,
                         deal_id=deal_id, retry=again)  # fmt: skip
            return
        close_trouble(deps, s, subject=customer_id, kind=UPDATE_CUSTOMER)
        known = s.get(CustomerRow, customer_id, with_for_update=True)
        if not outcome.done or known is None or known.changes != wanted["changes"]:
            return
        order = CustomerOrder.from_json(wanted["order"])
        known.content, known.changes = json.dumps(wanted["order"]), known.changes + 1
        known.email = order.email.lower()
        s.flush()
        for concerned in _concerned(s, customer_id, deal_id):
            what, detail = _said(s, concerned, customer_id, order, wanted)
            tell(deps, s, concerned, by=SALESFORCE, action="customer.changed", what=what,
                 detail=detail, subject=customer_id, after={"order": order.digest()},
                 urgency=Urgency.BULK)  # fmt: skip


def _concerned(s: Session, customer_id: str, deal_id: str) -> list[str]:
    """Return the deals of which the customer owes something, or is to get something."""
    rows = invoices.of_customer(s, customer_id, *NOT_OUT, *OWES)
    return sorted({deal_id, *(row.deal_id for row in rows)})


def _said(
    s: Session, deal_id: str, customer_id: str, order: CustomerOrder, wanted: dict[str, Any]
) -> tuple[str, str]:
    rows = [row for row in invoices.of_deal(s, deal_id) if row.customer_id == customer_id]
    out = [row.number for row in rows if row.status in OWES and row.number]
    ahead = [str(row.item) for row in rows if row.status in NOT_OUT]
    fields = " and ".join(wanted["fields"]) or "details"
    plural = len(wanted["fields"]) != 1
    what = f"The {fields} of {order.name} changed in Salesforce: Stripe has "
    what += "them now." if plural else "it now."
    shows = f"Approved and still to be sent with it: invoice {', '.join(ahead)}." if ahead else ""
    keeps = f"What is out stays as it is: {', '.join(out)}." if out else ""
    waits = (
        f"The e-mail address stays {order.email} until what is approved for it is sent or asked "
        "again."
    )
    return what, joined((shows, keeps, waits if wanted["email_waits"] else ""), " ")
