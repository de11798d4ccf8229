"""A customer as Stripe's parameters: made, and brought up to date."""

from typing import cast

from stripe.params import (
    CustomerCreateParams,
    CustomerCreateParamsAddress,
    CustomerUpdateParams,
)

from bot.deal import Address
from bot.facts import CustomerOrder
from bot.payer import TaxExempt
from integrations.stripe import metadata

_NAME_LENGTH = 256


def create_params(order: CustomerOrder) -> CustomerCreateParams:
    """Return the parameters of a customer that carries the account's id."""
    params: CustomerCreateParams = {
        "name": order.name[:_NAME_LENGTH],
        "email": order.email,
        "metadata": metadata.fitted({metadata.ACCOUNT: order.account_id}),
    }
    if order.contact_name:
        params["description"] = _contact(order)
    if order.address != Address():
        params["address"] = address_params(order.address)
    if order.tax_exempt is not TaxExempt.NONE:
        params["tax_exempt"] = order.tax_exempt.value
    if order.tax_id and order.tax_id_type:
        params["tax_id_data"] = [{"type": order.tax_id_type, "value": order.tax_id}]
    if order.language:
        params["preferred_locales"] = [order.language]
    return params


def update_params(order: CustomerOrder) -> CustomerUpdateParams:
    """Return the parameters that bring a customer up to date; what we do not know stays."""
    params: CustomerUpdateParams = {
        "name": order.name[:_NAME_LENGTH],
        "email": order.email,
        "tax_exempt": order.tax_exempt.value,
        "metadata": metadata.fitted({metadata.ACCOUNT: order.account_id}),
    }
    if order.contact_name:
        params["description"] = _contact(order)
    if order.address != Address():
        # Here "" is right: a part that is gone would stay otherwise.
        params["address"] = _parts(order.address)
    if order.language:
        params["preferred_locales"] = [order.language]
    return params


def address_params(address: Address) -> CustomerCreateParamsAddress:
    """Return the parts of an address that there are."""
    parts = {name: part for name, part in _parts(address).items() if part}
    # Stripe takes "" for an attempt to remove something.
    return cast("CustomerCreateParamsAddress", parts)


def _parts(address: Address) -> CustomerCreateParamsAddress:
    first, *rest = address.street.splitlines() or [""]
    return {
        "line1": first,
        "line2": ", ".join(rest),
        "city": address.city,
        "state": address.state,
        "postal_code": address.postal_code,
        "country": address.country,
    }


def _contact(order: CustomerOrder) -> str:
    return f"Billing contact: {order.contact_name}"
