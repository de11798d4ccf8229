"""Customers: found by e-mail, read with their credit, made once and kept up to date."""

from collections.abc import Sequence

import stripe

from bot.deal import short_id
from bot.errors import NotFound
from bot.facts import Customer, CustomerOrder
from integrations.stripe.customer_order import create_params, update_params
from integrations.stripe.errors import missing_is, translated, understood
from integrations.stripe.translate import customer_of


def find(client: stripe.StripeClient, account_id: str, email: str) -> Sequence[Customer]:
    """Return customers with this e-mail address, those that carry the account's id first.

    Stripe compares addresses exactly, so the lower-case form is asked for too. Its search by
    metadata lags behind by up to an hour and would miss a customer made just now.
    """
    found: dict[str, Customer] = {}
    for spelling in dict.fromkeys((email.strip(), email.strip().lower())):
        if spelling:
            found |= {customer.id: customer for customer in _with_email(client, spelling)}
    account = short_id(account_id)

    def distance(customer: Customer) -> int:
        if account and short_id(customer.account_id) == account:
            return 0
        return 2 if customer.account_id else 1

    return sorted(found.values(), key=distance)


@understood()
def _with_email(client: stripe.StripeClient, email: str) -> list[Customer]:
    with translated():
        listed = client.v1.customers.list(
            {"email": email, "limit": 100, "expand": ["data.invoice_credit_balance"]}
        )
        rows = list(listed.auto_paging_iter())
    return [customer_of(row) for row in rows if not getattr(row, "deleted", False)]


@understood()
def read(client: stripe.StripeClient, customer_id: str) -> Customer:
    """Return one customer with its credit balances.

    Raises:
        NotFound: if it was deleted or never existed.

    """
    gone = f"There is no customer {customer_id} at Stripe (any more)."
    with missing_is(gone), translated():
        row = client.v1.customers.retrieve(customer_id, {"expand": ["invoice_credit_balance"]})
    if getattr(row, "deleted", False):
        raise NotFound(gone)
    return customer_of(row)


def create(client: stripe.StripeClient, order: CustomerOrder, key: str) -> Customer:
    """Make a customer that carries the account's id, with its tax id."""
    with translated():
        made = client.v1.customers.create(create_params(order), {"idempotency_key": key})
    return customer_of(made)


@understood()
def update(
    client: stripe.StripeClient, customer_id: str, order: CustomerOrder, key: str
) -> Customer:
    """Bring a customer up to date; of each kind it has the tax id that the order names."""
    with translated():
        changed = client.v1.customers.update(
            customer_id, update_params(order), {"idempotency_key": key}
        )
        if order.tax_id and order.tax_id_type:
            _keep_tax_id(client, customer_id, order, key)
    return customer_of(changed)


def _keep_tax_id(
    client: stripe.StripeClient, customer_id: str, order: CustomerOrder, key: str
) -> None:
    """Add the tax id unless it is there, then take off others of its kind."""
    listed = client.v1.customers.tax_ids.list(customer_id, {"limit": 100})
    same_kind = [row for row in listed.auto_paging_iter() if row.type == order.tax_id_type]
    wanted = _bare(order.tax_id)
    if all(_bare(row.value) != wanted for row in same_kind):
        client.v1.customers.tax_ids.create(
            customer_id,
            {"type": order.tax_id_type, "value": order.tax_id},
            {"idempotency_key": f"{key}:tax"},
        )
    for row in same_kind:
        if _bare(row.value) != wanted:
            client.v1.customers.tax_ids.delete(customer_id, row.id)


def _bare(tax_id: str) -> str:
    """Return a tax id as Stripe may write it: without blanks and signs, in capitals."""
    return "".join(char for char in tax_id if char.isalnum()).upper()
