"""Customers: found by e-mail, read with their credit, made once."""

from collections.abc import Sequence
from typing import cast

import stripe
from stripe.params import CustomerCreateParams, CustomerCreateParamsAddress

from bot.deal import Address, short_id
from bot.errors import NotFound
from bot.facts import Customer, CustomerOrder
from integrations.stripe import metadata
from integrations.stripe.errors import missing_is, translated
from integrations.stripe.translate import customer_of

_NAME_LENGTH = 256


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


def _with_email(client: stripe.StripeClient, email: str) -> list[Customer]:
    with translated():
        listed = client.v1.customers.list(
            {"email": email, "limit": 100, "expand": ["data.invoice_credit_balance"]}
        )
        rows = list(listed.auto_paging_iter())
    return [customer_of(row) for row in rows if not getattr(row, "deleted", False)]


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
    """Make a customer that carries the account's id."""
    params: CustomerCreateParams = {
        "name": order.name[:_NAME_LENGTH],
        "email": order.email,
        "metadata": metadata.fitted({metadata.ACCOUNT: order.account_id}),
    }
    if order.contact_name:
        params["description"] = f"Billing contact: {order.contact_name}"
    if order.address != Address():
        params["address"] = _address(order.address)
    with translated():
        return customer_of(client.v1.customers.create(params, {"idempotency_key": key}))


def _address(address: Address) -> CustomerCreateParamsAddress:
    first, *rest = address.street.splitlines() or [""]
    parts = {
        "line1": first,
        "line2": ", ".join(rest),
        "city": address.city,
        "state": address.state,
        "postal_code": address.postal_code,
        "country": address.country,
    }
    # Stripe takes "" for an attempt to remove something.
    return cast("CustomerCreateParamsAddress", {name: part for name, part in parts.items() if part})
