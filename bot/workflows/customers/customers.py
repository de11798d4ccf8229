"""Customers: the one at Stripe for an account and bill-to, known, found or made once."""

from collections.abc import Sequence

from bot.deal import short_id
from bot.deps import Deps
from bot.facts import Customer
from bot.ledger import Session, customers, deals, desk, invoices
from bot.ledger.customers import CustomerRow
from bot.ledger.invoices import InvoiceRow
from bot.payer import BillTo
from bot.workflows.customers.former_customer import take_along
from bot.workflows.standing import attempt
from bot.workflows.standing.issue_order import charge_for, customer_key, customer_order, payer
from bot.workflows.standing.payer_changes import follow


def known_or_made(deps: Deps, invoice_id: str) -> str:
    """Return the Stripe customer of the account and bill-to, made if there is none yet."""
    with deps.ledger.reading() as s:
        known = customer_of(s, invoices.get(s, invoice_id))
    if known:
        return known
    made = _make(deps, invoice_id)
    _remember(deps, invoice_id, made)
    return made


def customer_of(s: Session, row: InvoiceRow) -> str:
    """Return the Stripe customer that the ledger knows for an invoice, "" if none."""
    return customer_for(s, payer(charge_for(s, row)), row.customer_id)


def customer_for(s: Session, bill_to: BillTo, chosen: str) -> str:
    """Return the Stripe customer that was chosen, or is known for the payer, "" if none."""
    return chosen or customers.customer_of(s, bill_to.account_id, bill_to.email) or ""


def make_customer_for(
    deps: Deps, deal_id: str, bill_to: BillTo, attempt_: int, *, doubtful: bool
) -> str:
    """Make the customer of a retainer, under the key that its invoices would use."""
    if known := take_along(deps, deal_id, bill_to):
        return known
    order = customer_order(bill_to)
    with deps.ledger.reading() as s:
        gone = _gone(s, order.account_id, order.email)
    if doubtful:
        there = deps.billing.find_customers(order.account_id, order.email)
        if found := marked(there, order.account_id, order.email):
            return found[0].id
    return deps.billing.create_customer(order, key=customer_key(order, attempt_, gone)).id


def _make(deps: Deps, invoice_id: str) -> str:
    """Make the customer. Two invoices that need the same one share its key, and so the customer."""
    with deps.ledger.reading() as s:
        row = invoices.get(s, invoice_id)
        bill_to = payer(charge_for(s, row))
    if known := take_along(deps, row.deal_id, bill_to):
        return known
    order = customer_order(bill_to)
    with deps.ledger.reading() as s:
        gone = _gone(s, order.account_id, order.email)
    if attempt.is_doubtful(deps, row):
        there = deps.billing.find_customers(order.account_id, order.email)
        if found := marked(there, order.account_id, order.email):
            return found[0].id
        row = attempt.renew(deps, invoice_id)
    with attempt.doubting(deps, invoice_id):
        return deps.billing.create_customer(order, key=customer_key(order, row.attempt, gone)).id


def _remember(deps: Deps, invoice_id: str, customer_id: str) -> None:
    """Note whose customer it is: before anything else is done with it, and for later deals."""
    with deps.ledger.transaction() as s:
        row = invoices.get(s, invoice_id)
        bill_to = payer(charge_for(s, row))
        remember(s, bill_to, customer_id)
        follow(deps, s, deals.get(s, row.deal_id), bill_to, because=invoice_id)


def remember(s: Session, bill_to: BillTo, customer_id: str) -> None:
    """Note whose customer it is; what was known of either is replaced."""
    known = customers.customer_of(s, bill_to.account_id, bill_to.email)
    if known and known != customer_id:
        forget(s, known)
    email = bill_to.email.lower()
    s.merge(CustomerRow(stripe_id=customer_id, account_id=bill_to.account_id, email=email))


def forget(s: Session, customer_id: str) -> None:
    """Forget a customer, e.g. one that is gone at Stripe: the next one is made under a new key."""
    row = s.get(CustomerRow, customer_id)
    if row is not None:
        gone = _gone(s, row.account_id, row.email) + 1
        desk.set_cursor(s, _cursor(row.account_id, row.email), {"gone": gone})
        s.delete(row)
        s.flush()


def _gone(s: Session, account_id: str, email: str) -> int:
    """Return how many customers of this account and e-mail address were forgotten."""
    return int((desk.cursor(s, _cursor(account_id, email)) or {}).get("gone", 0))


def _cursor(account_id: str, email: str) -> str:
    return f"customers:{account_id}:{email.lower()}"


def marked(candidates: Sequence[Customer], account_id: str, email: str) -> list[Customer]:
    """Return those with this e-mail address that carry the account's id."""
    return [
        one
        for one in candidates
        if one.email.casefold() == email.casefold()
        and short_id(one.account_id) == short_id(account_id)
    ]
